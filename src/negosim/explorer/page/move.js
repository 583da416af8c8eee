// The panel at left: what can be moved, and what is moved.

import { get } from "./api.js";
import { clear, slider } from "./controls.js";
import { el, fresh, keyed, say } from "./dom.js";
import { control, know, scene, setWords, settingTitle, whatIfTitle } from "./scene.js";
import { settings, valueWords } from "./settings.js";
import { change, moved, state } from "./state.js";

const SHOWN = 8; // sliders to begin with
const SWITCHES = 6; // what-ifs to begin with

export const toggle = (name) =>
  change({
    what_ifs: state.what_ifs.includes(name)
      ? state.what_ifs.filter((each) => each !== name)
      : [...state.what_ifs, name],
  });

/** Fill the panel; returns what brings it in line with the state. */
export function movePanel(root, count) {
  const chips = el("ul", { class: "chips", "aria-label": "What is moved" });
  const none = el("p", { class: "faint none", text: "Nothing is moved: the case as it was coded." });
  const all = el("button", {
    type: "button",
    class: "quiet",
    text: "reset all",
    on: { click: () => change({ set: {}, what_ifs: [] }) },
  });
  const what = whatIfs();
  const sliders = el("div", { class: "sliders" });
  const more = el("div", { class: "sliders", role: "group", "aria-label": "Other parameters" });
  const rest = scene.controls.slice(SHOWN);
  const set = settings();
  sliders.append(...scene.controls.slice(0, SHOWN).map(slider));
  const restFold = el(
    "details",
    { class: "fold" },
    el("summary", { text: `${rest.length} more that matter` }),
    el("div", { class: "sliders" }, rest.map(slider)),
  );
  root.replaceChildren(
    el("div", { class: "moved" }, none, chips, all),
    section("What if", what.node),
    section(
      "Parameters that matter most",
      el("p", {
        class: "faint",
        text: "The hill is the range that the evidence leaves open; the tick is its median. A slider fixes the value.",
      }),
      sliders,
      rest.length ? restFold : null,
    ),
    section("Any other parameter", search(more), more),
    el(
      "details",
      { class: "fold" },
      el("summary", { text: "Mediators, agenda, calendar" }),
      el("div", { class: "settings" }, set.rows),
    ),
  );

  const show = () => {
    const items = [
      ...state.what_ifs.map((name) => ({ name })),
      ...Object.entries(state.set).map(([key, value]) => ({ key, value })),
    ];
    keyed(
      chips,
      items,
      ({ name, key }) => name ?? key,
      chip,
      (node, item) => node.show(item),
    );
    none.hidden = moved();
    all.hidden = !moved();
    say(count, items.length ? `${items.length} moved` : "");
    what.show();
    set.show();
    for (const row of root.querySelectorAll(".control")) row.show();
    found(more);
  };
  show();
  return show;
}

const section = (title, ...parts) => el("section", { class: "move-part" }, el("h3", { text: title }), ...parts);

function chip({ name, key }) {
  const text = el("span");
  const remove = el("button", { type: "button", text: "×", on: { click: () => (name ? toggle(name) : clear(key)) } });
  const node = el("li", { class: "chip" }, text, remove);
  node.show = ({ value }) => {
    const said = name ? whatIfTitle(name) : setWords(key, value, valueWords(key, value));
    say(text, said);
    remove.setAttribute("aria-label", `remove ${said}`);
  };
  return node;
}

function whatIfs() {
  const inputs = scene.what_ifs.map(({ name, title, short }) => {
    const id = fresh("whatif");
    const input = el("input", { type: "checkbox", role: "switch", id, on: { change: () => toggle(name) } });
    return { name, input, row: el("div", { class: "switch" }, input, el("label", { for: id, text: short, title })) };
  });
  const rows = inputs.map(({ row }) => row);
  const rest = rows.slice(SWITCHES);
  const more = rest.length
    ? el(
        "details",
        { class: "fold" },
        el("summary", { text: `${rest.length} more` }),
        el("div", { class: "switches" }, rest),
      )
    : null;
  return {
    node: rows.length
      ? el("div", {}, el("div", { class: "switches" }, rows.slice(0, SWITCHES)), more)
      : el("p", { class: "faint", text: "No what-if comes with this case." }),
    show: () => inputs.forEach(({ name, input }) => void (input.checked = state.what_ifs.includes(name))),
  };
}

const rowOf = (key) => [...document.querySelectorAll(".control")].find((row) => row.dataset.parameter === key);

/** Add sliders for what the address moves and the panel does not show. */
async function found(more) {
  const shown = new Set([...document.querySelectorAll(".control")].map((row) => row.dataset.parameter));
  for (const key of Object.keys(state.set)) {
    if (shown.has(key) || settingTitle(key)) continue;
    if (!control(key)) {
      const { parameters } = await get(`/api/parameters?q=${encodeURIComponent(key)}`).catch(() => ({
        parameters: [],
      }));
      parameters.forEach(know);
    }
    const known = control(key);
    if (known && !rowOf(key)) more.append(slider(known));
  }
}

function search(more) {
  const id = fresh("search");
  const list = el("ul", { class: "found" });
  const note = el("p", { class: "faint", role: "status" });
  let timer = 0;
  let last = "";
  const look = async () => {
    const asked = input.value.trim();
    last = asked;
    if (!asked) return (list.replaceChildren(), say(note, ""));
    const { parameters } = await get(`/api/parameters?q=${encodeURIComponent(asked)}`).catch(
      (error) => (say(note, error.message), { parameters: [] }),
    );
    if (asked !== last) return undefined;
    parameters.forEach(know);
    say(note, parameters.length ? `${parameters.length} found` : `No parameter has “${asked}” in its name.`);
    list.replaceChildren(
      ...parameters.map((each) =>
        el(
          "li",
          {},
          el("button", {
            type: "button",
            class: "quiet",
            text: each.title,
            title: each.key,
            on: { click: () => add(each) },
          }),
        ),
      ),
    );
    return undefined;
  };
  const add = (each) => {
    let row = rowOf(each.key);
    if (!row) more.append((row = slider(each)));
    row.closest("details.fold")?.setAttribute("open", "");
    row.querySelector("input").focus();
  };
  const input = el("input", {
    type: "search",
    id,
    autocomplete: "off",
    placeholder: "trust, waiting, weight …",
    on: {
      input: () => {
        clearTimeout(timer);
        timer = setTimeout(look, 150);
      },
    },
  });
  return el(
    "div",
    { class: "search" },
    el("label", { for: id, class: "hidden", text: "Search any other parameter" }),
    input,
    note,
    list,
  );
}
