// What a package is worth to each party, and what stands against it.

import { Chart, plot } from "./charts.js";
import { el, interval, number, percent } from "./dom.js";
import { off } from "./evidence.js";
import { colour, ofParty } from "./looks.js";
import { issueTitle, partyIndex, partyTitle, scene } from "./scene.js";

const [LEFT, ROOM] = [100, 80]; // of the parties' names, and of a value in words

/** A figure of utilities against reservation values. */
export function worth() {
  const chart = new Chart("What it is worth, beside no deal", { name: "worth_of_a_package", wide: true });
  const show = ({ parties }) =>
    chart.draw({
      label: parties
        .map(
          (row) => `${partyTitle(row.party)}: worth ${number(row.utility[1])}, no deal ${number(row.reservation[1])}`,
        )
        .join("; "),
      caption:
        "Utility of the package to each party over the draws (symbol: median, thick line: middle 90 %), and what no deal is worth to it on the first day (tick and thin line). 0 is the worst package, 1 the best.",
      make: (width) => ({ svg: drawn(parties, width) }),
      numbers: () => ({
        head: ["Party", "Worth, 5 %", "median", "95 %", "No deal, 5 %", "median", "95 %"],
        rows: parties.map((row) => [partyTitle(row.party), ...row.utility.map(number), ...row.reservation.map(number)]),
      }),
    });
  return { root: chart.root, show };
}

function drawn(parties, width) {
  const { Plot } = window;
  const all = parties.flatMap((row) => [...row.utility, ...row.reservation]).filter(Number.isFinite);
  const y = (row) => partyTitle(row.party);
  const domain = [Math.min(0, ...all), Math.max(1, ...all)];
  const across = (value) => ((value - domain[0]) / (domain[1] - domain[0])) * (width - LEFT - 20);
  /** A value in words: after its line, or before it where there is no room. */
  const label = (name, word, look) =>
    parties.map((row) => {
      const fits = across(row[name][2]) + 10 + ROOM < width - LEFT;
      const text = `${word} ${number(row[name][1])}`;
      const place = fits
        ? { x: row[name][2], dx: 10, textAnchor: "start" }
        : across(row[name][0]) > ROOM + 10
          ? { x: row[name][0], dx: -10, textAnchor: "end" }
          : { x: domain[1], dx: 0, textAnchor: "end" };
      const dy = fits || place.dx ? look.dy : look.dy + Math.sign(look.dy) * 12;
      return Plot.text([row], { ...look, y, text: () => text, ...place, x: () => place.x, dy });
    });
  const ends = (name) => ({ x1: (row) => row[name][0], x2: (row) => row[name][2], y1: y, y2: y });
  return plot({
    width,
    height: parties.length * 54 + 36,
    marginLeft: LEFT,
    marginBottom: 28,
    x: {
      domain,
      label: null,
      grid: true,
      ticks: Math.max(4, Math.floor(width / 100)),
    },
    y: { domain: parties.map(y), label: null, tickSize: 0, padding: 0 },
    marks: [
      Plot.link(parties, { ...ends("reservation"), dy: 9, stroke: "var(--ink)", strokeWidth: 1.2 }),
      Plot.tickX(parties, {
        x: (row) => row.reservation[1],
        y,
        stroke: "var(--ink)",
        strokeWidth: 2,
        strokeDasharray: "3,2",
        insetTop: 19,
        insetBottom: 19,
        dy: 9,
      }),
      ...parties.flatMap((row) => {
        const look = ofParty(partyIndex(row.party));
        return [
          Plot.link([row], {
            ...ends("utility"),
            dy: -8,
            stroke: colour(look),
            strokeWidth: 5,
            strokeLinecap: "round",
            strokeOpacity: 0.55,
          }),
          Plot.dot([row], {
            x: (each) => each.utility[1],
            y,
            dy: -8,
            r: 6,
            symbol: look.symbol,
            fill: colour(look),
            stroke: "var(--ink)",
          }),
        ];
      }),
      ...label("utility", "worth", { dy: -8, fill: "var(--ink)" }),
      ...label("reservation", "no deal", { dy: 10, fill: "var(--faint)" }),
    ],
  });
}

/** In which share of the draws a party would accept, and what stands against it. */
export function party(row) {
  const crossed = row.red_lines ?? [];
  const unset = crossed.filter(({ key }) => off(key));
  const lines = crossed
    .filter(({ key, share }) => share > 0 && !off(key))
    .sort((one, other) => other.share - one.share)
    .map(({ title, share, claims, claim_texts: texts }) =>
    el(
      "li",
      {},
      el("strong", { text: percent(share) }),
      ` of the draws cross: ${title}`,
      claims?.length
        ? el(
            "ul",
            { class: "claims" },
            claims.map((id, k) => el("li", {}, el("code", { text: id }), ` ${texts?.[k] ?? ""}`)),
          )
        : null,
    ),
  );
  const objections = (row.objections ?? [])
    .filter(({ share }) => share > 0)
    .map(({ issue, share }) => `${issueTitle(issue)} ${percent(share)}`);
  return el(
    "section",
    { class: "card" },
    el("h3", { text: partyTitle(row.party) }),
    el(
      "p",
      { class: "big" },
      el("strong", { text: percent(row.accepts) }),
      el("span", { class: "faint", text: ` of the draws would accept (${interval(row.low, row.high)})` }),
    ),
    lines.length
      ? el("h4", { text: "Lines that it crosses" })
      : el("p", { class: "faint", text: "It crosses no red line of this party." }),
    lines.length ? el("ul", { class: "red-lines" }, lines) : null,
    unset.map(({ title }) => el("p", { class: "faint", text: `Not counted, you set: not real – ${title}` })),
    objections.length
      ? el(
          "p",
          {},
          el("span", { class: "faint", text: "Share of all draws in which it refuses and would object most to: " }),
          objections.join(", "),
          ".",
        )
      : null,
  );
}

/** On how many issues it is known what was signed. */
function knownOn(title) {
  const levels = scene.signed.find((each) => each.title === title)?.levels ?? {};
  return ` (known on ${Object.keys(levels).length} of ${scene.issues.length} issues)`;
}

/** What was signed, how near the package is to it, and the changes that would bring more draws to accept. */
export function nearest({ signed, smallest_change: smallest, nearby, all, infeasible, left_out: open }, titles, take) {
  const changes = nearby?.length ? nearby : smallest ? [smallest] : [];
  return el(
    "section",
    { class: "card wide" },
    el("h3", { text: "How near it is" }),
    infeasible?.length
      ? el("p", {
          class: "warn",
          text: `The case has no package with these terms: ${infeasible.join("; ")}. What follows is what parties would say if there were one.`,
        })
      : null,
    el(
      "p",
      { class: "big" },
      el("strong", { text: percent(all) }),
      el("span", { class: "faint", text: " of the draws: all would accept" }),
    ),
    signed?.length
      ? el(
          "ul",
          {},
          signed.map(({ title, differs }) =>
            el("li", {
              text: differs.length
                ? `What was signed in ${title} ${knownOn(title)} differs in ${differs.map(issueTitle).join(", ")}.`
                : `${title}${knownOn(title)}: the same terms were signed.`,
            }),
          ),
        )
      : null,
    changes.length
      ? el("h4", { text: "Smallest changes that clearly more draws accept" })
      : el("p", {
          class: "faint",
          text: open?.length
            ? "Changes are looked for once every issue has a level."
            : "No change of one to three issues clearly helps.",
        }),
    el(
      "ul",
      { class: "nearby" },
      changes.map((change) =>
        el(
          "li",
          {},
          el("span", {
            text: change.changes
              .map(({ issue, from, to }) => `${issueTitle(issue)}: ${titles(issue, from)} → ${titles(issue, to)}`)
              .join("; "),
          }),
          el(
            "span",
            {},
            el("strong", { text: percent(change.all) }),
            change.low === undefined
              ? ""
              : el("span", { class: "faint", text: ` (${interval(change.low, change.high)})` }),
          ),
          el("button", { type: "button", text: "take it", on: { click: () => take(change) } }),
        ),
      ),
    ),
  );
}
