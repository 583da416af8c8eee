// What a parameter stands on: its distribution and reason, the acts and claims under it, and their sentences.

import { get } from "./api.js";
import { el, say, words } from "./dom.js";
import { state } from "./state.js";

const kept = new Map();

/** Whether the visitor switched off what a parameter says is real. */
export const off = (key) => Object.hasOwn(state.set, key) && Number(state.set[key]) === 0;

const isReal = (key) => / is real$/.test(kept.get(key)?.title ?? "") || /\.(red_line|act)\./.test(key);

/** Say at each piece of evidence whether the visitor set it. */
export function mark(root = document) {
  for (const node of root.querySelectorAll("[data-mark]")) {
    const { mark: key } = node.dataset;
    const set = isReal(key) && Object.hasOwn(state.set, key);
    say(node, set ? `you set: ${off(key) ? "not real" : "real"}` : "");
  }
}

/** A disclosure that asks for the evidence of a parameter when it is opened. */
export function evidence(key, { summary = "Evidence", about = "" } = {}) {
  const body = el("div", { class: "evidence-body" });
  const fold = el(
    "details",
    { class: "evidence" },
    el(
      "summary",
      { "aria-label": about ? `${summary}: ${about}` : null },
      summary,
      el("span", { class: "you-set", data: { mark: key } }),
    ),
    body,
  );
  mark(fold);
  fold.addEventListener("toggle", async () => {
    if (!fold.open || body.childElementCount) return;
    body.replaceChildren(el("p", { class: "faint", text: "Reading …" }));
    try {
      if (!kept.has(key)) kept.set(key, await get(`/api/evidence?key=${encodeURIComponent(key)}`));
      body.replaceChildren(...told(kept.get(key)));
    } catch (error) {
      body.replaceChildren(el("p", { class: "warn", text: error.message }));
    }
  });
  return fold;
}

function told(said) {
  const parts = [];
  if (said.distribution) parts.push(el("p", {}, el("strong", { text: "Drawn: " }), said.distribution));
  if (said.why) parts.push(el("p", {}, el("strong", { text: "Why: " }), said.why));
  if (said.acts?.length) parts.push(el("h4", { text: "Acts" }), el("ul", { class: "acts" }, said.acts.map(act)));
  if (said.claims?.length)
    parts.push(
      el("h4", { text: `Claims (${said.claims.length})` }),
      el("ol", { class: "claims" }, said.claims.map(claim)),
    );
  else parts.push(el("p", { class: "faint", text: "No claim of a document stands under it." }));
  return parts;
}

function act({ title, kind, date, credibility }) {
  const real = typeof credibility === "number" ? `real with probability ${credibility.toFixed(2)}` : credibility;
  return el(
    "li",
    {},
    title,
    " ",
    el("span", { class: "faint", text: [kind && words(kind), date, real].filter(Boolean).join(", ") }),
  );
}

/** A claim: paraphrase, where it stands, and the sentence where texts are given. */
export function claim({ id, paraphrase, document: source, publisher, date, actor, stance, attribution, sentence }) {
  const place = [source, publisher, date].filter(Boolean).join(", ");
  const kind = [actor && words(actor), stance && words(stance), attribution && words(attribution)]
    .filter(Boolean)
    .join(" · ");
  return el(
    "li",
    {},
    el("p", {}, el("code", { text: id }), " ", paraphrase),
    sentence ? el("blockquote", {}, el("p", { text: sentence })) : null,
    el("p", { class: "faint", text: [place, kind].filter(Boolean).join(" — ") }),
  );
}
