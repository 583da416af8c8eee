// A slider for one parameter, with its distribution above it and the evidence under it.

import { el, fresh, number, percent, say } from "./dom.js";
import { evidence } from "./evidence.js";
import { change, state } from "./state.js";

const [WIDTH, HEIGHT, EDGE] = [200, 30, 8]; // the thumb is 16 px wide: a value stands half of that from the ends

function svg(tag, attributes, ...children) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

/** The distribution of a parameter, its middle 90 % darker and its median marked. */
function distribution({ low, high, value, p05, p95, density }) {
  const across = (x) => (EDGE * 100) / WIDTH + ((100 - (2 * EDGE * 100) / WIDTH) * (x - low)) / (high - low || 1);
  const clamped = (x) => Math.min(100, Math.max(0, across(x)));
  const down = (y) => HEIGHT - 2 - (HEIGHT - 8) * y;
  const line = density.map(([x, y]) => `${clamped(x).toFixed(2)},${down(y).toFixed(2)}`).join(" ");
  const [first, last] = [density[0], density.at(-1)];
  const area = density.length ? `${clamped(first[0])},${HEIGHT - 2} ${line} ${clamped(last[0])},${HEIGHT - 2}` : "";
  return svg(
    "svg",
    { class: "spark", viewBox: `0 0 100 ${HEIGHT}`, preserveAspectRatio: "none", "aria-hidden": "true" },
    svg("polygon", { points: area, class: "spark-area" }),
    svg("polyline", { points: line, class: "spark-line", "vector-effect": "non-scaling-stroke" }),
    svg("line", { x1: clamped(p05), x2: clamped(p95), y1: HEIGHT - 1, y2: HEIGHT - 1, class: "spark-middle", "vector-effect": "non-scaling-stroke" }),
    svg("line", { x1: clamped(value), x2: clamped(value), y1: 1, y2: HEIGHT, class: "spark-median", "vector-effect": "non-scaling-stroke" }),
  );
}

const SUPPORT = { claims: "claims", codebook: "codebook", convention: "codebook", assumption: "assumption" };

const support = ({ support: by, claims }) =>
  by === "claims" ? `${claims} ${claims === 1 ? "claim" : "claims"}` : (SUPPORT[by] ?? by);

/** A row of the panel for one parameter: a slider, or three buttons where it is yes or no. */
export const slider = (control) => (control.step >= control.high - control.low && control.low === 0 && control.high === 1 ? yesOrNo(control) : range(control));

function yesOrNo(control) {
  const { key, title, density } = control;
  const total = density.reduce((sum, [, y]) => sum + y, 0);
  const share = total ? density.filter(([x]) => x > 0.5).reduce((sum, [, y]) => sum + y, 0) / total : null;
  const name = fresh("choice");
  const choices = [[null, `drawn (${percent(share)} yes)`], [1, "yes"], [0, "no"]].map(([value, text]) => {
    const id = fresh("choice");
    const put = () => (value === null ? clear(key) : change({ set: { ...state.set, [key]: value } }));
    return { value, input: el("input", { type: "radio", name, id, on: { change: put } }), label: el("label", { for: id, text }) };
  });
  const row = el(
    "div",
    { class: "control", data: { parameter: key } },
    el("fieldset", { class: "yes-no" }, el("legend", { text: title, title: key }), choices.map(({ input, label }) => el("span", {}, input, label))),
    foot(control, null),
  );
  row.show = () => {
    const now = Object.hasOwn(state.set, key) ? Number(state.set[key]) : null;
    for (const { value, input } of choices) input.checked = value === now;
    row.classList.toggle("moved", now !== null);
  };
  row.show();
  return row;
}

const foot = (control, id, drawn, reset = null) =>
  el(
    "div",
    { class: "control-foot" },
    el("span", { id, class: `basis basis-${SUPPORT[control.support] ?? "assumption"}`, text: support(control), title: drawn }, drawn ? el("span", { class: "hidden", text: `, ${drawn}` }) : ""),
    evidence(control.key, { about: control.title }),
    reset ?? "",
  );

function range(control) {
  const { key, title, unit, low, high, step, value, p05, p95 } = control;
  const id = fresh("move");
  const input = el("input", {
    type: "range", id, min: String(low), max: String(high), step: String(step || (high - low) / 100 || 0.01), "aria-describedby": `${id}-drawn`,
    on: { input: () => change({ set: { ...state.set, [key]: Number(input.value) } }, { quiet: true }) },
  });
  const output = el("output", { for: id, class: "value" });
  const reset = el("button", { type: "button", class: "quiet reset", text: "reset", "aria-label": `reset ${title}`, on: { click: () => { clear(key); input.focus(); } } });
  const drawn = `drawn: median ${number(value)}, 90 % between ${number(p05)} and ${number(p95)}${unit ? ` ${unit}` : ""}`;
  const row = el(
    "div",
    { class: "control", data: { parameter: key } },
    el("div", { class: "control-head" }, el("label", { for: id, text: title, title: key }), output),
    el("div", { class: "track" }, distribution(control), input),
    foot(control, `${id}-drawn`, drawn, reset),
  );
  row.show = () => {
    const set = Object.hasOwn(state.set, key);
    const now = set ? state.set[key] : value;
    if (Number(input.value) !== now) input.value = String(now);
    const text = set ? `${number(now)}${unit && unit.length < 12 ? ` ${unit}` : ""}` : "drawn";
    say(output, text);
    input.setAttribute("aria-valuetext", set ? `${number(now)}${unit ? ` ${unit}` : ""}` : `not moved, ${drawn}`);
    row.classList.toggle("moved", set);
    reset.disabled = !set;
  };
  row.show();
  return row;
}

/** Take one key back to what the scenario says. */
export function clear(key) {
  const set = { ...state.set };
  delete set[key];
  change({ set });
}
