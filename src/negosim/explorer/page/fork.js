// A fork of a run: another ending from one of its rounds on, after a change.

import { post } from "./api.js";
import { el, fresh, number } from "./dom.js";
import { control, keyTitle, scene, setWords } from "./scene.js";
import { valueWords } from "./settings.js";
import { change, state, view } from "./state.js";
import { told } from "./told.js";
import { transport } from "./transport.js";

/** The form that forks a run at the round that is shown. */
export function forkForm({ round }) {
  const keys = [
    ...scene.controls.map(({ key }) => key),
    ...scene.settings.filter(({ kind }) => kind === "choice").map(({ key }) => key),
  ];
  const [pick, value] = [fresh("fork"), fresh("fork")];
  const select = el(
    "select",
    { id: pick, on: { change: fill } },
    keys.map((key) => el("option", { value: key, text: keyTitle(key) })),
  );
  const cell = el("span", {});
  const root = el(
    "details",
    { class: "card fork-form" },
    el("summary", {}, "Fork here: what if, from this round on, …"),
    el(
      "form",
      { on: { submit } },
      el("label", { for: pick, text: "change" }),
      select,
      el("label", { for: value, text: "to" }),
      cell,
      el("button", { type: "submit", class: "main", text: "Play the fork" }),
    ),
  );
  function fill() {
    const known = control(select.value);
    const setting = scene.settings.find(({ key }) => key === select.value);
    const input = setting
      ? el(
          "select",
          { id: value },
          setting.options
            .filter((each) => each.value !== "")
            .map((each) => el("option", { value: each.value, text: each.title })),
        )
      : el("input", {
          id: value,
          type: "number",
          min: String(known.low),
          max: String(known.high),
          step: "any",
          value: String(number(known.value)).replace("−", "-"),
        });
    cell.replaceChildren(input);
  }
  function submit(event) {
    event.preventDefault();
    const input = cell.firstChild;
    const set = { [select.value]: input.type === "number" ? Number(input.value) : input.value };
    change({ fork: { round: round(), set } });
  }
  fill();
  return root;
}

/** Parent and fork side by side, stepped together. */
export function forkView() {
  const both = [
    told({ go: (k) => player.go(k), title: "As it went" }),
    told({ go: (k) => player.go(k), title: "Forked" }),
  ];
  let rounds = [];
  const player = transport({
    moved: (k) => both.forEach((each) => each.at(k)),
    name: (k) => (rounds[k] ? `round ${rounds[k].round}, ${rounds[k].date}` : ""),
  });
  const heading = el("h3", { tabindex: "-1" });
  const problem = el("p", { class: "warn", role: "status" });
  const close = el("button", { type: "button", text: "Close the fork", on: { click: () => change({ fork: null }) } });
  const root = el(
    "section",
    { class: "fork", "aria-label": "Fork" },
    el("div", { class: "row" }, heading, close),
    problem,
    player.root,
    el(
      "div",
      { class: "sides two" },
      both.map((each) => each.root),
    ),
  );
  root.hidden = true;
  let asked = 0;
  const show = async () => {
    const { fork, run } = state;
    if (!fork || run === null) return void ((root.hidden = true), player.pause());
    const mine = ++asked;
    problem.textContent = "Playing the fork …";
    root.hidden = false;
    heading.textContent = `Run ${run}, forked at round ${fork.round}: ${Object.entries(fork.set)
      .map(([key, value]) => setWords(key, value, valueWords(key, value)))
      .join(", ")}`;
    try {
      const said = await post("/api/fork", { view: view(), run, round: fork.round, set: fork.set });
      if (mine !== asked) return undefined;
      problem.textContent = "";
      both[0].show(said.parent);
      both[1].show(said.fork);
      rounds = said.parent.rounds.length > said.fork.rounds.length ? said.parent.rounds : said.fork.rounds;
      player.reset(
        rounds.length,
        Math.max(
          0,
          rounds.findIndex((each) => each.round >= fork.round),
        ),
      );
      heading.focus({ preventScroll: false });
    } catch (error) {
      if (mine === asked) problem.textContent = error.message;
    }
    return undefined;
  };
  return { root, show };
}
