// A draft is kept by the desk on every pause; what could not be kept is tried again until it is.

import { call } from "./calls.js";

const PAUSE = 700;
const AGAIN = 3000;

/**
 * @param {string} address
 * @param {string} visibility
 * @param {() => string} html
 * @param {(state: "saving" | "saved" | "unsaved") => void} say
 */
export function makeDraft(address, visibility, html, say) {
  let timer = 0;
  let kept = html();
  let running = Promise.resolve();

  async function save() {
    clearTimeout(timer);
    const now = html();
    if (now === kept) return;
    say("saving");
    try {
      await call(address, { visibility, html: now });
      kept = now;
      document.dispatchEvent(new CustomEvent("desk:stale", { detail: { numbers: [address.split("/")[3]] } }));
      say("saved");
    } catch (error) {
      say("unsaved");
      if (error instanceof TypeError) timer = window.setTimeout(later, AGAIN);
    }
  }

  function later() {
    running = running.then(save);
    return running;
  }

  return {
    changed: () => {
      clearTimeout(timer);
      timer = window.setTimeout(later, PAUSE);
    },
    save: later,
    sent: () => {
      clearTimeout(timer);
      kept = "";
    },
    /** Keep what is there although the page goes away. */
    leave: () => {
      if (html() === kept) return;
      clearTimeout(timer);
      later();
    },
  };
}
