// What would bring a package about: a search with progress and a way to stop it.

import { drop, get, post } from "./api.js";
import { el, interval, number, percent, say, table, whole } from "./dom.js";
import { change, state as here, view } from "./state.js";

const EVERY = 700; // ms between two looks

/** A box that searches; `where()` gives the terms wanted. */
export function paths({ where, label = "What would bring this about?" }) {
  const start = el("button", { type: "button", class: "main", text: label, on: { click: () => run() } });
  const stop = el("button", { type: "button", text: "Stop", hidden: true, on: { click: () => end() } });
  const bar = el("progress", { max: 1, value: 0, hidden: true, "aria-label": "Search" });
  const status = el("span", { class: "faint", role: "status" });
  const found = el("div", {
    class: "scroll",
    role: "region",
    "aria-label": "Paths found",
    tabindex: "0",
    hidden: true,
  });
  const root = el("section", { class: "paths" }, el("div", { class: "row" }, start, stop, bar, status), found);
  let job = null;

  function busy(on) {
    start.disabled = on;
    stop.hidden = bar.hidden = !on;
  }

  async function run() {
    found.hidden = true;
    busy(true);
    say(status, "Searching …");
    try {
      const mine = (job = (await post("/api/paths", { view: view(), where: where() })).job);
      while (job === mine) {
        const said = await get(`/api/paths/${encodeURIComponent(mine)}`);
        if (job !== mine) return;
        if (said.total) Object.assign(bar, { max: said.total, value: said.done || 0 });
        else bar.removeAttribute("value"); // a search does not know beforehand how long it takes
        say(
          status,
          said.total
            ? `${whole(said.done)} of ${whole(said.total)}`
            : said.done
              ? `Searching: ${whole(said.done)} runs played.`
              : "Searching …",
        );
        if (said.state !== "running") {
          finish(said);
          return;
        }
        await new Promise((resolve) => setTimeout(resolve, EVERY));
      }
    } catch (error) {
      busy(false);
      say(status, error.message);
    }
  }

  function finish({ state, table: rows, problems, sentence, base }) {
    job = null;
    busy(false);
    if (state === "failed")
      return say(status, (problems ?? []).map((each) => each.expected ?? each).join(" ") || "The search failed.");
    if (state === "stopped") return say(status, "Stopped.");
    say(
      status,
      sentence ?? (rows?.length ? `${rows.length} found.` : "No change of one or two parameters brings it about."),
    );
    if (!rows?.length) return undefined;
    found.hidden = false;
    found.replaceChildren(
      table(
        rows.some(({ reached }) => reached)
          ? "Changes that would bring it about, shortest first"
          : `None suffices; the closest, likeliest first (now ${percent(base.share)})`,
        ["Change", "How far (SD: standard deviations)", "Then, share of the runs", "95 % interval", "Reached", ""],
        rows.map(line),
      ),
    );
    return undefined;
  }

  async function end() {
    const mine = job;
    job = null;
    busy(false);
    say(status, "Stopped.");
    if (mine) await drop(`/api/paths/${encodeURIComponent(mine)}`).catch(() => {});
  }

  addEventListener("pagehide", () => job && end());
  return {
    root,
    clear: () => {
      if (job) end();
      say(status, "");
      found.hidden = true;
    },
  };
}

function line({ moves, set, share, low, high, reached }) {
  const said = moves.map((one) => `${one.title}: ${written(one.before, one)} → ${written(one.after, one)}`).join("; ");
  const take = () => change({ set: { ...here.set, ...set } });
  const button = set
    ? el("button", { type: "button", text: "move these", on: { click: take } })
    : el("span", { class: "faint", text: "a chance in between cannot be set" });
  return [said, moves.map(far).join("; "), percent(share), interval(low, high), reached ? "yes" : "no", button];
}

/** How far a change goes; of a chance, to what end. */
function far({ chance, after, steps }) {
  if (chance) return ends[after] ?? percent(after);
  return steps === null ? "–" : `${number(Math.abs(steps))} SD`;
}

const ends = { 0: "never", 1: "certain" };

const written = (value, { chance }) => {
  if (typeof value !== "number") return String(value);
  return chance ? (ends[value] ?? percent(value)) : number(value);
};
