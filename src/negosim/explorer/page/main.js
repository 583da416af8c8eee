// The page: opens the case, plays what is moved, and shows it.

import { get } from "./api.js";
import { ask } from "./ask.js";
import { el, runs as counted, say, whole } from "./dom.js";
import { mark } from "./evidence.js";
import { keep } from "./keep.js";
import { movePanel } from "./move.js";
import { leftOut } from "./known.js";
import { Playing } from "./playing.js";
import { propose } from "./propose.js";
import { open, scene } from "./scene.js";
import { see } from "./see.js";
import { TABS, change, load, moved, state, view, watch } from "./state.js";

const at = (id) => document.getElementById(id);
const TITLES = { see: "See", ask: "Ask", propose: "Propose", keep: "Keep" };

/** What went wrong, where one looks. */
function fail(error) {
  at("problems").hidden = false;
  at("problems").replaceChildren(el("p", { text: error.message }));
  say(at("status"), "Not played.");
  at("panel-see").removeAttribute("aria-busy");
}

function tell(done, of) {
  const bar = at("status-bar");
  bar.value = done ? done / state.runs : 0;
  bar.classList.toggle("busy", of !== null);
  if (done) at("problems").hidden = true;
  if (done) say(at("status"), of ? `${counted(done)} in; playing ${whole(of)} …` : `${counted(done)} in.`);
}

function tabs() {
  const buttons = TABS.map((name, k) =>
    el("button", {
      type: "button",
      role: "tab",
      id: `tab-${name}`,
      "aria-controls": `panel-${name}`,
      text: TITLES[name],
      on: {
        click: () => change({ tab: name }),
        keydown: (event) => {
          const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
          if (!step) return;
          event.preventDefault();
          const next = TABS[(k + step + TABS.length) % TABS.length];
          change({ tab: next });
          at(`tab-${next}`).focus();
        },
      },
    }),
  );
  at("tabs").replaceChildren(...buttons);
}

function showTab() {
  for (const name of TABS) {
    const on = name === state.tab;
    at(`panel-${name}`).hidden = !on;
    at(`tab-${name}`).setAttribute("aria-selected", String(on));
    at(`tab-${name}`).tabIndex = on ? 0 : -1;
  }
}

function head() {
  document.title = `${scene.title} – negosim explorer`;
  say(at("case-title"), scene.title);
  const names = scene.parties.map(({ title }) => title);
  say(
    at("case-sentence"),
    `Simulated talks between ${names.join(" and ")}, played thousands of times from reported positions. Move an assumption at left and see how the talks would end. Conditional on the assumptions; not a prediction.`,
  );
  say(at("foot"), `negosim ${scene.version}, ${scene.name}, seed ${state.seed ?? scene.engine_seed}. ${basis()}`);
  const narrow = matchMedia("(max-width: 860px)");
  if (narrow.matches) at("move-fold").open = false;
}

function basis() {
  const { claims, distinct_claims: coded, conventions, assumptions } = scene.evidence ?? {};
  return claims === undefined
    ? ""
    : `Parameters: ${claims} on ${coded} claims, ${conventions} on conventions of the codebook, ${assumptions} on assumptions.`;
}

/** The figures of what is moved; with A pinned, those of A beside them. */
class Sight {
  constructor() {
    this.pairs = [];
  }

  build() {
    const pick = (what) => change({ ask: what, tab: "ask", run: null, round: null });
    const take = (levels) => change({ levels, tab: "propose" });
    const choose = (axis, value) => change(axis === "x" ? { x: value } : { y: value });
    const options = { pick, propose: take, choose };
    this.main = see({
      ...options,
      base: state.against ? "A" : "unmoved",
      title: state.against ? "B: what is moved now" : "",
    });
    this.other = state.against ? see({ ...options, title: "A: pinned" }) : null;
    at("panel-see").replaceChildren(
      el("div", { class: state.against ? "sides two" : "sides" }, this.other?.root ?? "", this.main.root),
    );
    this.playing?.running?.abort();
    this.pinned?.running?.abort();
    const begin = () => {
      say(at("status"), "Playing …");
      at("panel-see").setAttribute("aria-busy", "true"); // its figures are of the question before
    };
    this.playing = new Playing({ begin, show: (result, last) => this.show(result, last), tell, fail });
    this.pinned =
      this.other &&
      new Playing({ show: (result) => this.other.show(result, moved(state.against)), tell: () => {}, fail });
  }

  show(result, last) {
    const began = performance.now();
    at("panel-see").removeAttribute("aria-busy");
    this.main.show(result, moved() || Boolean(state.against));
    Object.assign(document.documentElement.dataset, {
      runs: result.runs,
      drawMs: (performance.now() - began).toFixed(0),
    });
    if (state.x === null || state.y === null) Object.assign(state, { x: result.landscape.x, y: result.landscape.y });
    if (last) this.pinned?.ask({ view: state.against, x: state.x, y: state.y, runs: state.runs }, { now: true });
  }

  play(now = false) {
    const question = { view: view(), x: state.x ?? undefined, y: state.y ?? undefined, runs: state.runs };
    if (state.against) question.against = state.against;
    delete document.documentElement.dataset.runs;
    this.playing.ask(question, { now });
  }

  again() {
    this.main.again();
    this.other?.again();
  }
}

/** Take the state from the address; what the case does not have of it is told. */
function arrive() {
  const left = load();
  if (!left.length) return;
  at("left-out").hidden = false;
  say(at("left-out"), leftOut(left));
}

async function start() {
  try {
    open(await get("/api/case"));
  } catch (error) {
    say(at("case-sentence"), "");
    fail(error);
    return;
  }
  arrive();
  head();
  tabs();
  const sight = new Sight();
  sight.build();
  const panels = { ask: ask(at("panel-ask")), propose: propose(at("panel-propose")), keep: keep(at("panel-keep")) };
  const showMoves = movePanel(at("move"), at("move-count"));
  showTab();
  watch((changed) => {
    const has = (...keys) => keys.some((key) => changed.has(key));
    showMoves();
    if (has("set")) mark();
    if (has("set", "what_ifs")) at("left-out").hidden = true;
    if (has("against")) sight.build();
    if (has("set", "what_ifs", "seed", "runs", "against", "x", "y")) sight.play();
    if (has("tab")) showTab();
    if (has("tab") && state.tab === "see") sight.again();
    for (const panel of Object.values(panels)) panel.changed(changed);
  });
  addEventListener("popstate", arrive);
  addEventListener("hashchange", arrive);
  sight.play(true);
  for (const panel of Object.values(panels)) panel.changed(new Set(Object.keys(state)));
}

start();
