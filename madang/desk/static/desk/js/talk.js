// The conversation: it opens at the newest message and stays there while mails find their height; earlier ones on demand.
// Who was reading further up is there again when the page is loaded anew.

import { ask } from "../../ui/js/send.js";

const PLACE = "madang:place";

let following = false; // until somebody scrolls, the newest message stays in view
let kept = null; // the message that somebody was reading when the page was left, and how far from the top it was

const talk = () => document.getElementById("talk");

/** Show the newest message from its beginning, or the end when it is short. */
export function toNewest() {
  const place = talk();
  const last = place?.querySelector(".msg:last-of-type");
  if (!place || !last) return;
  const end = place.scrollHeight - place.clientHeight;
  const top = last.offsetTop - place.offsetTop - 12;
  place.scrollTop = Math.min(end, top);
}

/** Show what somebody was reading before. */
function toKept() {
  const message = document.getElementById(kept.message);
  if (!message) return toNewest();
  talk().scrollTop = message.offsetTop - talk().offsetTop + kept.within;
}

const grown = new ResizeObserver(() => following && (kept ? toKept() : toNewest()));

/** Remember what is read, as long as this tab is there; at the newest message nothing needs to be. */
function remember({ target }) {
  if (target.id !== "talk" || following) return;
  const top = target.offsetTop + target.scrollTop;
  const messages = [...target.querySelectorAll(".msg")];
  const read = messages.find((one) => one.offsetTop + one.offsetHeight > top);
  if (!read || read === messages.at(-1)) sessionStorage.removeItem(PLACE);
  else sessionStorage.setItem(PLACE, JSON.stringify({ path: location.pathname, message: read.id, within: top - read.offsetTop }));
}

/** What was read here before the page was loaded anew; null when it was opened as any other, or is not there. */
function left() {
  if (performance.getEntriesByType("navigation")[0]?.type === "navigate") return null;
  const found = JSON.parse(sessionStorage.getItem(PLACE) ?? "null");
  return found?.path === location.pathname && document.getElementById(found.message) ? found : null;
}

function onOpened() {
  grown.disconnect();
  const messages = document.getElementById("messages");
  if (!messages) return;
  following = true;
  grown.observe(messages);
  grown.observe(talk()); // the composer below takes its height when it is ready
  if (kept) toKept();
  else toNewest();
}

async function loadEarlier(link) {
  following = false;
  const place = talk();
  const fromEnd = place.scrollHeight - place.scrollTop;
  const answer = await ask(link.href, { target: "messages" });
  const parsed = new DOMParser().parseFromString(await answer.text(), "text/html");
  const earlier = parsed.getElementById("messages");
  link.closest(".earlier").replaceWith(...earlier.childNodes);
  window.htmx.process(document.getElementById("messages"));
  place.scrollTop = place.scrollHeight - fromEnd;
  document.dispatchEvent(new CustomEvent("desk:messages"));
}

/** Put the ticket's events between its messages, or take them out. What somebody writes below stays untouched. */
async function toggleActivity(link) {
  const on = link.getAttribute("aria-pressed") !== "true";
  const number = document.getElementById("ticket").dataset.number;
  const answer = await ask(`/desk/tickets/${number}/messages/${on ? "?activity" : ""}`, { target: "talk" });
  window.htmx.swap(talk(), await answer.text(), { swapStyle: "innerHTML", swapDelay: 0, settleDelay: 0 });
  link.setAttribute("aria-pressed", String(on));
  history.replaceState(history.state, "", location.pathname + (on ? "?activity" : ""));
  onOpened();
}

export function keepTalk() {
  const stop = (event) => { if (event.target.closest?.("#talk")) following = false; };
  for (const kind of ["wheel", "touchmove", "pointerdown", "keydown"]) document.addEventListener(kind, stop, { passive: true });
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("[data-earlier], [data-activity]");
    if (!link) return;
    event.preventDefault();
    const done = link.matches("[data-earlier]") ? loadEarlier(link) : toggleActivity(link);
    done.catch(() => location.reload());
  });
  document.addEventListener("scroll", remember, { capture: true, passive: true });
  document.addEventListener("desk:opened", () => {
    kept = null;
    onOpened();
  });
  kept = left();
  onOpened();
}
