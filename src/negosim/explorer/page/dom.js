// Elements, and the words of numbers. Text always enters as text, never as markup.

/** Make an element: properties by name, listeners by `on`, children as elements or text. */
export function el(tag, properties = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue;
    if (name === "class") node.className = value;
    else if (name === "text") node.textContent = value;
    else if (name === "on") for (const [event, listener] of Object.entries(value)) node.addEventListener(event, listener);
    else if (name === "data") Object.assign(node.dataset, value);
    else if (["value", "checked", "disabled", "open", "hidden", "selected", "max", "min", "step"].includes(name)) node[name] = value;
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

/** Bring the children of a parent in line with items; nodes of the same key stay, with focus and scroll. */
export function keyed(parent, items, keyOf, create, update) {
  const before = new Map([...parent.children].map((node) => [node.dataset.key, node]));
  const wanted = items.map((item) => {
    const key = String(keyOf(item));
    const node = before.get(key) ?? create(item);
    before.delete(key);
    node.dataset.key = key;
    update?.(node, item);
    return node;
  });
  for (const node of before.values()) node.remove();
  wanted.forEach((node, k) => {
    if (parent.children[k] !== node) parent.insertBefore(node, parent.children[k] ?? null);
  });
}

let made = 0;

/** A name for an element that is referred to. */
export const fresh = (stem) => `${stem}-${++made}`;

/** Set text only where it changed, so that nothing is announced or painted twice. */
export function say(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

const THIN = "\u202f";

/** A share as per cent, with as many digits as tell something. */
export function percent(share) {
  if (share === null || share === undefined || Number.isNaN(share)) return "–";
  const value = 100 * share;
  const size = Math.abs(value);
  if (size > 0 && size < 0.05) return `<0.1${THIN}%`;
  if (size >= 99.5 && size < 100) return `${Math.min(99.9, value).toFixed(1)}${THIN}%`;
  return `${value.toFixed(size >= 10 || value === 0 ? 0 : 1).replace("-", "−")}${THIN}%`;
}

/** An interval of shares. */
export function interval(low, high) {
  if (low === null || low === undefined) return "";
  return `${percent(low).replace(`${THIN}%`, "")}\u2060–\u2060${percent(high)}`;
}

/** A difference of shares, in points of per cent. */
export function points(difference) {
  if (difference === null || difference === undefined) return "–";
  const value = 100 * difference;
  const text = Math.abs(value).toFixed(Math.abs(value) >= 10 ? 0 : 1);
  return Number(text) === 0 ? "±0" : `${value > 0 ? "+" : "−"}${text}`;
}

/** A number of a parameter, to three digits that tell something. */
export function number(value) {
  if (typeof value !== "number") return String(value ?? "–");
  if (value === 0 || !Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  const text = size >= 1000 ? Math.round(value).toLocaleString("en") : size < 0.001 ? value.toPrecision(2) : String(Number(value.toPrecision(3)));
  return text.replace("-", "−");
}

export const whole = (count) => Math.round(count).toLocaleString("en");

export const runs = (count) => `${whole(count)} ${count === 1 ? "run" : "runs"}`;

/** Words of a name of the scenario where there is no title. */
export const words = (name) => String(name ?? "").replaceAll("_", " ");

/** A table with a caption; cells are text or elements. */
export function table(caption, head, rows, className = "") {
  return el(
    "table",
    { class: className },
    el("caption", { text: caption }),
    el("thead", {}, el("tr", {}, head.map((cell) => el("th", { scope: "col" }, cell)))),
    el("tbody", {}, rows.map((row) => el("tr", {}, row.map((cell, k) => (k ? el("td", {}, cell) : el("th", { scope: "row" }, cell)))))),
  );
}
