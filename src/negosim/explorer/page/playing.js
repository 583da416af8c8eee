// Playing a view: 200 runs, then 1,000, then 5,000; where the machine is quick, 1,000 at once. The latest question wins;
// answers to older ones are dropped.

import { post } from "./api.js";
import { STAGES } from "./state.js";

const WAIT = 70; // ms without a move before the talks are played: one drag is one question
const LONGEST = 450; // ms after which a drag is answered although it goes on

const QUICK = 900; // ms within which 1,000 runs are there: then nobody needs to see 200 first

let asked = 0;
let quick = false;

export class Playing {
  /** `begin()` hears of a question, `show(result, last)` draws, `tell(runs, of)` reports progress, `fail(error)` errors. */
  constructor({ begin = () => {}, show, tell, fail }) {
    Object.assign(this, { begin, show, tell, fail, running: null, timer: 0, first: 0 });
  }

  /** Ask for a view; what is still under way for an older one is given up. */
  ask(question, { now = false } = {}) {
    const time = performance.now();
    this.first ||= time;
    this.begin();
    this.running?.abort();
    clearTimeout(this.timer);
    const wait = now ? 0 : Math.min(WAIT, Math.max(0, this.first + LONGEST - time));
    this.timer = setTimeout(() => {
      this.first = 0;
      this.#play(question);
    }, wait);
  }

  async #play({ view, against, x, y, runs }) {
    const running = new AbortController();
    this.running = running;
    const began = performance.now();
    const stages = STAGES.filter((each) => each <= runs);
    if (quick && stages.length > 1) stages.shift();
    try {
      for (const stage of stages) {
        const request = ++asked;
        this.tell(null, stage);
        const body = { request, view, runs: stage, x, y };
        if (against) body.against = against;
        const result = await post("/api/simulate", body, running.signal);
        if (running.signal.aborted || this.running !== running) return;
        if (result.request !== request) continue;
        if (stage === STAGES[1]) quick = performance.now() - began < QUICK;
        const last = stage === runs;
        this.show(result, last);
        this.tell(result.runs, last ? null : runs);
        if (!last) await painted();
      }
    } catch (error) {
      if (error.name !== "AbortError" && this.running === running) this.fail(error);
    }
  }
}

/** Wait until the browser has painted. */
const painted = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
