// Keep what is seen: the address, A against B, files.

import { download } from "./api.js";
import { el, fresh, runs as counted, say } from "./dom.js";
import { scene, setWords, whatIfTitle } from "./scene.js";
import { valueWords } from "./settings.js";
import { STAGES, change, fragment, moved, state, view } from "./state.js";

const FILES = [
  ["csv", "Runs as CSV", "one row a run: how it ended, when, what was agreed, and every parameter as it was drawn"],
  ["parquet", "Runs as Parquet", "the same table, as negosim run writes it"],
  ["toml", "Scenario as TOML", "the whole scenario with what is moved, as a file of its own"],
  ["py", "Python script", "gives the same numbers"],
  ["report", "Report", "one HTML page to send"],
];

/** A view in words. */
export function viewWords(of) {
  if (!moved(of)) return "the case unmoved";
  return [
    ...of.what_ifs.map(whatIfTitle),
    ...Object.entries(of.set).map(([key, value]) => setWords(key, value, valueWords(key, value))),
  ].join("; ");
}

export function keep(root) {
  const address = el("input", {
    type: "text",
    id: fresh("address"),
    readonly: true,
    on: { focus: () => address.select() },
  });
  const copied = el("span", { class: "faint", role: "status" });
  const copy = el("button", { type: "button", text: "Copy", on: { click: copyAddress } });
  const pinned = el("p");
  const pin = el("button", {
    type: "button",
    class: "main",
    text: "Pin what is moved now as A",
    on: { click: () => change({ against: view(), tab: "see" }) },
  });
  const unpin = el("button", { type: "button", text: "Unpin A", on: { click: () => change({ against: null }) } });
  const swap = el("button", { type: "button", text: "Exchange A and B", on: { click: exchange } });
  const amount = el(
    "select",
    { id: fresh("runs"), on: { change: () => change({ runs: Number(amount.value) }) } },
    STAGES.map((each) => el("option", { value: String(each), text: counted(each) })),
  );
  const status = el("p", { class: "faint", role: "status" });
  const rows = FILES.map(([kind, title, about]) => {
    const button = el("button", { type: "button", text: title, on: { click: () => fetchFile(button, { kind }) } });
    return el("li", {}, button, el("span", { class: "faint", text: about }));
  });
  root.replaceChildren(
    el("h2", { text: "Keep what you found" }),
    el(
      "div",
      { class: "figures" },
      card(
        "The address holds the whole view",
        el("label", { for: address.id, class: "faint", text: "Whoever opens it sees the same." }),
        el("div", { class: "row nowrap" }, address, copy),
        copied,
      ),
      card(
        "A against B",
        el("p", {
          class: "faint",
          text: "Pin a view as A, move on, and see both side by side with differences run by run.",
        }),
        pinned,
        el("div", { class: "row" }, pin, swap, unpin),
      ),
      wideCard(
        "Files of what is moved now",
        el("div", { class: "row" }, el("label", { for: amount.id, text: "of" }), amount),
        el("ul", { class: "downloads" }, rows),
        el("p", {
          class: "faint",
          text: "Each figure under See is saved as SVG or PNG from “Numbers and files” below it.",
        }),
        figures(),
        status,
      ),
    ),
  );

  function figures() {
    if (!scene.figures?.length) return null;
    const named = el(
      "select",
      { id: fresh("figure") },
      scene.figures.map((each) => el("option", { value: each.name ?? each, text: each.title ?? each })),
    );
    const buttons = ["svg", "png"].map((format) => {
      const button = el("button", {
        type: "button",
        text: format.toUpperCase(),
        on: { click: () => fetchFile(button, { kind: "figure", name: named.value, format }) },
      });
      return button;
    });
    return el("div", { class: "row" }, el("label", { for: named.id, text: "Figures as in reports:" }), named, buttons);
  }

  async function fetchFile(button, what) {
    button.disabled = true;
    say(status, "Making the file …");
    try {
      say(status, `Saved ${await download({ view: view(), runs: state.runs, ...what })}.`);
    } catch (error) {
      say(status, error.message);
    } finally {
      button.disabled = false;
      button.focus();
    }
  }

  async function copyAddress() {
    address.select();
    const done = await (navigator.clipboard?.writeText(address.value) ?? Promise.reject()).then(
      () => true,
      () => document.execCommand("copy"),
    );
    say(copied, done ? "Copied." : "Press Ctrl-C to copy.");
  }

  function exchange() {
    const { set, what_ifs } = state.against;
    change({ against: view(), set, what_ifs });
  }

  return {
    changed() {
      const text = fragment();
      address.value = `${location.origin}${location.pathname}${text ? `#${text}` : ""}`;
      amount.value = String(state.runs);
      unpin.hidden = swap.hidden = !state.against;
      say(
        pinned,
        state.against ? `A: ${viewWords(state.against)}. B: ${viewWords(state)}.` : `Now: ${viewWords(state)}.`,
      );
    },
  };
}

const wideCard = (title, ...parts) => el("section", { class: "card wide" }, el("h3", { text: title }), ...parts);

const card = (title, ...parts) => el("section", { class: "card" }, el("h3", { text: title }), ...parts);
