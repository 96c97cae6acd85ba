// Gathers hints: the first is passed on at once, those that follow within a second together, and a hidden page
// hears of all of them when it is looked at again. Where asking again takes long, the desk is busy, and more is
// gathered before the next time: fifty pages that ask for everything each second would keep it so. Where many
// pages are told, each waits for a moment of its own: all at once they would be in each other's way.

/** @typedef {{tickets: number[], kinds: string[], everything: boolean}} Gathered */

const TOGETHER = 1_000;
const SHARE = 8; // of the time, at most one part in so many is spent waiting for answers
const LONGEST = 5_000;
const MOST = 200; // more tickets than that are asked for as a whole

/** @param {number} milliseconds */
const after = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

export class Gathering {
  #tickets = new Set();
  #kinds = new Set();
  #everything = false;
  #isAsking = false;
  #spread = 0;

  /** @param {(gathered: Gathered) => Promise<unknown>} pass Ends when what the hints were about was asked for. */
  constructor(pass) {
    this.pass = pass;
    document.addEventListener("visibilitychange", () => this.#passOn());
  }

  /** @param {import("./stream.js").Hint} hint */
  add({ tickets, kinds, spread }) {
    this.#spread = spread;
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

  async #passOn() {
    if (this.#isAsking || document.hidden || !(this.#everything || this.#kinds.size)) return;
    this.#isAsking = true;
    if (this.#spread) await after(Math.random() * this.#spread);
    const began = performance.now();
    // A request that hangs must not keep the page old.
    await Promise.race([this.pass(this.#take()), after(LONGEST)]).catch(() => {});
    const taken = performance.now() - began;
    await after(Math.max(TOGETHER, Math.min(taken * SHARE, LONGEST)) - taken);
    this.#isAsking = false;
    this.#passOn();
  }

  #take() {
    const gathered = {
      tickets: this.#everything ? [] : [...this.#tickets],
      kinds: [...this.#kinds],
      everything: this.#everything,
    };
    this.#tickets.clear();
    this.#kinds.clear();
    this.#everything = false;
    return gathered;
  }
}
