// A figure: title, drawing, caption, numbers as a table, and a way to save it. Buttons over the drawing keep their
// place and focus while the drawing below is replaced.

import { el, fresh, keyed, say, table } from "./dom.js";
import { savePng, saveSvg } from "./saving.js";

const SHARED = {
  fontFamily: "system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif",
  fontSize: "12px",
  overflow: "visible",
};

/** Draw with Observable Plot, without the style element, which the policy of the page does not let in. */
export function plot(options) {
  const svg = window.Plot.plot({ marginTop: 6, ...options, style: SHARED });
  for (const style of svg.querySelectorAll("style")) style.remove();
  for (const part of svg.querySelectorAll("[aria-label]")) {
    part.setAttribute("class", part.getAttribute("aria-label").replaceAll(" ", "-")); // a drawing has one name, its own
    for (const name of ["aria-label", "aria-description", "aria-hidden"]) part.removeAttribute(name);
  }
  return svg;
}

const idle = window.requestIdleCallback ?? ((act) => setTimeout(act, 60));
const unidle = window.cancelIdleCallback ?? clearTimeout;

export class Chart {
  /** `title` is what the figure shows; `tools` are elements beside it. */
  constructor(title, { tools = [], wide = false, name = "figure" } = {}) {
    const id = fresh("figure");
    this.name = name;
    this.title = el("h3", { id: `${id}-title`, text: title });
    this.hits = el("div", { class: "hits" });
    this.canvas = el("div", { class: "canvas" });
    this.plot = el("div", { class: "plot" }, this.canvas, this.hits);
    this.caption = el("figcaption");
    this.numbers = el("div", {
      class: "numbers-table",
      tabindex: "0",
      role: "region",
      "aria-label": `Numbers: ${title}`,
    });
    this.fold = el(
      "details",
      { class: "numbers", on: { toggle: () => this.#fill() } },
      el("summary", { text: "Numbers and files" }),
      this.numbers,
      this.#files(),
    );
    this.root = el(
      "figure",
      { class: `chart${wide ? " wide" : ""}`, role: "figure", "aria-labelledby": `${id}-title` },
      el("div", { class: "chart-head" }, this.title, el("div", { class: "chart-tools" }, tools)),
      this.plot,
      this.caption,
      this.fold,
    );
    this.width = 0;
    this.near = true;
    this.waiting = 0;
    this.room = 0; // known from here, so that drawing does not ask the browser to lay the page out
    new ResizeObserver(([{ contentRect }]) => this.#resized(Math.floor(contentRect.width))).observe(this.plot);
    new IntersectionObserver(([seen]) => this.#seen(seen.isIntersecting), { rootMargin: "200px" }).observe(this.plot);
  }

  /** Show a drawing: `make(width)` gives the svg and the places to click; `numbers()` gives head and rows. */
  draw({ make, caption, label, numbers }) {
    this.drawn = { make, caption, label, numbers };
    if (this.near) this.#render();
    else this.waiting ||= idle(() => this.#render(), { timeout: 400 }); // what is in sight comes first
  }

  #seen(near) {
    this.near = near;
    if (near && this.waiting) this.#render();
  }

  #render() {
    const { make, caption, label } = this.drawn;
    unidle(this.waiting);
    this.waiting = 0;
    const width = this.room;
    if (width < 60) return; // not shown: drawn when it is
    this.width = width;
    const { svg, hits = [] } = make(width);
    svg.setAttribute("role", "img");
    svg.setAttribute("aria-label", label);
    this.canvas.replaceChildren(svg);
    this.hits.hidden = !hits.length;
    keyed(
      this.hits,
      hits,
      (hit) => hit.key,
      (hit) => this.#button(hit),
      (node, hit) => this.#place(node, hit),
    );
    say(this.caption, caption);
    for (const button of this.savers) button.disabled = false;
    this.#fill();
  }

  #button() {
    const button = el("button", { type: "button", class: "hit" });
    button.addEventListener("click", () => button.act?.());
    return button;
  }

  #place(button, { label, left, top, width, height, act, pressed }) {
    button.act = act;
    if (button.getAttribute("aria-label") !== label) button.setAttribute("aria-label", label);
    if (button.title !== label) button.title = label;
    if (pressed !== undefined) button.setAttribute("aria-pressed", String(pressed));
    Object.assign(button.style, { left: `${left}px`, top: `${top}px`, width: `${width}px`, height: `${height}px` });
  }

  #fill() {
    if (!this.fold.open || !this.drawn) return;
    const { head, rows } = this.drawn.numbers();
    this.numbers.replaceChildren(table(this.title.textContent, head, rows));
  }

  #resized(room) {
    this.room = room;
    if (this.drawn && room !== this.width) this.#render();
  }

  #files() {
    const about = () => ({
      svg: this.canvas.querySelector("svg"),
      title: this.title.textContent,
      caption: this.caption.textContent,
      name: this.name,
    });
    const saver = ([text, save]) =>
      el("button", { type: "button", class: "quiet", text, disabled: true, on: { click: () => save(about()) } });
    this.savers = [
      ["Save as SVG", saveSvg],
      ["Save as PNG", savePng],
    ].map(saver); // enabled with the first drawing
    return el("p", { class: "files" }, this.savers);
  }
}

/** The end of an axis of shares that holds some values and moves seldom. */
export function shareEnd(values) {
  const most = Math.max(0.01, ...values.filter((value) => Number.isFinite(value)));
  return [0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1].find((end) => end >= most) ?? 1;
}

/** Break a text into at most `most` lines of about `letters` letters. */
export function broken(text, letters, most = 3) {
  const lines = [""];
  for (const word of String(text).split(/\s+/)) {
    const last = lines.length - 1;
    if (lines[last] && lines[last].length + word.length + 1 > letters) lines.push(word);
    else lines[last] += (lines[last] ? " " : "") + word;
  }
  const kept = lines
    .slice(0, most)
    .map((line) => (line.length > letters + 6 ? `${line.slice(0, letters + 4)}…` : line));
  if (lines.length > most) kept[most - 1] = `${kept[most - 1]}…`;
  return kept.join("\n");
}

/** Cut a text to a number of letters. */
export const cut = (text, letters) => (text.length <= letters ? text : `${text.slice(0, Math.max(1, letters - 1))}…`);
