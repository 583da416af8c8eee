// All that is seen of one view.

import { blockers } from "./blockers.js";
import { el, interval, percent, points, say, whole } from "./dom.js";
import { endings } from "./endings.js";
import { families } from "./families.js";
import { landscape } from "./landscape.js";
import { times } from "./times.js";
import { utilities } from "./utilities.js";

/** The figures of one view; `base` is what they are compared with, in words. */
export function see({ pick, propose, choose, base = "unmoved", title = "" }) {
  const headline = el("p", { class: "headline" });
  const options = { pick, propose, choose, base };
  const [ends, refused, when, kinds, levels, worth] = [endings, blockers, times, families, landscape, utilities].map((make) => make(options));
  const parts = [ends, refused, when, worth, kinds, levels];
  const figures = [ends.root, refused.root, el("div", { class: "stack" }, when.root, refused.stand), kinds.root, levels.root, worth.root];
  const root = el("div", { class: "see" }, title ? el("h2", { class: "see-title", text: title }) : null, headline, el("div", { class: "figures" }, figures));
  let last = null;
  const show = (result, moved) => {
    last = { result, moved };
    if (!headline.offsetParent) return; // drawn when its tab is opened
    say(headline, sentence(result, moved, base));
    root.classList.toggle("is-moved", moved);
    for (const part of parts) part.show(result, moved);
  };
  return { root, show, again: () => last && show(last.result, last.moved) };
}

function sentence({ endings: rows, runs }, moved, base) {
  const [agreement] = rows;
  const most = rows.reduce((one, other) => (other.share > one.share ? other : one));
  const first = `${percent(agreement.share)} of ${whole(runs)} simulated talks end in agreement (${interval(agreement.low, agreement.high)})`;
  const name = base === "unmoved" ? "the case unmoved" : base;
  const then = moved ? `; that is ${points(agreement.difference)} points against ${name} (${points(agreement.difference_low)} to ${points(agreement.difference_high)}).` : ".";
  const rest = most.outcome === "agreement" ? "" : ` Most frequent ending: ${most.title.toLowerCase()}, ${percent(most.share)}.`;
  return first + then + rest;
}
