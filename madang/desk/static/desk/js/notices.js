// The number of notices in the rail, kept true. What is new is said once, on whichever page is looked at; what is about
// the ticket on the screen counts as read.

import { ask } from "../../ui/js/send.js";
import { call } from "./compose/calls.js";

const TOLD = "madang.noticed";
const link = () => document.querySelector("[data-notices]");
const newest = () => Math.max(Number(sessionStorage.getItem(TOLD) ?? 0), Number(link()?.dataset.newest ?? 0));

/** @param {string} number */
export function putNumber(number) {
  const place = link();
  if (!place) return;
  const count = place.querySelector("[data-unread]");
  count.textContent = number;
  count.hidden = !number;
  place.setAttribute("aria-label", number ? `${place.dataset.words}, ${number}` : place.dataset.words);
  document.dispatchEvent(new CustomEvent("desk:noticed"));
}

/** Mark some as read, or as not read; gives nothing when the desk is out of reach: the next time says it again. */
export async function read(values) {
  const place = link();
  if (place) putNumber((await call(place.dataset.read, values)).unread);
}

const shown = () => (document.hidden ? "" : (document.getElementById("ticket")?.dataset.number ?? ""));

async function renew(say) {
  const place = link();
  if (!place) return;
  const { unread, last, news } = await (await ask(`${place.dataset.notices}?after=${newest()}`)).json();
  sessionStorage.setItem(TOLD, String(last));
  const here = shown();
  for (const one of news) {
    if (one.aloud && (!here || !one.href.startsWith(`/desk/open/${here}/`))) say(one);
    if (one.browser && document.hidden) shout(one);
  }
  putNumber(unread);
  readShown();
}

/** Whoever looks at the ticket has seen what they were told of it. */
function readShown() {
  const number = shown();
  if (number && link()?.querySelector("[data-unread]").textContent) read({ ticket: number }).catch(() => {});
}

/** By the browser itself, when nobody looks; several tabs say the same thing once. */
function shout({ text, href }) {
  if (!("Notification" in globalThis) || Notification.permission !== "granted") return;
  const shown = new Notification("Madang", { body: text, tag: `${href} ${text}` });
  shown.addEventListener("click", () => {
    window.focus();
    location.assign(href);
  });
}

/** @param {(one: {text: string, href: string}) => void} say */
export function keepNotices(say) {
  let turn = Promise.resolve();
  const again = () => {
    turn = turn.then(() => renew(say)).catch(() => {});
  };
  document.addEventListener("madang:told", again);
  document.addEventListener("madang:online", again);
  document.addEventListener("desk:opened", readShown);
  document.addEventListener("visibilitychange", readShown);
  readShown();
}
