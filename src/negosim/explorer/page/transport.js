// Step, play, pause and speed: by mouse and by keyboard.

import { el, fresh, say } from "./dom.js";

const SPEEDS = [
  [1500, "slow"],
  [700, "normal"],
  [250, "fast"],
];

/** Controls over steps, off until `reset`; `moved(k)` is called at each step, `name(k)` says where one is. */
export function transport({ moved, name }) {
  let [at, count, timer] = [0, 0, 0];
  const id = fresh("transport");
  const icon = (text, label, act) =>
    el("button", { type: "button", class: "icon", "aria-label": label, title: label, text, on: { click: act } });
  const play = icon("▶", "play", () => (timer ? pause() : start()));
  const place = el("output", { for: id, class: "place" });
  const input = el("input", {
    type: "range",
    id,
    min: "0",
    step: "1",
    "aria-label": "Round",
    on: { input: () => (pause(), go(Number(input.value))) },
  });
  const speed = el(
    "select",
    { id: `${id}-speed`, on: { change: () => timer && (pause(), start()) } },
    SPEEDS.map(([wait, text]) => el("option", { value: String(wait), text })),
  );
  speed.value = "700";
  const back = icon("◀|", "one round back", () => (pause(), go(at - 1)));
  const on = icon("|▶", "one round on", () => (pause(), go(at + 1)));
  const root = el(
    "div",
    {
      class: "transport",
      role: "group",
      "aria-label": "Player: arrow keys step, space plays and pauses",
      tabindex: "0",
      on: { keydown: key },
    },
    icon("⏮", "to the first round", () => (pause(), go(0))),
    back,
    play,
    on,
    icon("⏭", "to the last round", () => (pause(), go(count - 1))),
    input,
    place,
    el("label", { class: "speed", for: `${id}-speed`, text: "speed" }),
    speed,
  );

  const disable = (off) => {
    for (const part of root.querySelectorAll("button, input")) part.disabled = off;
  };
  disable(true); // until there are steps

  function go(next) {
    if (!count) return;
    at = Math.max(0, Math.min(count - 1, next));
    input.value = String(at);
    input.setAttribute("aria-valuetext", name(at));
    say(place, name(at));
    moved(at);
    if (at === count - 1) pause();
  }

  function start() {
    if (!count) return;
    if (at === count - 1) go(0);
    say(play, "❚❚");
    play.setAttribute("aria-label", "pause");
    timer = setInterval(() => (root.isConnected && root.offsetParent ? go(at + 1) : pause()), Number(speed.value));
  }

  function pause() {
    clearInterval(timer);
    timer = 0;
    say(play, "▶");
    play.setAttribute("aria-label", "play");
  }

  function key(event) {
    if (event.target.tagName === "SELECT" || event.altKey || event.ctrlKey || event.metaKey) return;
    const slider = event.target === input;
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (step && !slider) (pause(), go(at + step));
    else if (event.key === " " && event.target.tagName !== "BUTTON") timer ? pause() : start();
    else if (event.key === "Home" && !slider) (pause(), go(0));
    else if (event.key === "End" && !slider) (pause(), go(count - 1));
    else return;
    event.preventDefault();
  }

  return {
    root,
    pause,
    get at() {
      return at;
    },
    /** Begin with a number of steps at one of them. */
    reset(steps, first) {
      pause();
      count = Math.max(1, steps);
      disable(false);
      input.max = String(count - 1);
      go(first);
    },
    go: (k) => (pause(), go(k)),
  };
}
