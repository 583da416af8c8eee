// One run as it is told: where the offers lie, what happens in a round, all rounds in a table.

import { Chart, plot } from "./charts.js";
import { el, keyed, number, say, table } from "./dom.js";
import { colour, ofParty } from "./looks.js";
import { issueTitle, levelTitle, partyIndex, partyTitle, scene } from "./scene.js";

/** A view of a run; `at(k)` shows its state after the k-th round. */
export function told({ go, title = "" }) {
  const sentence = el("p", { class: "sentence" });
  const dance = new Chart(title ? `Offers, ${title}` : "Offers and what they are worth", { name: "offers" });
  const heading = el("h4");
  const lines = el("ul", { class: "lines" });
  const offers = el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Packages on the table" });
  const answers = el("ul", { class: "answers" });
  const all = el("div", { class: "scroll tall", tabindex: "0", role: "region", "aria-label": "All rounds" });
  const fold = el(
    "details",
    { class: "fold", on: { toggle: () => fold.open && fill() } },
    el("summary", { text: "All rounds: refusals, pressure, what no deal is worth" }),
    all,
  );
  const round = el("section", { class: "card round" }, heading, lines, answers, offers, fold);
  const root = el(
    "div",
    { class: "told" },
    title ? el("h3", { text: title }) : null,
    sentence,
    el("div", { class: "told-parts" }, dance.root, round),
  );
  let run = null;
  const fill = () => run && all.replaceChildren(rounds(run, go));

  return {
    root,
    show(next) {
      run = next;
      say(sentence, run.sentence);
      if (fold.open) fill();
    },
    at(k) {
      if (!run?.rounds.length) return;
      const now = run.rounds[Math.min(k, run.rounds.length - 1)];
      const over = k > run.rounds.length - 1;
      say(heading, `Round ${now.round}, ${now.date}, day ${number(now.day)}${over ? " (the talks have ended)" : ""}`);
      keyed(
        lines,
        (now.lines ?? []).map((text, i) => ({ text, i })),
        ({ text, i }) => `${i}${text}`,
        ({ text }) => el("li", { text: text.replaceAll(" -> ", "\u00a0→\u00a0") }),
      );
      keyed(
        answers,
        refusals(now),
        (text) => text,
        (text) => el("li", { text }),
      );
      offers.replaceChildren(onTheTable(run, now));
      for (const row of all.querySelectorAll("tr[data-round]"))
        row.classList.toggle("now", Number(row.dataset.round) === now.round);
      dance.draw(drawing(run, now, go));
    },
  };
}

const packageOf = (of) => (of ? `the package of ${partyTitle(of)}` : "the text of the mediators");

const refused = ({ party, package_of: of, accepted, issue, red_line: line }) =>
  accepted
    ? `${partyTitle(party)} accepts ${packageOf(of)}.`
    : `${partyTitle(party)} refuses ${packageOf(of)}${issue ? ` over ${issueTitle(issue)}` : ""}${line ? `; it crosses a red line${typeof line === "string" ? ` (${line})` : ""}` : ""}.`;

const refusals = (now) => [...new Set((now.answers ?? []).map(refused))];

/** The last package of everyone up to a round, the levels that changed in it marked. */
function onTheTable(run, now) {
  const last = new Map();
  const before = new Map();
  for (const round of run.rounds) {
    if (round.round > now.round) break;
    for (const offer of [...(round.offers ?? []), ...(round.text ? [{ ...round.text, by: "text" }] : [])]) {
      const who = offer.by || "text";
      before.set(who, round.round === now.round ? last.get(who)?.package : offer.package);
      last.set(who, { ...offer, who });
    }
  }
  const columns = [...last.values()];
  if (!columns.length) return el("p", { class: "faint", text: "Nothing is on the table yet." });
  const issues = scene.issues.filter(({ name }) => columns.some((offer) => offer.package?.[name] !== undefined));
  const heads = columns.map((offer) =>
    offer.who === "text" ? (offer.title ?? "Text of the mediators") : partyTitle(offer.who),
  );
  const cell = (offer, name) => {
    const changed = before.get(offer.who) && before.get(offer.who)[name] !== offer.package[name];
    return changed
      ? el("strong", {
          title: `before: ${levelTitle(name, before.get(offer.who)[name])}`,
          text: `${levelTitle(name, offer.package[name])} *`,
        })
      : levelTitle(name, offer.package?.[name]);
  };
  const rows = issues.map(({ name, title }) => [title, ...columns.map((offer) => cell(offer, name))]);
  for (const { name, title } of scene.parties) {
    if (columns.some((offer) => offer.utilities?.[name] !== undefined))
      rows.push([`Worth to ${title}`, ...columns.map((offer) => number(offer.utilities?.[name]))]);
  }
  return table("On the table (* changed in this round)", ["", ...heads], rows, "on-table");
}

function rounds(run, go) {
  const names = scene.parties.map(({ name }) => name);
  const body = run.rounds.map((round, k) =>
    el(
      "tr",
      { data: { round: String(round.round) } },
      el(
        "th",
        { scope: "row" },
        el("button", {
          type: "button",
          class: "quiet",
          text: String(round.round),
          "aria-label": `go to round ${round.round}`,
          on: { click: () => go(k) },
        }),
      ),
      el("td", { text: round.date }),
      el("td", {
        text:
          (round.answers ?? [])
            .filter((answer) => !answer.accepted && answer.issue)
            .map(
              (answer) =>
                `${partyTitle(answer.party)}: ${issueTitle(answer.issue)}${answer.red_line ? " (red line)" : ""}`,
            )
            .join("; ") || "–",
      }),
      names.map((name) => el("td", { text: number(round.pressure?.[name]) })),
      names.map((name) => el("td", { text: number(round.reservation?.[name]) })),
    ),
  );
  const heads = [
    "Round",
    "Date",
    "Refused over",
    ...names.map((name) => `Pressure on ${partyTitle(name)}`),
    ...names.map((name) => `No deal is worth to ${partyTitle(name)}`),
  ];
  return el(
    "table",
    {},
    el("caption", { text: "All rounds" }),
    el(
      "thead",
      {},
      el(
        "tr",
        {},
        heads.map((text) => el("th", { scope: "col", text })),
      ),
    ),
    el("tbody", {}, body),
  );
}

/** Utilities of what was tabled over the rounds, one strip a party. */
function drawing(run, now, go) {
  const offers = run.rounds.flatMap((round) =>
    [...(round.offers ?? []), ...(round.text ? [{ ...round.text, by: "text" }] : [])].flatMap((offer) =>
      scene.parties
        .filter(({ name }) => offer.utilities?.[name] !== undefined)
        .map(({ name }) => ({ round: round.round, by: offer.by || "text", to: name, worth: offer.utilities[name] })),
    ),
  );
  const floor = run.rounds.flatMap((round) =>
    scene.parties.map(({ name }) => ({
      round: round.round,
      to: name,
      worth: round.reservation?.[name],
      press: round.pressure?.[name] ?? 0,
    })),
  );
  return {
    label: `Utility of every package tabled, over ${run.rounds.length} rounds; round ${now.round} is marked`,
    caption: `For each party, what each package tabled is worth to it: ${scene.parties.map(({ title }, k) => `${["circles", "squares", "triangles", "diamonds"][k % 4]} by ${title}`).join(", ")}, stars: the text of mediators. The dashed line is what no deal is worth to it; bars at the bottom are the pressure on it. Click to go to a round.`,
    make: (width) => ({ svg: clickable(strips(run, offers, floor, now, width), run, go) }),
    numbers: () => ({
      head: ["Round", "By", ...scene.parties.map(({ title }) => `Worth to ${title}`)],
      rows: run.rounds.flatMap((round) =>
        [...(round.offers ?? []), ...(round.text ? [{ ...round.text, by: "text" }] : [])].map((offer) => [
          String(round.round),
          offer.by && offer.by !== "text" ? partyTitle(offer.by) : "Text",
          ...scene.parties.map(({ name }) => number(offer.utilities?.[name])),
        ]),
      ),
    }),
  };
}

function strips(run, offers, floor, now, width) {
  const { Plot } = window;
  const seen = offers.filter((offer) => offer.round <= now.round);
  const later = offers.filter((offer) => offer.round > now.round);
  const known = [...offers, ...floor].map(({ worth }) => worth).filter(Number.isFinite);
  const [low, high] = [Math.min(0, ...known), Math.max(1, ...known)];
  const press = Math.max(0.01, ...floor.map((row) => row.press));
  const last = run.rounds.at(-1).round;
  const parties = scene.parties.map(({ name }) => name);
  const of = (by, rows) => rows.filter((row) => row.by === by);
  const marks = parties.flatMap((by) => {
    const look = ofParty(partyIndex(by));
    const common = { x: "round", y: "worth", fy: "to", symbol: look.symbol, r: 3 };
    return [
      Plot.line(of(by, seen), { x: "round", y: "worth", fy: "to", stroke: colour(look), strokeOpacity: 0.5 }),
      Plot.dot(of(by, later), { ...common, stroke: "var(--line)" }),
      Plot.dot(of(by, seen), { ...common, fill: colour(look), stroke: "var(--paper)", strokeWidth: 0.5 }),
    ];
  });
  return plot({
    width,
    height: 40 + parties.length * 150,
    marginLeft: 40,
    marginRight: 8,
    marginBottom: 32,
    marginTop: 20,
    x: { domain: [0, last + 1], label: "round", labelAnchor: "center", labelArrow: "none" },
    y: { domain: [low, high], label: null, ticks: 4, grid: true },
    fy: { domain: parties, axis: null, padding: 0.16 },
    marks: [
      Plot.rect(floor, {
        x1: (row) => row.round - 0.4,
        x2: (row) => row.round + 0.4,
        y1: low,
        y2: (row) => low + (0.16 * (high - low) * row.press) / press,
        fy: "to",
        fill: "var(--grey)",
        fillOpacity: 0.55,
      }),
      Plot.line(
        floor.filter((row) => Number.isFinite(row.worth)),
        { x: "round", y: "worth", fy: "to", stroke: "var(--ink)", strokeDasharray: "5,3", strokeWidth: 1.2 },
      ),
      ...marks,
      Plot.dot(of("text", seen), {
        x: "round",
        y: "worth",
        fy: "to",
        symbol: "star",
        r: 4,
        fill: "var(--ink)",
        stroke: "var(--paper)",
        strokeWidth: 0.5,
      }),
      Plot.ruleX([now.round], { stroke: "var(--link)", strokeWidth: 2, strokeOpacity: 0.7 }),
      Plot.text(
        parties.map((name) => ({ name })),
        {
          fy: "name",
          text: ({ name }) => `worth to ${partyTitle(name)}`,
          frameAnchor: "top-left",
          dy: -14,
          fill: "var(--ink)",
          fontWeight: 600,
          textAnchor: "start",
        },
      ),
    ],
  });
}

function clickable(svg, run, go) {
  const x = svg.scale("x");
  svg.style.cursor = "pointer";
  svg.addEventListener("click", (event) => {
    const at = x.invert(
      ((event.clientX - svg.getBoundingClientRect().left) * Number(svg.getAttribute("width"))) /
        svg.getBoundingClientRect().width,
    );
    const nearest = run.rounds.reduce(
      (best, round, k) => (Math.abs(round.round - at) < Math.abs(run.rounds[best].round - at) ? k : best),
      0,
    );
    go(nearest);
  });
  return svg;
}
