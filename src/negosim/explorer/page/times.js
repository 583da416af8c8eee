// When talks end: agreements upwards, collapses downwards.

import { Chart, plot } from "./charts.js";
import { number, percent, runs as counted, whole } from "./dom.js";
import { OUTCOMES, fill, fills } from "./looks.js";

export function times() {
  const chart = new Chart("When", { name: "when" });
  const show = ({ times: { edges, agreement, collapse }, runs }) => {
    const bins = agreement.map((count, k) => ({ from: edges[k], to: edges[k + 1], agreement: count, collapse: collapse[k] }));
    const total = (name) => bins.reduce((sum, bin) => sum + bin[name], 0);
    chart.draw({
      label: `Agreements in ${counted(total("agreement"))}, collapses in ${counted(total("collapse"))}, by day`,
      caption: `Runs of ${whole(runs)} by the day of the talks on which they end: agreements above the line, collapses below. The others reach the deadline.`,
      make: (width) => ({ svg: drawn(bins, edges, width, runs) }),
      numbers: () => ({
        head: ["Days", "Agreement", "Collapse"],
        rows: bins.map((bin) => [`${number(bin.from)}–${number(bin.to)}`, whole(bin.agreement), whole(bin.collapse)]),
      }),
    });
  };
  return { root: chart.root, show };
}

function drawn(bins, edges, width, runs) {
  const { Plot } = window;
  const most = (name) => Math.max(0.001, ...bins.map((bin) => bin[name] / runs));
  const part = 0.12 * (most("agreement") + most("collapse"));
  const mark = (name, sign) => Plot.rect(bins, { x1: "from", x2: "to", y1: 0, y2: (bin) => (sign * bin[name]) / runs, fill: fill("when", name), stroke: "var(--ink)", strokeWidth: 0.6, inset: 0.5, title: (bin) => `days ${number(bin.from)}–${number(bin.to)}: ${name} in ${counted(bin[name])}` });
  const svg = plot({
    width,
    height: 220,
    marginLeft: 40,
    marginBottom: 34,
    x: { domain: [edges[0], edges.at(-1)], label: "day of the talks", labelAnchor: "center", labelArrow: "none", ticks: Math.min(8, Math.floor(width / 60)) },
    y: { domain: [-most("collapse") - part, most("agreement") + part], label: null, ticks: 5, tickFormat: (value) => percent(Math.abs(value)), grid: true },
    marks: [
      mark("agreement", 1),
      mark("collapse", -1),
      Plot.ruleY([0], { stroke: "var(--ink)" }),
      Plot.text(["agreement"], { frameAnchor: "top-right", dy: 2, fill: "var(--ink)", fontWeight: 600 }),
      Plot.text(["collapse"], { frameAnchor: "bottom-right", dy: -2, fill: "var(--ink)", fontWeight: 600 }),
    ],
  });
  fills(svg, "when", { agreement: OUTCOMES.agreement, collapse: OUTCOMES.collapse });
  return svg;
}
