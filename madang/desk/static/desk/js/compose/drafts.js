// A draft is kept by the desk on every pause; what could not be kept is tried again until it is. Until then the tab
// remembers it: a page that is loaded anew may be made before the desk has heard of the last words.

import { call, Refused } from "./calls.js";

const PAUSE = 700;
const AGAIN = 3000;

/** What the tab remembers of a draft that the desk doesn't have yet, since something was last blacked out. */
export function remembered(author, address, visibility, blackedOut = "0") {
  const usual = `madang.draft ${author} ${address} ${visibility}`;
  const name = Number(blackedOut) ? `${usual} ${blackedOut}` : usual;
  // What was remembered before something was blacked out may hold just that.
  for (let older = 0; older < Number(blackedOut); older += 1) forget(older ? `${usual} ${older}` : usual);
  return {
    words: () => sessionStorage.getItem(name),
    whom: () => JSON.parse(sessionStorage.getItem(`${name} whom`) || "null"),
    remember: (html, whom = "") => {
      sessionStorage.setItem(name, html);
      if (whom) sessionStorage.setItem(`${name} whom`, whom);
      else sessionStorage.removeItem(`${name} whom`);
    },
    forget: () => forget(name),
  };
}

function forget(name) {
  sessionStorage.removeItem(name);
  sessionStorage.removeItem(`${name} whom`);
}

/**
 * @param {object} of
 * @param {string} of.address where it is kept
 * @param {string} of.visibility
 * @param {string} of.drafted what the desk has
 * @param {ReturnType<typeof remembered>} of.tab
 * @param {() => string} of.html what is written now
 * @param {{values: () => Record<string, string | string[]>, state: () => string} | null} of.recipients of a reply
 * @param {string} [of.blackedOut] how often something in the ticket was blacked out when the page was made
 * @param {string[]} [of.stale] the tickets whose pages show it
 * @param {(state: "" | "saving" | "saved" | "unsaved", words?: string) => void} of.say `words`: why it is refused
 */
export function makeDraft({ address, visibility, drafted, tab, html, recipients, say, blackedOut = "", stale = [address.split("/")[3]] }) {
  let timer = 0;
  let kept = tab.words() === null ? html() : drafted;
  const whom = () => recipients?.state() ?? "";
  let keptWhom = tab.words() === null ? whom() : null; // what the desk has; null: not known
  let running = Promise.resolve();
  let seen = blackedOut;

  async function save() {
    clearTimeout(timer);
    const now = html();
    const nowWhom = whom();
    if (now === kept && nowWhom === keptWhom) return;
    say("saving");
    try {
      await call(address, { visibility, html: now, ...(seen && { blacked_out: seen }), ...recipients?.values() });
      kept = now;
      keptWhom = nowWhom;
      if (html() === now && whom() === nowWhom) tab.forget();
      document.dispatchEvent(new CustomEvent("desk:stale", { detail: { numbers: stale } }));
      say(html() === now ? "saved" : "");
    } catch (error) {
      const refused = error instanceof Refused && error.status < 500;
      if (refused && "blacked_out" in error.answer) {
        // The author is told, and decides: what they write from here on is kept.
        seen = String(error.answer.blacked_out);
        tab.forget();
      }
      say(refused ? "" : "unsaved", refused ? error.message : "");
      if (!refused) timer = window.setTimeout(later, AGAIN);
    }
  }

  function later() {
    running = running.then(save);
    return running;
  }

  if (tab.words() !== null) timer = window.setTimeout(later, PAUSE);
  return {
    changed: () => {
      clearTimeout(timer);
      say("");
      tab.remember(html(), whom());
      timer = window.setTimeout(later, PAUSE);
    },
    /** Let what is on its way arrive: a draft that came after the message would be written once more. */
    settle: () => {
      clearTimeout(timer);
      return running;
    },
    flush: later,
    sent: () => {
      kept = "";
      keptWhom = "";
      tab.forget();
    },
    /** Keep what is there although the page goes away; nothing is waited for. */
    leave: () => {
      clearTimeout(timer);
      if (html() !== kept || whom() !== keptWhom) save();
    },
  };
}
