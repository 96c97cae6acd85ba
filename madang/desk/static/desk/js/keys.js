// Keys, by their place on the keyboard, so that they work with the Hangul layout on. None acts while somebody types or
// composes Hangul. An element with data-key="KeyR" is pressed by that key; a link with data-go="KeyM" by G and that key.

import { leaveChoosing, toggleRow } from "./choosing.js";
import { currentRow, fetchAhead, neighbour, openTicket } from "./navigation.js";

const AFTER_G = 1500;
let wentG = -Infinity;

const typing = (target) => Boolean(target?.closest?.("input, textarea, select, [contenteditable]:not([contenteditable=false]), [role=textbox]"));
const visible = (element) => element.checkVisibility?.() ?? element.offsetParent !== null;

function press(code, attribute = "data-key") {
  const element = [...document.querySelectorAll(`[${attribute}="${code}"]`)].find(visible);
  if (!element) return false;
  if (element.matches("input, textarea, select, [contenteditable=true]")) element.focus();
  else element.click();
  return true;
}

/** To the next or previous row; when the focus is in the open ticket, that ticket is opened at once. */
function move(step) {
  const focused = document.activeElement?.closest?.("#rows .row");
  const from = focused ?? currentRow();
  const next = from ? neighbour(from, step) : document.querySelector("#rows .row");
  if (!next) return;
  if (document.activeElement?.closest?.("#opened")) return openTicket(next.href, { focus: true });
  next.focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
  fetchAhead(next);
}

function toList() {
  if (leaveChoosing()) return;
  const side = document.querySelector(".side[data-shown]");
  if (side) return document.querySelector(".close-side").click();
  if (document.activeElement?.closest?.("#opened")) (currentRow() ?? document.querySelector("#rows .row"))?.focus();
}

const ACTS = {
  KeyJ: () => move(1),
  KeyK: () => move(-1),
  KeyX: toggleRow,
  KeyO: () => (document.activeElement?.closest?.("#rows .row") ?? currentRow())?.click(),
  Slash: () => document.querySelector("[data-find]")?.click(),
  Escape: toList,
};

function onKey(event) {
  if (event.isComposing || event.defaultPrevented) return;
  if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.code === "KeyK") {
    event.preventDefault();
    document.querySelector("[data-find]")?.click();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || document.querySelector("dialog[open]")) return;
  if ((event.shiftKey && event.code === "Slash") || event.key === "?") return openHelp(event);
  if (event.shiftKey) return;
  if (performance.now() - wentG < AFTER_G && event.code.startsWith("Key")) {
    wentG = -Infinity;
    if (press(event.code, "data-go")) event.preventDefault();
    return;
  }
  if (event.code === "KeyG") {
    wentG = performance.now();
    return;
  }
  const act = ACTS[event.code];
  if (act) {
    if (event.code !== "Escape") event.preventDefault();
    act();
  } else if (/^Key[A-Z]$/.test(event.code) && press(event.code)) event.preventDefault();
}

function openHelp(event) {
  event?.preventDefault();
  document.getElementById("keys")?.showModal();
}

export function keepKeys() {
  document.addEventListener("keydown", onKey);
  document.addEventListener("click", (event) => event.target.closest?.("[data-help]") && openHelp());
}
