// Opening tickets and lists without leaving the page. The address bar always names what is on the screen; the list keeps
// its place; the next and previous ticket are fetched before somebody asks for them.
//
// Tells others: "desk:leaving" before what is on the screen goes, "desk:opened" {number} after a ticket came into the pane,
// "desk:list" {slug} after a list did.
// Hears from others: "desk:stale" {numbers} — what was fetched ahead of these tickets is out of date; no numbers: of all.

import { ask } from "../../ui/js/send.js";
import { refreshTimes } from "../../ui/js/times.js";

const FRESH = 60_000;
const RESTS = 80; // a pointer that only passes over a row asks for nothing
const ahead = new Map(); // address → {at, html: Promise<string>}
let turn = 0;
let again = 0;
let shown = ""; // number and query of the ticket in the pane
let left = ""; // the ticket looked at before: a draft of it may just be on its way to the desk, so it is not fetched ahead
let scrolled = 0; // where the list was when a phone left it

const workspace = () => document.getElementById("workspace");
const pane = () => document.getElementById("opened");
const isTicket = (path) => /^\/desk\/[\w-]+\/\d+\/$/.test(path);
const slugOf = (path) => path.split("/")[2];
export const currentNumber = () => document.getElementById("ticket")?.dataset.number ?? "";
export const currentRow = () => document.querySelector("#rows .row[aria-current]");

export function tell(name, detail) {
  document.dispatchEvent(new CustomEvent(name, { detail }));
}

/** Fetch a ticket before it is asked for; what failed is forgotten. */
export function fetchAhead(row) {
  const known = row && ahead.get(row.pathname);
  if (!row || row.dataset.number === left || row.dataset.number === currentNumber()) return;
  if (known && Date.now() - known.at < FRESH) return;
  const html = ask(row.pathname, { target: "opened" }).then((answer) => answer.text());
  ahead.set(row.pathname, { at: Date.now(), html });
  html.catch(() => ahead.delete(row.pathname));
}

function fetched(path) {
  const known = ahead.get(path);
  if (known && Date.now() - known.at < FRESH) return known.html;
  return null;
}

/**
 * Show a ticket in the pane.
 * @param {string} address
 * @param {{push?: boolean, focus?: boolean}} [options] `focus` moves the focus to the subject
 */
export async function openTicket(address, { push = true, focus = false } = {}) {
  const url = new URL(address, location.href);
  const mine = ++turn;
  if (push && url.href !== location.href) history.pushState({ own: true }, "", url);
  if (workspace().dataset.shows !== "ticket") scrolled = document.getElementById("rows")?.scrollTop ?? 0;
  markRow(url.pathname);
  workspace().dataset.shows = "ticket";
  const asked = url.pathname.split("/")[3] + url.search;
  if (asked === shown && currentNumber()) return focusSubject(focus); // it is still there
  tell("desk:leaving");
  const busy = setTimeout(() => mine === turn && document.getElementById("list")?.setAttribute("aria-busy", "true"), 300);
  try {
    const html = await ((!url.search && fetched(url.pathname)) || ask(url.href, { target: "opened" }).then((answer) => answer.text()));
    if (mine !== turn) return;
    left = currentNumber();
    show(pane(), html);
    shown = asked;
    ahead.delete(url.pathname);
    focusSubject(focus);
    tell("desk:opened", { number: currentNumber() });
    fetchNeighbours();
  } catch (error) {
    if (mine === turn && error.message !== "redirected") await failed(url, error);
  } finally {
    clearTimeout(busy);
    if (mine === turn) document.getElementById("list")?.removeAttribute("aria-busy");
  }
}

/** On a phone the list is gone from the screen, so the focus goes along. */
function focusSubject(asked) {
  if (asked || matchMedia("(max-width: 760px)").matches) document.getElementById("subject")?.focus({ preventScroll: true });
}

/** Show a list, and nothing open beside it. */
export async function openList(address, { push = true } = {}) {
  const url = new URL(address, location.href);
  const mine = ++turn;
  try {
    const answer = await ask(url.href, { target: "workspace" });
    const html = await answer.text();
    if (mine !== turn) return;
    if (push) history.pushState({ own: true }, "", url);
    const place = document.activeElement?.id;
    tell("desk:leaving");
    show(workspace(), html);
    shown = isTicket(url.pathname) ? url.pathname.split("/")[3] + url.search : "";
    workspace().dataset.shows = isTicket(url.pathname) ? "ticket" : url.searchParams.has("lists") ? "lists" : "list";
    if (place) document.getElementById(place)?.focus();
    ahead.clear();
    tell("desk:list", { slug: slugOf(url.pathname) });
    if (isTicket(url.pathname)) tell("desk:opened", { number: currentNumber() });
  } catch (error) {
    if (error.message !== "redirected") location.assign(url);
  }
}

/** Back to the list on a phone: the list is still there, only out of sight. */
export function closeTicket({ push = true } = {}) {
  const slug = document.getElementById("list").dataset.slug;
  if (push) history.pushState({ own: true }, "", `/desk/${slug}/`);
  ++turn;
  workspace().dataset.shows = "list";
  const rows = document.getElementById("rows");
  if (rows && scrolled) rows.scrollTop = scrolled;
  currentRow()?.focus({ preventScroll: true });
}

function show(target, html) {
  window.htmx.swap(target, html, { swapStyle: "innerHTML", swapDelay: 0, settleDelay: 0 });
  refreshTimes(target);
}

async function failed(url, error) {
  if (error.status === 404) {
    const answer = await fetch(url, { headers: { "HX-Request": "true", "HX-Target": "opened" } });
    return show(pane(), await answer.text());
  }
  const failure = document.getElementById("pane-failed").content.cloneNode(true);
  pane().replaceChildren(failure);
  pane().querySelector("[data-again]").addEventListener("click", () => openTicket(url.href, { push: false }));
}

function markRow(path) {
  const number = path.split("/")[3];
  for (const row of document.querySelectorAll("#rows .row")) {
    if (row.dataset.number === number) {
      row.setAttribute("aria-current", "true");
      row.scrollIntoView({ block: "nearest" });
    } else row.removeAttribute("aria-current");
  }
}

function fetchNeighbours() {
  const row = currentRow();
  if (!row || navigator.connection?.saveData) return;
  const later = window.requestIdleCallback ?? setTimeout;
  later(() => {
    fetchAhead(neighbour(row, 1));
    fetchAhead(neighbour(row, -1));
  });
}

/** The row after (1) or before (-1) a row. */
export function neighbour(row, step) {
  const all = [...document.querySelectorAll("#rows .row")];
  return all[all.indexOf(row) + step] ?? null;
}

/** One step back or forward in the browser's history: as little is fetched as the step needs. */
function onStep() {
  const path = location.pathname;
  const list = document.getElementById("list");
  if (!list) return location.reload();
  if (slugOf(path) !== list.dataset.slug || location.search.includes("lists")) return openList(location.href, { push: false });
  if (isTicket(path)) return openTicket(location.href, { push: false });
  return closeTicket({ push: false });
}

function onPress(event) {
  if (event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  const link = event.target.closest?.("a[data-open], a[data-list], a[data-lists], a[data-back]");
  if (!link || !workspace()) return;
  event.preventDefault();
  if (link.matches("[data-open]")) openTicket(link.href);
  else if (link.matches("[data-back]")) closeTicket();
  else openList(link.href);
}

export function keepNavigation() {
  document.addEventListener("click", onPress);
  addEventListener("popstate", onStep);
  let resting = 0;
  document.addEventListener("pointerover", (event) => {
    clearTimeout(resting);
    const row = event.target.closest?.("#rows .row");
    if (row && event.pointerType === "mouse") resting = setTimeout(fetchAhead, RESTS, row);
  });
  document.addEventListener("desk:gone", () => {
    tell("desk:leaving");
    failed(new URL(location.href), { status: 404 });
  });
  document.addEventListener("desk:stale", ({ detail }) => {
    const numbers = (detail?.numbers ?? []).map(String);
    for (const path of ahead.keys()) if (!numbers.length || numbers.includes(path.split("/")[3])) ahead.delete(path);
    clearTimeout(again);
    again = setTimeout(fetchNeighbours, 1000);
  });
  document.addEventListener("click", (event) => {
    if (!event.target.closest?.("[data-side]")) return;
    const side = document.getElementById("side");
    const shown = side.toggleAttribute("data-shown");
    document.querySelector(".show-side")?.setAttribute("aria-expanded", String(shown));
    (shown ? side.querySelector(".close-side") : document.querySelector(".show-side"))?.focus();
  });
  if (currentNumber()) {
    shown = currentNumber() + location.search;
    fetchNeighbours();
  }
  currentRow()?.scrollIntoView({ block: "center" });
}
