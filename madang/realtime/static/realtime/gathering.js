// Gathers hints: the first is passed on at once, those that follow within a second together, and a hidden page
// hears of all of them when it is looked at again.

/** @typedef {{tickets: number[], kinds: string[], everything: boolean}} Gathered */

const TOGETHER = 1_000;
const MOST = 200; // more tickets than that are asked for as a whole

export class Gathering {
  #tickets = new Set();
  #kinds = new Set();
  #everything = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */ #pause;

  /** @param {(gathered: Gathered) => void} pass */
  constructor(pass) {
    this.pass = pass;
    document.addEventListener("visibilitychange", () => this.#passOn());
  }

  /** @param {import("./stream.js").Hint} hint */
  add({ tickets, kinds }) {
    tickets.forEach((ticket) => this.#tickets.add(ticket));
    kinds.forEach((kind) => this.#kinds.add(kind));
    if (this.#tickets.size > MOST) this.#everything = true;
    this.#passOn();
  }

  /** What happened isn't known; everything may have changed. */
  addEverything() {
    this.#everything = true;
    this.#passOn();
  }

  #passOn() {
    if (this.#pause || document.hidden || !(this.#everything || this.#kinds.size)) return;
    const gathered = {
      tickets: this.#everything ? [] : [...this.#tickets],
      kinds: [...this.#kinds],
      everything: this.#everything,
    };
    this.#tickets.clear();
    this.#kinds.clear();
    this.#everything = false;
    this.#pause = setTimeout(() => {
      this.#pause = undefined;
      this.#passOn();
    }, TOGETHER);
    this.pass(gathered);
  }
}
