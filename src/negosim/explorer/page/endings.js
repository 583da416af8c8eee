// How talks end, against the case unmoved: shares with intervals, and paired differences.

import { Chart, plot, shareEnd } from "./charts.js";
import { interval, percent, points, whole } from "./dom.js";
import { OUTCOMES, fill, fills } from "./looks.js";

const NARROW = 560;

export function endings({ pick, base = "unmoved" }) {
  const chart = new Chart("How the talks end", { wide: true, name: "how_talks_end" });
  const show = ({ endings: rows, runs }, moved) => {
    chart.draw({
      label: rows.map((row) => `${row.title} ${percent(row.share)}`).join(", "),
      caption: `Share of ${whole(runs)} runs, with 95 % intervals.${moved ? ` The dashed tick is ${base === "unmoved" ? "the case unmoved" : base} under the same random numbers; at right, the difference in points run by run, with its interval.` : ""} Click a bar for its runs.`,
      make: (width) => drawn(rows, width, moved, base, pick),
      numbers: () => ({
        head: ["Ending", "Runs", "Share", "95 % interval", base[0].toUpperCase() + base.slice(1), "Difference (points)", "95 % interval"],
        rows: rows.map((row) => [row.title, whole(row.count), percent(row.share), interval(row.low, row.high), percent(row.base_share), points(row.difference), `${points(row.difference_low)} to ${points(row.difference_high)}`]),
      }),
    });
  };
  return { root: chart.root, show };
}

function drawn(rows, width, moved, base, pick) {
  const narrow = width < NARROW;
  const step = narrow ? 50 : 36;
  const stem = "ending";
  const right = narrow ? 66 : moved ? 232 : 120;
  const end = shareEnd(rows.flatMap((row) => [row.high, row.base_share]));
  const { Plot } = window;
  const y = (row) => row.outcome;
  const titles = new Map(rows.map((row) => [row.outcome, row.title]));
  const inset = narrow ? { insetTop: 22, insetBottom: 6 } : { insetTop: 8, insetBottom: 8 };
  const svg = plot({
    width,
    height: rows.length * step + 30,
    marginLeft: narrow ? 2 : 132,
    marginRight: right,
    marginBottom: 24,
    x: { domain: [0, end], tickFormat: percent, label: null, ticks: Math.max(2, Math.min(6, Math.floor((width - right - 132) / 62))), grid: true },
    y: { domain: rows.map(y), axis: null, padding: 0 },
    marks: [
      Plot.barX(rows, { x1: 0, x2: "share", y, fill: { value: (row) => fill(stem, row.outcome), scale: null }, stroke: "var(--ink)", strokeWidth: 0.6, ...inset }),
      Plot.link(rows, { x1: "low", x2: "high", y1: y, y2: y, dy: narrow ? 8 : 0, stroke: "var(--ink)", strokeWidth: 1.6 }),
      moved ? Plot.tickX(rows, { x: "base_share", y, stroke: "var(--ink)", strokeWidth: 1.8, strokeDasharray: "3,2", ...(narrow ? { insetTop: 16, insetBottom: 1 } : { insetTop: 2, insetBottom: 2 }) }) : null,
      narrow
        ? Plot.text(rows, { x: 0, y, text: (row) => titles.get(row.outcome), textAnchor: "start", dy: -14, fontWeight: 600, fill: "var(--ink)" })
        : Plot.text(rows, { frameAnchor: "left", y, text: (row) => titles.get(row.outcome), textAnchor: "end", dx: -8, fontSize: 13, fontWeight: 600, fill: "var(--ink)" }),
      ...values(rows, y, narrow, moved),
    ],
  });
  fills(svg, stem, OUTCOMES);
  const hits = rows.map((row) => ({
    key: row.outcome,
    label: `${row.title}: ${percent(row.share)} of the runs. Show these runs`,
    left: 0, top: svg.scale("y").apply(row.outcome), width, height: step,
    act: () => pick({ outcome: row.outcome }),
  }));
  return { svg, hits };
}

function values(rows, y, narrow, moved) {
  const { Plot } = window;
  const at = (dx, options) => ({ frameAnchor: "right", y, textAnchor: "start", dx, fill: "var(--ink)", ...options });
  if (narrow) {
    return [
      Plot.text(rows, at(10, { text: (row) => percent(row.share), fontWeight: 600, fontSize: 14, dy: -2 })),
      Plot.text(rows, at(10, { text: (row) => (moved ? points(row.difference) : interval(row.low, row.high)), fill: "var(--faint)", dy: 13, fontSize: 11 })),
    ];
  }
  return [
    Plot.text(rows, at(12, { text: (row) => percent(row.share), fontWeight: 600, fontSize: 14 })),
    Plot.text(rows, at(60, { text: (row) => interval(row.low, row.high), fill: "var(--faint)", fontSize: 11 })),
    moved ? Plot.text(rows, at(132, { text: (row) => points(row.difference), fontWeight: 600 })) : null,
    moved ? Plot.text(rows, at(168, { text: (row) => `${points(row.difference_low)} to ${points(row.difference_high)}`, fill: "var(--faint)", fontSize: 11 })) : null,
  ].filter(Boolean);
}
