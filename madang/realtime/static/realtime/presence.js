// Says which ticket this page shows and whether somebody types on it, and shows who else does.
//
// The page marks it up:
//   <article data-live-ticket="10482">          the ticket that is shown
//   <form data-live-typing>                      typing in here is typing on it
//   <p data-live-people hidden
//      data-words-viewing="# is looking at this" data-words-typing="# is typing">

import { csrfToken } from "../ui/js/send.js";

const AGAIN = 15_000; // the server forgets after 30 seconds
const TYPING_AGAIN = 3_000; // and who types after 6
const TYPED = 5_000;

const tab = crypto.randomUUID?.() ?? String(Math.random()).slice(2);
let address = "";
/** @type {string | null} */
let shown = null;
let typedAt = 0;
let saidTypingAt = 0;

/** @param {string} ticket @param {"viewing" | "typing" | "left"} state */
function say(ticket, state) {
  if (document.documentElement.dataset.live === "signed-out") return;
  fetch(address, {
    method: "POST",
    headers: { "X-CSRFToken": csrfToken() },
    body: new URLSearchParams({ ticket, state, tab }),
    credentials: "same-origin",
    keepalive: true,
  }).catch(() => {}); // it is said again soon
}

function sayAgain() {
  if (shown && !document.hidden) say(shown, Date.now() - typedAt < TYPED ? "typing" : "viewing");
}

/** Looks at which ticket the page shows now; tells when it is another. */
function look() {
  const found = document.querySelector("[data-live-ticket]");
  const now = document.hidden ? null : found?.getAttribute("data-live-ticket") || null;
  if (now === shown) return;
  if (shown) say(shown, "left");
  shown = now;
  typedAt = 0;
  if (shown) say(shown, "viewing");
}

/** @param {Event} event */
function typed(event) {
  const byHand = event.isTrusted && event.target instanceof Element; // a draft that is put back is not typed
  if (!byHand || !event.target.closest("[data-live-typing]")) return;
  typedAt = Date.now();
  if (!shown || typedAt - saidTypingAt < TYPING_AGAIN) return;
  saidTypingAt = typedAt;
  say(shown, "typing");
}

/** What was written is sent, so nobody types any more. @param {Event} event */
function sent(event) {
  if (!(event.target instanceof Element) || !event.target.closest("[data-live-typing]")) return;
  typedAt = 0;
  saidTypingAt = 0;
  sayAgain();
}

/** @param {{ticket: number, people: import("./stream.js").Person[]}} detail */
function show({ ticket, people }) {
  if (String(ticket) !== shown) return;
  for (const place of document.querySelectorAll("[data-live-people]")) {
    const { wordsViewing = "#", wordsTyping = "#" } = /** @type {HTMLElement} */ (place).dataset;
    const parts = [
      [wordsTyping, people.filter((person) => person.typing)],
      [wordsViewing, people.filter((person) => !person.typing)],
    ].filter(([, some]) => some.length);
    const list = new Intl.ListFormat(document.documentElement.lang || "en");
    const text = parts.map(([words, some]) => words.replace("#", () => list.format(some.map((one) => one.name)))).join(" · ");
    if (place.textContent !== text) place.textContent = text;
    place.toggleAttribute("hidden", !text);
    place.toggleAttribute("data-typing", people.some((person) => person.typing));
  }
}

/** @param {string} to the address that signs are posted to */
export function attend(to) {
  address = to;
  look();
  setInterval(sayAgain, AGAIN);
  document.addEventListener("input", typed, { passive: true });
  document.addEventListener("submit", sent, { passive: true });
  document.addEventListener("visibilitychange", look);
  new MutationObserver(look).observe(document.body, { childList: true, subtree: true });
  document.addEventListener("madang:online", sayAgain);
  document.addEventListener("madang:presence", (event) => show(/** @type {CustomEvent} */ (event).detail));
  addEventListener("pagehide", () => {
    if (shown) say(shown, "left");
    shown = null;
  });
  addEventListener("pageshow", look);
}
