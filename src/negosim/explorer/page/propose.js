// A package put together by hand: what it is worth, what stands against it, what would bring it about.

import { post } from "./api.js";
import { el, fresh, say } from "./dom.js";
import { paths } from "./paths.js";
import { levelTitle, scene } from "./scene.js";
import { change, state, view } from "./state.js";
import { nearest, party, worth } from "./worth.js";

const DRAWS = 400;
const WAIT = 150;

export function propose(root) {
  const rows = scene.issues.map(({ name, title, levels }) => {
    const id = fresh("level");
    const select = el(
      "select",
      { id, on: { change: () => put(name, select.value) } },
      el("option", { value: "", text: "left open" }),
      levels.map((level) => el("option", { value: level.name, text: level.title })),
    );
    return { name, select, node: el("div", { class: "setting" }, el("label", { for: id, text: title }), select) };
  });
  const status = el("p", { class: "faint", role: "status" });
  const figure = worth();
  const search = paths({ where: () => state.levels });
  const cards = el("div", { class: "figures" });
  const body = el("div", { class: "ask" }, figure.root, cards, search.root);
  const begin = [
    ...scene.signed.map(({ title, levels }) => ({
      text: `as signed: ${title} (known on ${Object.keys(levels).length} of ${scene.issues.length} issues)`,
      levels,
    })),
    {
      text: "as things stand",
      levels: Object.fromEntries(
        scene.issues
          .filter(({ status_quo: now, levels }) => levels.some(({ name }) => name === now))
          .map(({ name, status_quo: now }) => [name, now]),
      ),
    },
    { text: "clear", levels: {} },
  ];
  root.replaceChildren(
    el("h2", { text: "Propose a package" }),
    el("p", {
      class: "faint lead",
      text: "Choose a level for each issue, or leave it open. At once: in which share of the draws each party would accept it on the first day, and what stands against it.",
    }),
    el(
      "div",
      { class: "propose" },
      el(
        "section",
        { class: "card", "aria-label": "Package" },
        el(
          "div",
          { class: "settings" },
          rows.map(({ node }) => node),
        ),
        el(
          "div",
          { class: "row" },
          el("span", { class: "faint", text: "begin with" }),
          begin.map(({ text, levels }) =>
            el("button", { type: "button", text, on: { click: () => change({ levels }) } }),
          ),
        ),
      ),
      el("div", { class: "ask" }, status, body),
    ),
  );

  function put(name, value) {
    const levels = { ...state.levels };
    if (value) levels[name] = value;
    else delete levels[name];
    change({ levels });
  }

  let [timer, running, key] = [0, null, ""];

  function judge() {
    const now = JSON.stringify([state.levels, view()]);
    if (now === key) return;
    key = now;
    running?.abort();
    clearTimeout(timer);
    for (const { name, select } of rows) select.value = state.levels[name] ?? "";
    const empty = !Object.keys(state.levels).length;
    body.hidden = empty;
    search.clear();
    if (empty) return void say(status, "Choose a level to begin, or take a family from See.");
    say(status, "Asking the parties …");
    timer = setTimeout(play, WAIT);
  }

  async function play() {
    running = new AbortController();
    try {
      const said = await post("/api/package", { view: view(), levels: state.levels, runs: DRAWS }, running.signal);
      body.hidden = false;
      say(
        status,
        `${said.draws ?? DRAWS} draws asked${said.left_out?.length ? "; issues left open are averaged over typical completions" : ""}.`,
      );
      figure.show(said);
      const take = ({ levels, changes }) =>
        change({
          levels:
            levels && Object.keys(levels).length
              ? levels
              : { ...state.levels, ...Object.fromEntries(changes.map(({ issue, to }) => [issue, to])) },
        });
      cards.replaceChildren(...said.parties.map(party), nearest(said, levelTitle, take));
    } catch (error) {
      if (error.name === "AbortError") return;
      key = "";
      body.hidden = true;
      say(status, error.message);
    }
  }

  return { changed: () => state.tab === "propose" && judge() };
}
