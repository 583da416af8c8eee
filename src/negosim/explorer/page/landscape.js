// Which levels of two issues are agreed together.

import { Chart, cut, plot } from "./charts.js";
import { el, fresh, percent, whole } from "./dom.js";
import { issue, issueTitle, levelTitle, scene } from "./scene.js";

const STEP = 36;

export function landscape({ pick, choose, base = "unmoved" }) {
  const chooser = (text, of) => {
    const id = fresh("axis");
    const select = el("select", { id, on: { change: () => choose(of, select.value) } }, scene.issues.map(({ name, title }) => el("option", { value: name, text: title })));
    return { select, node: el("span", { class: "chooser" }, el("label", { for: id, text }), select) };
  };
  const [down, across] = [chooser("rows", "y"), chooser("columns", "x")];
  const chart = new Chart("Levels agreed together", { tools: [down.node, across.node], name: "landscape" });
  const show = ({ landscape: { x, y, cells, base: before }, agreed }, moved) => {
    across.select.value = x;
    down.select.value = y;
    const [columns, rows] = [x, y].map((name) => (issue(name)?.levels ?? []).map((level) => level.name));
    const all = rows.flatMap((row, r) => columns.map((column, c) => ({ row, column, count: cells[r]?.[c] ?? 0, base: before?.[r]?.[c] ?? 0 })));
    const [total, baseTotal] = [sum(all, "count"), sum(all, "base")];
    for (const cell of all) Object.assign(cell, { share: total ? cell.count / total : 0, before: baseTotal ? cell.base / baseTotal : 0 });
    const words = (cell) => `${issueTitle(y)}: ${levelTitle(y, cell.row)}; ${issueTitle(x)}: ${levelTitle(x, cell.column)}`;
    chart.draw({
      label: `${issueTitle(y)} in rows, ${issueTitle(x)} in columns: agreements at each pair of levels`,
      caption: `Per cent of the ${whole(agreed)} agreements at each pair of levels${moved ? `; small, the share ${base === "unmoved" ? "in the case unmoved" : `in ${base}`}` : ""}. Click a cell for its runs.`,
      make: (width) => drawn({ x, y, rows, columns, all, width, moved, words, pick }),
      numbers: () => ({
        head: [issueTitle(y), issueTitle(x), "Agreements", "Share", `Share, ${base}`],
        rows: all.filter((cell) => cell.count || cell.base).map((cell) => [levelTitle(y, cell.row), levelTitle(x, cell.column), whole(cell.count), percent(cell.share), percent(cell.before)]),
      }),
    });
  };
  return { root: chart.root, show };
}

const sum = (cells, name) => cells.reduce((total, cell) => total + cell[name], 0);

function drawn({ x, y, rows, columns, all, width: room, moved, words, pick }) {
  const { Plot } = window;
  const width = Math.min(room, 190 + 110 * columns.length);
  const left = Math.min(150, Math.max(76, width * 0.28));
  const across = (width - left - 4) / Math.max(1, columns.length);
  const most = Math.max(1e-9, ...all.map((cell) => cell.share));
  const bare = (share) => (share > 0 && share < 0.005 ? "<1" : String(Math.round(100 * share)));
  const held = all.filter((cell) => cell.count);
  const svg = plot({
    width,
    height: rows.length * STEP + 62,
    marginLeft: left,
    marginRight: 4,
    marginTop: 48,
    marginBottom: 6,
    x: { domain: columns, axis: null, padding: 0.04 },
    y: { domain: [...rows].reverse(), axis: null, padding: 0.04 },
    marks: [
      Plot.cell(all, { x: "column", y: "row", fill: "var(--ground)", stroke: "var(--line)" }),
      Plot.cell(held, { x: "column", y: "row", fill: "var(--cell)", fillOpacity: (cell) => 0.12 + (0.62 * cell.share) / most }),
      Plot.text(held, { x: "column", y: "row", text: (cell) => bare(cell.share), fill: "var(--ink)", fontWeight: 600, dy: moved ? -5 : 0 }),
      moved ? Plot.text(all.filter((cell) => cell.count || cell.base), { x: "column", y: "row", text: (cell) => bare(cell.before), fill: "var(--ink)", fontSize: 10, dy: 9 }) : null,
      Plot.text(rows, { frameAnchor: "left", y: (name) => name, text: (name) => cut(levelTitle(y, name), Math.floor((left - 10) / 6.2)), textAnchor: "end", dx: -6, fill: "var(--ink)" }),
      Plot.text(columns, { frameAnchor: "top", x: (name) => name, text: (name) => cut(levelTitle(x, name), Math.max(3, Math.floor(across / 6.2))), dy: -10, fill: "var(--ink)" }),
      Plot.text([`${issueTitle(x)} →`], { frameAnchor: "top-left", dy: -36, fill: "var(--faint)", textAnchor: "start" }),
      Plot.text([cut(`${issueTitle(y)} ↓`, Math.floor(left / 6))], { frameAnchor: "top-left", dy: -10, dx: -left + 2, fill: "var(--faint)", textAnchor: "start" }),
    ],
  });
  const [sx, sy] = [svg.scale("x"), svg.scale("y")];
  const hits = held.map((cell) => ({
    key: `${cell.row}|${cell.column}`,
    label: `${words(cell)}. ${percent(cell.share)} of the agreements. Show these runs`,
    left: sx.apply(cell.column), top: sy.apply(cell.row), width: sx.bandwidth, height: sy.bandwidth,
    act: () => pick({ where: { [y]: [cell.row], [x]: [cell.column] } }),
  }));
  return { svg, hits };
}
