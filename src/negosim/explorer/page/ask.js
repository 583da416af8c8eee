// Runs behind a bar, a cell or a family: what sets them apart, and one of them told and played.

import { post } from "./api.js";
import { apart } from "./apart.js";
import { el, fresh, runs as counted, say, whole } from "./dom.js";
import { forkForm, forkView } from "./fork.js";
import { paths } from "./paths.js";
import { askWords } from "./scene.js";
import { change, state, view } from "./state.js";
import { told } from "./told.js";
import { transport } from "./transport.js";

const OUTCOMES = ["agreement", "collapse", "deadline"];

export function ask(root) {
  const title = el("h2", { tabindex: "-1" });
  const count = el("p", { class: "faint", role: "status" });
  const endings = el(
    "div",
    { class: "row" },
    el("span", { class: "faint", text: "Or the runs that ended in" }),
    OUTCOMES.map((outcome) =>
      el("button", {
        type: "button",
        text: outcome,
        on: { click: () => change({ ask: { outcome }, run: null, round: null, fork: null }) },
      }),
    ),
  );
  const differences = apart();
  const search = paths({ where: () => terms() });
  const picker = pickRun();
  const story = told({ go: (k) => player.go(k) });
  let shown = null;
  const player = transport({
    moved: (k) => {
      story.at(k);
      if (shown && state.round !== k) change({ round: k }, { quiet: true });
    },
    name: (k) =>
      shown?.rounds[k] ? `round ${shown.rounds[k].round} of ${shown.rounds.at(-1).round}, ${shown.rounds[k].date}` : "",
  });
  const form = forkForm({ round: () => shown.rounds[player.at].round });
  const forked = forkView();
  form.hidden = true; // until the run has come
  const single = el("div", { class: "single" }, player.root, story.root, form);
  const body = el(
    "div",
    { class: "ask" },
    search.root,
    differences.root,
    el("section", { class: "one-run", "aria-label": "One run" }, picker.root, single, forked.root),
  );
  root.replaceChildren(title, count, endings, body);

  const terms = () =>
    state.ask?.where
      ? Object.fromEntries(Object.entries(state.ask.where).map(([issue, levels]) => [issue, levels[0]]))
      : (shown?.package ?? {});
  let [running, key] = [null, ""];

  async function choose() {
    const now = JSON.stringify([state.ask, view(), state.runs]);
    if (now === key) return;
    key = now;
    running?.abort();
    running = new AbortController();
    const { signal } = running;
    say(title, state.ask ? askWords(state.ask) : "Ask about runs");
    body.hidden = !state.ask;
    search.clear();
    search.root.hidden = !state.ask?.where;
    if (!state.ask) return say(count, "Click a bar, a cell or a family under See to come to its runs.");
    say(count, "Looking …");
    try {
      const said = await post("/api/runs", { view: view(), runs: state.runs, select: state.ask }, signal);
      say(count, `${whole(said.count)} of ${counted(state.runs)}.`);
      differences.show(said.apart);
      picker.show(said);
      if (state.run !== null) picker.put(state.run);
      body.hidden = said.count === 0;
      if (said.count && (state.run === null || !said.numbers.length))
        change({ run: said.typical ?? said.numbers[0] }, { quiet: true });
      tell();
    } catch (error) {
      if (error.name === "AbortError") return undefined;
      key = "";
      say(count, error.message);
      body.hidden = true;
    }
    return undefined;
  }

  let [telling, runKey] = [null, ""];

  async function tell() {
    const now = JSON.stringify([view(), state.run]);
    if (state.run === null || now === runKey) return;
    runKey = now;
    telling?.abort();
    telling = new AbortController();
    picker.put(state.run);
    try {
      const said = await post("/api/run", { view: view(), run: state.run }, telling.signal);
      shown = said;
      form.hidden = false;
      story.show(said);
      player.reset(said.rounds.length, Math.min(state.round ?? 0, said.rounds.length - 1));
    } catch (error) {
      if (error.name === "AbortError") return;
      runKey = "";
      say(count, error.message);
    }
  }

  let first = true; // the page opens with the focus where the browser has it
  const open = () => state.tab === "ask";
  return {
    changed(changed) {
      if (!open()) return void ((first = false), player.pause());
      if (changed.has("ask") && state.ask && !first) setTimeout(() => title.focus());
      first = false;
      choose();
      if (changed.has("run")) tell();
      single.hidden = Boolean(state.fork);
      if (changed.has("fork") || (state.fork && (changed.has("run") || changed.has("tab")))) forked.show();
      if (changed.has("tab") && shown && !state.fork) story.at(player.at);
      return undefined;
    },
  };
}

/** Which of the runs is told: the typical one, one of the list, or the next. */
function pickRun() {
  const id = fresh("run");
  let numbers = [];
  const put = (run) => change({ run, round: null, fork: null });
  const select = el("select", { id, on: { change: () => put(Number(select.value)) } });
  const step = (by) => () => put(numbers[(numbers.indexOf(state.run) + by + numbers.length) % numbers.length]);
  const root = el(
    "div",
    { class: "row" },
    el("h3", {}, el("label", { for: id, text: "One run, told" })),
    select,
    el("button", { type: "button", text: "previous", on: { click: step(-1) } }),
    el("button", { type: "button", text: "next", on: { click: step(1) } }),
  );
  return {
    root,
    show({ numbers: found, typical }) {
      numbers = [...new Set([...(typical === null || typical === undefined ? [] : [typical]), ...found])];
      select.replaceChildren(
        ...numbers.map((run) =>
          el("option", { value: String(run), text: run === typical ? `run ${run} (typical)` : `run ${run}` }),
        ),
      );
    },
    put(run) {
      if (![...select.options].some((each) => each.value === String(run)))
        select.append(el("option", { value: String(run), text: `run ${run}` }));
      select.value = String(run);
    },
  };
}
