// What would bring a package about: a search with progress and a way to stop it.

import { drop, get, post } from "./api.js";
import { el, say, table, words } from "./dom.js";
import { view } from "./state.js";

const EVERY = 700; // ms between two looks

/** A box that searches; `where()` gives the terms wanted. */
export function paths({ where, label = "What would bring this about?" }) {
  const start = el("button", { type: "button", class: "main", text: label, on: { click: () => run() } });
  const stop = el("button", { type: "button", text: "Stop", hidden: true, on: { click: () => end() } });
  const bar = el("progress", { max: 1, value: 0, hidden: true, "aria-label": "Search" });
  const status = el("span", { class: "faint", role: "status" });
  const found = el("div", { class: "scroll", role: "region", "aria-label": "Paths found", tabindex: "0", hidden: true });
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
        Object.assign(bar, { max: said.total || 1, value: said.done || 0 });
        say(status, said.total ? `${said.done} of ${said.total}` : "Searching …");
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

  function finish({ state, table: rows, problems, sentence }) {
    job = null;
    busy(false);
    if (state === "failed") return say(status, (problems ?? []).map((each) => each.expected ?? each).join(" ") || "The search failed.");
    if (state === "stopped") return say(status, "Stopped.");
    say(status, sentence ?? (rows?.length ? `${rows.length} found.` : "No change of one or two parameters brings it about."));
    if (!rows?.length) return undefined;
    const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
    found.hidden = false;
    found.replaceChildren(table("Changes that would bring it about, shortest first", columns.map((name) => words(name)), rows.map((row) => columns.map((name) => written(row[name])))));
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
  return { root, clear: () => { if (job) end(); say(status, ""); found.hidden = true; } };
}

function written(value) {
  if (typeof value === "number") return String(Number(value.toPrecision(3)));
  if (Array.isArray(value)) return value.map(written).join("; ");
  if (value && typeof value === "object") return Object.entries(value).map(([key, each]) => `${key}: ${written(each)}`).join("; ");
  return typeof value === "boolean" ? (value ? "yes" : "no") : String(value ?? "–");
}
