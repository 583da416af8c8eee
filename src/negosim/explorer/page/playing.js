// Playing a view: 200 runs, then 1,000, then 5,000. The latest question wins; answers to older ones are dropped.

import { post } from "./api.js";
import { STAGES } from "./state.js";

const WAIT = 70; // ms without a move before the talks are played: one drag is one question
const LONGEST = 450; // ms after which a drag is answered although it goes on

let asked = 0;

export class Playing {
  /** `show(result, last)` draws, `tell(runs, of)` reports progress, `fail(error)` says what went wrong. */
  constructor({ show, tell, fail }) {
    Object.assign(this, { show, tell, fail, running: null, timer: 0, first: 0 });
  }

  /** Ask for a view; what is still under way for an older one is given up. */
  ask(question, { now = false } = {}) {
    const time = performance.now();
    this.first ||= time;
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
    try {
      for (const stage of STAGES.filter((each) => each <= runs)) {
        const request = ++asked;
        this.tell(null, stage);
        const body = { request, view, runs: stage, x, y };
        if (against) body.against = against;
        const result = await post("/api/simulate", body, running.signal);
        if (running.signal.aborted || this.running !== running) return;
        if (result.request !== request) continue;
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
