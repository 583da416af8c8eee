// Which packages are agreed: families that share their levels, with the acts for and against each.

import { el, interval, keyed, percent, say, whole } from "./dom.js";
import { evidence } from "./evidence.js";
import { issueTitle, levelTitle, packageWords, partyTitle } from "./scene.js";

const FIRST = 5;

export function families({ pick, propose, base = "unmoved" }) {
  const id = `families-${base}`;
  const list = el("ol", { class: "families" });
  const packs = el("ol", { class: "families packages" });
  const more = el("details", { class: "fold" }, el("summary", { text: "Single packages, most frequent first" }), packs);
  const caption = el("p", { class: "caption" });
  const rest = el("button", { type: "button", class: "quiet", on: { click: () => { root.classList.toggle("all"); tell(); } } });
  const root = el("section", { class: "chart wide", "aria-labelledby": id }, el("div", { class: "chart-head" }, el("h3", { id, text: "Which packages are agreed" })), list, rest, caption, more);
  const tell = () => say(rest, root.classList.contains("all") ? "fewer" : "more families");
  const show = ({ families: rows, packages, agreed }, moved) => {
    keyed(list, rows, ({ terms }) => JSON.stringify(terms), () => family({ pick, propose }), (node, row) => node.show(row, moved, base));
    rest.hidden = rows.length <= FIRST;
    tell();
    more.hidden = !packages.length;
    keyed(packs, packages, ({ levels }) => JSON.stringify(levels), () => single({ pick, propose }), (node, row) => node.show(row));
    say(caption, rows.length
      ? `Families are packages that share the levels on which agreements differ most. Shares are of the ${whole(agreed)} agreements, with 95 % intervals${moved ? ` and the share ${base === "unmoved" ? "in the case unmoved" : `in ${base}`}` : ""}.`
      : "No run has ended in an agreement so far. Move something, or ask at Propose what would bring one about.");
  };
  return { root, show };
}

function bar() {
  const inner = el("span", { class: "bar-share" });
  const reach = el("span", { class: "bar-reach" });
  const before = el("span", { class: "bar-base" });
  const node = el("span", { class: "bar", "aria-hidden": "true" }, inner, reach, before);
  node.show = ({ share, low, high, base_share: was }, end, moved) => {
    const to = (value) => `${Math.min(100, (100 * value) / end)}%`;
    inner.style.width = to(share);
    Object.assign(reach.style, { left: to(low), width: `${Math.max(0, Math.min(100, (100 * high) / end) - (100 * low) / end)}%` });
    before.hidden = !moved || was === undefined || was === null;
    if (!before.hidden) before.style.left = to(was);
  };
  return node;
}

const END = 0.5; // of the bars: one scale for all, so that families can be compared over moves

function family({ pick, propose }) {
  const terms = el("span", { class: "terms" });
  const open = el("button", { type: "button", class: "family-open", on: { click: () => pick({ where: node.row.terms }) } }, terms);
  const share = el("span", { class: "share" });
  const range = el("span", { class: "faint range" });
  const line = bar();
  const acts = el("div", { class: "for-against" });
  const fold = el("details", { class: "acts-fold" }, el("summary"), acts);
  const build = el("button", { type: "button", class: "quiet", text: "propose it", on: { click: () => propose(node.row.terms) } });
  const node = el("li", {}, open, line, el("span", { class: "shares" }, share, " ", range), el("div", { class: "family-foot" }, fold, build));
  node.show = (row, moved, base) => {
    node.row = row;
    const said = Object.entries(row.terms).map(([issue, levels]) => ({ issue, text: levels.map((level) => levelTitle(issue, level)).join(" or ") }));
    keyed(terms, said, ({ issue }) => issue, ({ issue }) => el("span", { class: "term" }, el("span", { class: "term-issue", text: issueTitle(issue) }), el("span", { class: "term-level" })), (chip, { text }) => say(chip.lastChild, text));
    open.title = "Show these runs";
    say(share, percent(row.share));
    say(range, `${interval(row.low, row.high)}${moved && row.base_share !== undefined ? `, ${base} ${percent(row.base_share)}` : ""}`);
    line.show(row, END, moved);
    const [good, bad] = [row.for ?? [], row.against ?? []];
    say(fold.firstChild, `${good.length} ${good.length === 1 ? "act" : "acts"} for, ${bad.length} against`);
    fold.hidden = !good.length && !bad.length;
    keyed(acts, [...good.map((act) => ({ ...act, side: "for" })), ...bad.map((act) => ({ ...act, side: "against" }))], ({ side, party, act, title }) => `${side}|${party}|${act}|${title}`, sided);
  };
  return node;
}

function sided({ side, party, title, act, key }) {
  const mark = el("span", { class: `side side-${side}`, text: side === "for" ? "+ for" : "− against" });
  const said = `${partyTitle(party)}: ${title}`;
  return el("div", { class: "sided" }, mark, key ?? act ? evidence(key ?? act, { summary: said }) : el("span", { text: said }));
}

function single({ pick, propose }) {
  const text = el("button", { type: "button", class: "family-open", on: { click: () => pick({ package: node.row.rank }) } });
  const share = el("span", { class: "share" });
  const line = bar();
  const build = el("button", { type: "button", class: "quiet", text: "propose it", on: { click: () => propose(Object.fromEntries(Object.entries(node.row.levels).map(([issue, level]) => [issue, [level]]))) } });
  const node = el("li", {}, text, line, el("span", { class: "shares" }, share), el("div", { class: "family-foot" }, build));
  node.show = (row) => {
    node.row = row;
    say(text, packageWords(row.levels).join(" · "));
    say(share, percent(row.share));
    line.show(row, END, false);
  };
  return node;
}
