// A drawing as a file: with its title, its caption and its own colours, so that it stands alone.

import { save } from "./api.js";

const NS = "http://www.w3.org/2000/svg";
const MARGIN = 16;

function text(content, y, size, weight, fill) {
  const node = document.createElementNS(NS, "text");
  for (const [name, value] of Object.entries({ x: MARGIN, y, "font-size": size, "font-weight": weight, fill })) node.setAttribute(name, value);
  node.textContent = content;
  return node;
}

function lines(content, letters) {
  const found = [""];
  for (const word of content.split(/\s+/)) {
    if (found.at(-1).length + word.length > letters) found.push("");
    found[found.length - 1] += `${found.at(-1) ? " " : ""}${word}`;
  }
  return found.filter(Boolean);
}

/** The drawing as an svg of its own; variables of the page's colours become colours. */
export function standalone({ svg, title, caption }) {
  const colours = getComputedStyle(document.documentElement);
  const resolved = (value) => value.replace(/var\((--[\w-]+)\)/g, (_, name) => colours.getPropertyValue(name).trim());
  const inner = svg.cloneNode(true);
  const [width, height] = ["width", "height"].map((name) => Number(svg.getAttribute(name)));
  const heads = lines(title, Math.max(20, width / 8));
  const feet = lines(caption, Math.max(20, width / 5.6));
  const [top, bottom] = [heads.length * 20 + 14, feet.length * 15 + 18];
  for (const node of [inner, ...inner.querySelectorAll("*")]) {
    for (const { name, value } of [...node.attributes]) if (value.includes("var(")) node.setAttribute(name, resolved(value));
  }
  inner.setAttribute("x", MARGIN);
  inner.setAttribute("y", top);
  inner.setAttribute("color", colours.getPropertyValue("--ink").trim());
  const outer = document.createElementNS(NS, "svg");
  const whole = { xmlns: NS, width: width + 2 * MARGIN, height: top + height + bottom, viewBox: `0 0 ${width + 2 * MARGIN} ${top + height + bottom}`, "font-family": "system-ui, sans-serif", role: "img", "aria-label": title };
  for (const [name, value] of Object.entries(whole)) outer.setAttribute(name, value);
  const paper = document.createElementNS(NS, "rect");
  for (const [name, value] of Object.entries({ width: "100%", height: "100%", fill: colours.getPropertyValue("--paper").trim() })) paper.setAttribute(name, value);
  const ink = colours.getPropertyValue("--ink").trim();
  const faint = colours.getPropertyValue("--faint").trim();
  const named = document.createElementNS(NS, "title");
  named.textContent = title;
  outer.append(named, paper, ...heads.map((line, k) => text(line, 24 + 20 * k, 15, 600, ink)), inner);
  outer.append(...feet.map((line, k) => text(line, top + height + 18 + 15 * k, 11, 400, faint)));
  return outer;
}

export function saveSvg(figure) {
  const written = new XMLSerializer().serializeToString(standalone(figure));
  save(new Blob([`<?xml version="1.0" encoding="UTF-8"?>\n${written}`], { type: "image/svg+xml" }), `${figure.name}.svg`);
}

export async function savePng(figure) {
  const drawn = standalone(figure);
  const [width, height] = ["width", "height"].map((name) => Number(drawn.getAttribute(name)));
  const address = URL.createObjectURL(new Blob([new XMLSerializer().serializeToString(drawn)], { type: "image/svg+xml" }));
  try {
    const image = new Image(width, height);
    await new Promise((resolve, reject) => Object.assign(image, { onload: resolve, onerror: reject, src: address }));
    const canvas = Object.assign(document.createElement("canvas"), { width: 2 * width, height: 2 * height });
    canvas.getContext("2d").drawImage(image, 0, 0, 2 * width, 2 * height);
    canvas.toBlob((blob) => save(blob, `${figure.name}.png`), "image/png");
  } finally {
    URL.revokeObjectURL(address);
  }
}
