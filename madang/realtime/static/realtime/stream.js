// One stream of server-sent events that comes back by itself. Runs in the shared worker, and in a page where there
// is none. What the server says is described in madang/realtime/stream.py.

/**
 * @typedef {{tickets: number[], kinds: string[], spread: number}} Hint
 * @typedef {{id: number, name: string, typing: boolean}} Person
 * @typedef {"hello" | "hint" | "reload" | "presence" | "told" | "signed-out" | "offline"} Name
 * @typedef {(name: Name, data: any, last: number | null) => void} Heard
 */

const PAUSES = [300, 1000, 2000, 4000, 8000, 15000, 30000];
const SILENCE = 40_000; // the server says something every 15 seconds
const LOOK_EVERY = 5_000;
const QUIET_FOR = 2_000; // a restart of the server is no news
const EVENTS = ["hello", "hint", "reload", "presence", "told", "beat", "signed-out"];

export class Stream {
  /** @type {EventSource | null} */ #source = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */ #retry;
  /** @type {ReturnType<typeof setTimeout> | undefined} */ #quiet;
  /** @type {ReturnType<typeof setInterval> | undefined} */ #watch;
  #failures = 0;
  #heardAt = 0;
  #online = false;
  #offline = false;
  #open = false;

  /**
   * @param {string} address
   * @param {Heard} heard called with everything that arrives, and with `offline` when the line has been down
   */
  constructor(address, heard) {
    this.address = address;
    this.heard = heard;
    /** @type {number | null} the last event that we were told of */
    this.last = null;
    globalThis.addEventListener("online", () => this.#open && !this.#source && this.#connect());
  }

  get isOpen() {
    return this.#open;
  }

  /** Whether the server is heard. For a moment after the line broke, neither this nor `isOffline`. */
  get isOnline() {
    return this.#online;
  }

  get isOffline() {
    return this.#offline;
  }

  /** Begin, after the event `last` when nothing newer is known. */
  start(last = null) {
    this.last ??= last;
    if (this.#open) return;
    this.#open = true;
    this.#failures = 0;
    this.#watch = setInterval(() => this.#look(), LOOK_EVERY);
    this.#connect();
  }

  stop() {
    this.#open = false;
    this.#online = false;
    this.#offline = false;
    clearInterval(this.#watch);
    clearTimeout(this.#retry);
    clearTimeout(this.#quiet);
    this.#quiet = undefined;
    this.#close();
  }

  #connect() {
    clearTimeout(this.#retry);
    this.#close();
    this.#heardAt = Date.now();
    const source = new EventSource(this.last === null ? this.address : `${this.address}?last=${this.last}`);
    this.#source = source;
    for (const name of EVENTS) source.addEventListener(name, (event) => this.#arrived(source, name, event));
    source.addEventListener("error", () => this.#failed(source));
  }

  #close() {
    this.#source?.close();
    this.#source = null;
  }

  /** @param {EventSource} source @param {string} name @param {MessageEvent} event */
  #arrived(source, name, event) {
    if (source !== this.#source) return;
    this.#heardAt = Date.now();
    if (event.lastEventId) this.last = Number(event.lastEventId);
    if (name === "beat") return;
    if (name === "hello") {
      this.#failures = 0;
      this.#online = true;
      this.#offline = false;
      clearTimeout(this.#quiet);
      this.#quiet = undefined;
    }
    if (name === "signed-out") this.stop();
    this.heard(/** @type {Name} */ (name), JSON.parse(event.data || "{}"), this.last);
  }

  /** @param {EventSource} source */
  async #failed(source) {
    if (source !== this.#source) return;
    const refused = source.readyState === EventSource.CLOSED;
    this.#close();
    this.#online = false;
    this.#quiet ??= setTimeout(() => this.#sayOffline(), QUIET_FOR);
    const pause = PAUSES[Math.min(this.#failures, PAUSES.length - 1)];
    this.#failures += 1;
    this.#retry = setTimeout(() => this.#open && this.#connect(), pause * (0.7 + Math.random() * 0.6));
    if (refused && (await this.#isSignedOut()) && this.#open) {
      this.stop();
      this.heard("signed-out", { because: "session" }, this.last);
    }
  }

  /** An EventSource doesn't tell why it was refused. */
  async #isSignedOut() {
    try {
      return (await fetch(this.address, { method: "HEAD", credentials: "same-origin" })).status === 401;
    } catch {
      return false;
    }
  }

  #sayOffline() {
    this.#offline = true;
    this.heard("offline", {}, this.last);
  }

  /** A line can be dead without saying so, after a laptop slept for one. */
  #look() {
    if (this.#source && Date.now() - this.#heardAt > SILENCE) this.#failed(this.#source);
  }
}
