// What is chosen rather than drawn: styles of mediators, who takes part, the agenda, the calendar.

import { clear } from "./controls.js";
import { el, fresh, number } from "./dom.js";
import { scene } from "./scene.js";
import { change, state } from "./state.js";

const put = (key, value, of) => (value === of ? clear(key) : change({ set: { ...state.set, [key]: value } }));

const MAKE = {
  choice(setting, id) {
    const values = setting.options.map(({ value }) => value);
    const select = el("select", { id }, setting.options.map(({ value, title }, k) => el("option", { value: String(k), text: title ?? String(value) })));
    select.addEventListener("change", () => put(setting.key, values[Number(select.value)], setting.value));
    return { node: select, put: (value) => void (select.value = String(values.findIndex((each) => JSON.stringify(each) === JSON.stringify(value)))) };
  },
  number(setting, id) {
    const input = el("input", { type: "number", id, min: String(setting.low ?? ""), max: String(setting.high ?? ""), step: String(setting.step ?? "any") });
    input.addEventListener("change", () => {
      if (input.value === "" || !input.checkValidity()) input.reportValidity();
      else put(setting.key, Number(input.value), setting.value);
    });
    return { node: input, put: (value) => void (input.value = String(value)) };
  },
  switch(setting, id) {
    const input = el("input", { type: "checkbox", role: "switch", id });
    input.addEventListener("change", () => put(setting.key, input.checked, setting.value));
    return { node: input, put: (value) => void (input.checked = Boolean(value)) };
  },
};

/** The settings as rows; `show()` brings them in line with the state. */
export function settings() {
  const rows = scene.settings.filter(({ kind }) => MAKE[kind]).map((setting) => {
    const id = fresh("setting");
    const { node, put: show } = MAKE[setting.kind](setting, id);
    const reset = el("button", { type: "button", class: "quiet reset", text: "reset", "aria-label": `reset ${setting.title}`, on: { click: () => { clear(setting.key); node.focus(); } } });
    const row = el("div", { class: `setting setting-${setting.kind}` }, el("label", { for: id, text: setting.title }), node, reset);
    row.show = () => {
      const set = Object.hasOwn(state.set, setting.key);
      show(set ? state.set[setting.key] : setting.value);
      row.classList.toggle("moved", set);
      reset.disabled = !set;
    };
    row.show();
    return row;
  });
  return { rows, show: () => rows.forEach((row) => row.show()) };
}

/** The value of a key that is moved, in words. */
export function valueWords(key, value) {
  const setting = scene.settings.find((each) => each.key === key);
  const option = setting?.options?.find((each) => JSON.stringify(each.value) === JSON.stringify(value));
  if (option) return option.title ?? String(option.value);
  if (typeof value === "boolean") return value ? "yes" : "no";
  return number(value);
}
