// What agreed packages are worth to two parties, beside what no deal is worth to them.

import { Chart, plot } from "./charts.js";
import { number, whole } from "./dom.js";
import { colour, ofParty } from "./looks.js";
import { partyIndex, partyTitle } from "./scene.js";

export function utilities() {
  const chart = new Chart("What agreements are worth to each", { name: "utilities" });
  const show = ({
    utilities: {
      parties: [a, b],
      points,
      reservation,
    },
    agreed,
  }) => {
    const rows = points.map(([ua, ub, count, label]) => ({ ua, ub, count, label }));
    chart.draw({
      label: `${whole(agreed)} agreements by their utility to ${partyTitle(a)} and to ${partyTitle(b)}`,
      caption: `Each circle is what an agreed package was worth in its runs, from 0 (the worst package) to 1 (the best) unless linkages add to it; larger is more frequent. Lines and bands: what no deal is worth to each, median and middle 90 %, as far as they lie within the figure; that falls below 0 where waiting and pressure make no deal worse than the worst package.`,
      make: (width) => ({ svg: drawn(rows, a, b, reservation, width) }),
      numbers: () => ({
        head: ["Package", partyTitle(a), partyTitle(b), "Runs"],
        rows: rows
          .slice(0, 60)
          .map((row) => [row.label || "package", number(row.ua), number(row.ub), whole(row.count)]),
      }),
    });
  };
  return { root: chart.root, show };
}

function drawn(rows, a, b, reservation, width) {
  const { Plot } = window;
  const size = Math.min(width, 420);
  const [one, other] = [a, b].map((name) => colour(ofParty(partyIndex(name))));
  const [ra, rb] = [reservation?.a ?? reservation?.[a], reservation?.b ?? reservation?.[b]];
  const span = (values, more) => {
    const all = [...values, ...(more ?? [])].filter(Number.isFinite);
    const [low, high] = all.length ? [Math.min(...all), Math.max(...all)] : [0, 1];
    const floor = Math.min(0, ...values.map((value) => value - 0.04)); // linkages can take a package below 0
    return [Math.max(floor, low - 0.04), Math.min(Math.max(1, high), high + 0.04)];
  };
  const x = span(
    rows.map((row) => row.ua),
    ra,
  );
  const y = span(
    rows.map((row) => row.ub),
    rb,
  );
  const within = ([low, middle, high], [first, last]) => [Math.max(low, first), middle, Math.min(high, last)];
  const [bandA, bandB] = [ra && within(ra, x), rb && within(rb, y)];
  return plot({
    width,
    height: Math.min(300, size),
    marginLeft: 44,
    marginBottom: 38,
    marginTop: 22,
    x: {
      domain: x,
      label: `${partyTitle(a)} →`,
      labelAnchor: "right",
      labelArrow: "none",
      ticks: Math.max(3, Math.floor(width / 90)),
      grid: true,
    },
    y: { domain: y, label: `${partyTitle(b)} ↑`, labelArrow: "none", ticks: 5, grid: true },
    r: { range: [2.5, 11], domain: [1, Math.max(2, ...rows.map((row) => row.count))] },
    marks: [
      bandA ? Plot.rect([0], { x1: bandA[0], x2: bandA[2], y1: y[0], y2: y[1], fill: one, fillOpacity: 0.1 }) : null,
      bandB ? Plot.rect([0], { y1: bandB[0], y2: bandB[2], x1: x[0], x2: x[1], fill: other, fillOpacity: 0.1 }) : null,
      bandA && ra[1] >= x[0] ? Plot.ruleX([ra[1]], { stroke: one, strokeWidth: 1.8, strokeDasharray: "6,3" }) : null,
      bandB && rb[1] >= y[0] ? Plot.ruleY([rb[1]], { stroke: other, strokeWidth: 1.8, strokeDasharray: "2,2" }) : null,
      Plot.dot(rows, {
        x: "ua",
        y: "ub",
        r: "count",
        fill: "var(--green)",
        fillOpacity: 0.35,
        stroke: "var(--green)",
        title: (row) =>
          `${row.label}\n${number(row.ua)} to ${partyTitle(a)}, ${number(row.ub)} to ${partyTitle(b)}; ${whole(row.count)} times`,
      }),
    ],
  });
}
