// What sets the chosen runs apart: parameters whose draws differ from those of all other runs.

import { get } from "./api.js";
import { el, keyed, number, percent, points, say } from "./dom.js";
import { evidence } from "./evidence.js";
import { control, know } from "./scene.js";

/** A list of parameters with the mean of the chosen runs and of the others on the parameter's own range. */
export function apart() {
  const list = el("ol", { class: "apart" });
  const note = el("p", { class: "caption" });
  const root = el("section", { class: "card" }, el("h3", { text: "What sets them apart" }), list, note);
  const show = async (found) => {
    const rows = found.filter(({ told }) => told !== false);
    await ranges(rows);
    keyed(list, rows, ({ key }) => key, create, (node, row) => node.show(row));
    say(note, rows.length
      ? "Parameters that differ by more than chance: mean draw in these runs (filled) and in all others (hollow), on the parameter's own range, strongest difference first. It tells what goes together, not what causes what."
      : "No parameter differs by more than chance, or too few runs are on one side to tell.");
  };
  return { root, show };
}

/** Ask for the ranges of parameters that are not at hand. */
async function ranges(rows) {
  await Promise.all(rows.filter(({ key }) => !control(key)).map(async ({ key }) => {
    const { parameters } = await get(`/api/parameters?q=${encodeURIComponent(key)}`).catch(() => ({ parameters: [] }));
    parameters.forEach(know);
  }));
}

function create({ key, title }) {
  const [one, other, line] = ["these", "others", "between"].map((name) => el("span", { class: `dumbbell-${name}` }));
  const text = el("span", { class: "apart-numbers" });
  const strip = el("span", { class: "dumbbell", "aria-hidden": "true" }, line, other, one);
  const node = el("li", {}, el("span", { class: "apart-title", text: title, title: key }), strip, text, evidence(key, { about: title }));
  node.show = ({ selected, others, difference, low, high, unit }) => {
    const known = control(key);
    const yes = (unit ?? known?.unit) === "yes or no";
    const [write, differ] = yes ? [percent, points] : [number, number];
    say(text, `${write(selected)} against ${write(others)}${low === null || low === undefined ? "" : `; difference ${differ(difference)}${yes ? " points" : ""} (${differ(low)} to ${differ(high)})`}`);
    const [from, to] = yes ? [0, 1] : known ? [known.low, known.high] : [Math.min(selected, others) - Math.abs(difference), Math.max(selected, others) + Math.abs(difference)];
    const at = (value) => Math.min(100, Math.max(0, (100 * (value - from)) / (to - from || 1)));
    one.style.left = `${at(selected)}%`;
    other.style.left = `${at(others)}%`;
    Object.assign(line.style, { left: `${Math.min(at(selected), at(others))}%`, width: `${Math.abs(at(selected) - at(others))}%` });
  };
  return node;
}
