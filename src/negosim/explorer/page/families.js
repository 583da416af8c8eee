// Which packages are agreed: families that share their levels, with the acts for and against each.

import { el, interval, keyed, percent, say, whole } from "./dom.js";
import { evidence } from "./evidence.js";
import { issueTitle, levelTitle, packageWords, partyTitle, scene } from "./scene.js";

const FIRST = 6;
let made = 0;

export function families({ pick, propose, base = "unmoved" }) {
  const id = `families-${++made}`;
  const alike = el("p", { class: "alike" });
  const heads = el("div", { class: "family-heads", "aria-hidden": "true" });
  const list = el("ol", { class: "families" });
  const packs = el("ol", { class: "packages" });
  const more = el("details", { class: "fold" }, el("summary", { text: "Single packages, most frequent first" }), packs);
  const caption = el("p", { class: "caption" });
  const rest = el("button", {
    type: "button",
    class: "quiet",
    on: {
      click: () => {
        root.classList.toggle("all");
        tell();
      },
    },
  });
  const root = el(
    "section",
    { class: "chart wide", "aria-labelledby": id },
    el("div", { class: "chart-head" }, el("h3", { id, text: "Which packages are agreed" }), alike),
    heads,
    list,
    rest,
    caption,
    more,
  );
  const tell = () => say(rest, root.classList.contains("all") ? "show fewer" : "show all families");
  const show = ({ families: rows, packages, agreed }, moved) => {
    const { varying, common } = parted(rows);
    const end = rows.some(({ high, base_share: was }) => high > 0.5 || was > 0.5) ? 1 : 0.5; // it changes seldom from move to move
    root.style.setProperty("--terms", varying.length || 1);
    say(
      alike,
      common.length
        ? `All of these: ${common.map(([issue, levels]) => `${issueTitle(issue)}: ${levels.map((level) => levelTitle(issue, level)).join(" or ")}`).join("; ")}.`
        : "",
    );
    keyed(
      heads,
      varying,
      (issue) => issue,
      (issue) => el("span", { text: issueTitle(issue) }),
    );
    keyed(
      list,
      rows,
      ({ terms }) => JSON.stringify(terms),
      () => family({ pick, propose }),
      (node, row) => node.show(row, { varying, moved, base, end }),
    );
    rest.hidden = rows.length <= FIRST;
    tell();
    more.hidden = !packages.length;
    keyed(
      packs,
      packages,
      ({ levels }) => JSON.stringify(levels),
      () => single({ pick, propose }),
      (node, row) => node.show(row),
    );
    say(
      caption,
      rows.length
        ? `Families are packages that share their levels on the issues on which agreements say most. Shares are of the ${whole(agreed)} agreements, with 95 % intervals${moved ? `; the dashed tick is ${base === "unmoved" ? "the case unmoved" : base}` : ""}. Bars end at ${percent(end)}. Click a family for its runs.`
        : "No run has ended in an agreement so far. Move something, or put a package together under Propose and ask what would bring it about.",
    );
  };
  return { root, show };
}

/** The issues on which families differ, and the levels that all of them share. */
function parted(rows) {
  const issues = scene.issues.map(({ name }) => name).filter((name) => rows.some(({ terms }) => terms[name]));
  const kinds = (name) => new Set(rows.map(({ terms }) => JSON.stringify(terms[name])));
  const common = rows.length > 1 ? issues.filter((name) => kinds(name).size === 1) : [];
  return {
    varying: issues.filter((name) => !common.includes(name)),
    common: common.map((name) => [name, rows[0].terms[name]]),
  };
}

function bar() {
  const inner = el("span", { class: "bar-share" });
  const reach = el("span", { class: "bar-reach" });
  const before = el("span", { class: "bar-base" });
  const node = el("span", { class: "bar", "aria-hidden": "true" }, inner, reach, before);
  node.show = ({ share, low, high, base_share: was }, moved, end) => {
    const to = (value) => Math.min(100, (100 * value) / end);
    inner.style.width = `${to(share)}%`;
    Object.assign(reach.style, { left: `${to(low)}%`, width: `${Math.max(0, to(high) - to(low))}%` });
    before.hidden = !moved || was === undefined || was === null;
    if (!before.hidden) before.style.left = `${to(was)}%`;
  };
  return node;
}

function family({ pick, propose }) {
  const terms = el("span", { class: "terms" });
  const open = el(
    "button",
    {
      type: "button",
      class: "family-open",
      title: "Show these runs",
      on: { click: () => pick({ where: node.row.terms }) },
    },
    terms,
  );
  const share = el("span", { class: "share" });
  const range = el("span", { class: "faint range" });
  const line = bar();
  const acts = el("div", { class: "for-against" });
  const fold = el("details", { class: "acts-fold" }, el("summary"), acts);
  const build = el("button", {
    type: "button",
    class: "quiet",
    text: "propose it",
    on: { click: () => propose(node.row.package) },
  });
  const node = el("li", {}, open, line, el("span", { class: "shares" }, share, " ", range), build, fold);
  node.show = (row, { varying, moved, base, end }) => {
    node.row = row;
    const said = varying.map((issue) => ({
      issue,
      text: (row.terms[issue] ?? []).map((level) => levelTitle(issue, level)).join(" or ") || "any",
    }));
    keyed(
      terms,
      said,
      ({ issue }) => issue,
      ({ issue }) =>
        el(
          "span",
          { class: "term" },
          el("span", { class: "term-issue", text: `${issueTitle(issue)}: ` }),
          el("span", { class: "term-level" }),
        ),
      (chip, { text }) => say(chip.lastChild, text),
    );
    say(share, percent(row.share));
    say(
      range,
      `${interval(row.low, row.high)}${moved && row.base_share !== undefined ? ` (${base} ${percent(row.base_share)})` : ""}`,
    );
    line.show(row, moved, end);
    const [good, bad] = [row.for ?? [], row.against ?? []];
    say(fold.firstChild, `acts: ${good.length} for, ${bad.length} against`);
    fold.hidden = !good.length && !bad.length;
    const sides = [...good.map((act) => ({ ...act, side: "for" })), ...bad.map((act) => ({ ...act, side: "against" }))];
    keyed(acts, sides, ({ side, party, act, title }) => `${side}|${party}|${act}|${title}`, sided);
  };
  return node;
}

function sided({ side, party, title, act }) {
  const said = `${partyTitle(party)} ${title}`;
  return el(
    "div",
    { class: "sided" },
    el("span", { class: `side side-${side}`, text: side === "for" ? "+ for" : "− against" }),
    act ? evidence(act, { summary: said }) : el("span", { text: said }),
  );
}

function single({ pick, propose }) {
  const text = el("button", {
    type: "button",
    class: "family-open",
    title: "Show these runs",
    on: { click: () => pick({ package: node.row.rank }) },
  });
  const share = el("span", { class: "share" });
  const take = () => propose(node.row.levels);
  const node = el(
    "li",
    {},
    share,
    text,
    el("button", { type: "button", class: "quiet", text: "propose it", on: { click: take } }),
  );
  node.show = (row) => {
    node.row = row;
    say(text, packageWords(row.levels).join(" · "));
    say(share, percent(row.share));
  };
  return node;
}
