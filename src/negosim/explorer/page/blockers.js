// What each party refused last over, in the runs without agreement.

import { Chart, broken, plot, shareEnd } from "./charts.js";
import { el, interval, keyed, percent, whole } from "./dom.js";
import { evidence, off } from "./evidence.js";
import { fill, fills, ofParty } from "./looks.js";
import { issueTitle, partyIndex, partyTitle, scene } from "./scene.js";

const EACH = 5;
const STEP = 27;

export function blockers({ pick, base = "unmoved" }) {
  const chart = new Chart("What each party refused last over", { name: "refused_last" });
  const acts = el("div", { class: "acts-under" });
  const stand = el(
    "section",
    { class: "card stand" },
    el("h3", { text: "What the most frequent refusals stand on" }),
    acts,
  );
  const show = ({ blockers: rows }, moved) => {
    const listed = scene.parties.flatMap(({ name }) =>
      rows
        .filter((row) => row.party === name)
        .sort((one, other) => other.count - one.count)
        .slice(0, EACH),
    );
    chart.draw({
      label:
        listed
          .map((row) => `${partyTitle(row.party)} over ${issueTitle(row.issue)} ${percent(row.share)}`)
          .join(", ") || "No run without agreement",
      caption: `Share of the runs without agreement in which this issue was what the party refused last over, with 95 % intervals${moved ? `; the dashed tick is ${base === "unmoved" ? "the case unmoved" : base}` : ""}. Click a bar for its runs and for what sets them apart.`,
      make: (width) => drawn(listed, width, moved, pick),
      numbers: () => ({
        head: ["Party", "Issue", "Runs", "Share", "95 % interval", base[0].toUpperCase() + base.slice(1)],
        rows: rows.map((row) => [
          partyTitle(row.party),
          issueTitle(row.issue),
          whole(row.count),
          percent(row.share),
          interval(row.low, row.high),
          percent(row.base_share),
        ]),
      }),
    });
    under(acts, listed);
  };
  return { root: chart.root, stand, show };
}

/** The acts that the most frequent refusal of each party stands on. */
function under(root, rows) {
  const first = scene.parties
    .map(({ name }) => rows.find((row) => row.party === name))
    .filter((row) => row?.acts?.length);
  if (!first.length)
    return void root.replaceChildren(
      el("p", {
        class: "faint",
        data: { key: "none" },
        text: "No reported act of a party is on the issue that it refused over most.",
      }),
    );
  keyed(
    root,
    first,
    ({ party, issue, acts }) => `${party}|${issue}|${acts.filter(({ key }) => off(key)).map(({ key }) => key)}`,
    ({ party, issue, acts }) =>
      el(
        "div",
        { class: "under" },
        el("h4", { text: `${partyTitle(party)}, over ${issueTitle(issue)}: reported acts and their claims` }),
        [...acts.filter(({ key }) => !off(key)).slice(0, 3), ...acts.filter(({ key }) => off(key))].map(
          ({ key, title }) => evidence(key, { summary: title }),
        ),
      ),
  );
}

function drawn(rows, width, moved, pick) {
  const { Plot } = window;
  const parties = scene.parties.filter(({ name }) => rows.some((row) => row.party === name));
  const key = (row) => `${row.party}|${row.issue}`;
  const domain = parties.flatMap(({ name }) => [`${name}|`, ...rows.filter((row) => row.party === name).map(key)]);
  const heads = parties.map(({ name, title }) => ({ party: name, issue: "", title }));
  const looks = Object.fromEntries(scene.parties.map(({ name }) => [name, ofParty(partyIndex(name))]));
  const left = Math.min(220, Math.max(120, width * 0.42));
  const letters = Math.floor((left - 14) / 6.4);
  const svg = plot({
    width,
    height: domain.length * STEP + 30,
    marginLeft: left,
    marginRight: 52,
    marginBottom: 24,
    x: {
      domain: [0, shareEnd(rows.flatMap((row) => [row.high, row.base_share]))],
      tickFormat: percent,
      label: null,
      ticks: Math.max(2, Math.min(5, Math.floor((width - left - 52) / 62))),
      grid: true,
    },
    y: { domain, axis: null, padding: 0 },
    marks: [
      Plot.barX(rows, {
        x1: 0,
        x2: "share",
        y: key,
        fill: { value: (row) => fill("refused", row.party), scale: null },
        stroke: "var(--ink)",
        strokeWidth: 0.6,
        insetTop: 6,
        insetBottom: 6,
      }),
      Plot.link(rows, { x1: "low", x2: "high", y1: key, y2: key, stroke: "var(--ink)", strokeWidth: 1.4 }),
      moved
        ? Plot.tickX(rows, {
            x: "base_share",
            y: key,
            stroke: "var(--ink)",
            strokeWidth: 1.6,
            strokeDasharray: "3,2",
            insetTop: 2,
            insetBottom: 2,
          })
        : null,
      Plot.text(rows, {
        frameAnchor: "left",
        y: key,
        text: (row) => broken(issueTitle(row.issue), letters, 2),
        lineHeight: 0.95,
        fontSize: 11.5,
        textAnchor: "end",
        dx: -8,
        fill: "var(--ink)",
      }),
      Plot.text(rows, {
        frameAnchor: "right",
        y: key,
        text: (row) => percent(row.share),
        textAnchor: "start",
        dx: 8,
        fill: "var(--ink)",
        fontWeight: 600,
      }),
      Plot.text(heads, {
        frameAnchor: "left",
        y: key,
        text: "title",
        textAnchor: "start",
        dx: -left + 2,
        dy: 3,
        fill: "var(--ink)",
        fontWeight: 600,
        fontSize: 13,
      }),
    ],
  });
  fills(svg, "refused", looks);
  const hits = rows.map((row) => ({
    key: key(row),
    label: `${partyTitle(row.party)}, ${issueTitle(row.issue)}: ${percent(row.share)}. Show these runs`,
    left: 0,
    top: svg.scale("y").apply(key(row)),
    width,
    height: STEP,
    act: () => pick({ blocker: [row.party, row.issue] }),
  }));
  return { svg, hits };
}
