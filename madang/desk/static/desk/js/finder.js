// The finder (Ctrl K, /): lists to go to and tickets to open, found while somebody types. Enter on words leads to the page
// of all results; only what was meant without doubt, a list's name or a ticket's number, is chosen before an arrow is pressed.

import { ask, csrfToken } from "../../ui/js/send.js";
import { refreshTimes } from "../../ui/js/times.js";
import { openList, openTicket } from "./navigation.js";

const PAUSE = 120;
let waiting = 0;
let asking = null;

const dialog = () => document.getElementById("finder");
const field = () => document.getElementById("finder-input");
const choices = () => [...dialog().querySelectorAll("[role=option]")];
const certain = () => dialog().querySelector("[data-first]");
const chosen = () => dialog().querySelector("[aria-selected=true]");

function open() {
  dialog().showModal();
  field().select();
  showPlaces();
  search(0);
}

/** The lists of the rail whose name holds what is typed. */
function showPlaces() {
  const typed = field().value.trim().normalize("NFC").toLowerCase();
  const place = document.getElementById("finder-places");
  const found = [...document.querySelectorAll("#views a[data-list]")].filter((link) => link.textContent.normalize("NFC").toLowerCase().includes(typed));
  place.replaceChildren();
  if (!found.length) return choose(certain());
  place.append(document.getElementById("finder-heading-places").content.cloneNode(true));
  for (const link of found.slice(0, typed ? 4 : 12)) place.append(placeChoice(link, typed));
  choose(certain());
}

function placeChoice(link, typed) {
  const made = document.createElement("a");
  made.href = link.href;
  made.className = "choice";
  made.id = `place-${link.dataset.list}`;
  made.setAttribute("role", "option");
  made.tabIndex = -1;
  made.dataset.place = "";
  made.toggleAttribute("data-first", link.textContent.normalize("NFC").toLowerCase().startsWith(typed));
  for (const part of link.children) made.append(part.cloneNode(true));
  return made;
}

function search(pause = PAUSE) {
  clearTimeout(waiting);
  asking?.abort();
  waiting = setTimeout(async () => {
    const typed = field().value;
    const place = document.getElementById("finder-tickets");
    const failed = document.getElementById("finder-failed");
    asking = new AbortController();
    failed.hidden = true;
    try {
      const address = `${dialog().dataset.findAddress}?q=${encodeURIComponent(typed)}`;
      const answer = await (await ask(address, { target: "finder-tickets", signal: asking.signal })).text();
      window.htmx.swap(place, answer, { swapStyle: "innerHTML", swapDelay: 0, settleDelay: 0 });
      refreshTimes(place);
    } catch (error) {
      if (error.name === "AbortError" || error.message === "redirected") return;
      place.replaceChildren();
      failed.hidden = false;
    }
    if (!chosen()) choose(certain());
    document.getElementById("finder-none").hidden = Boolean(choices().length) || !failed.hidden;
  }, pause);
}

function choose(choice) {
  for (const other of choices()) other.setAttribute("aria-selected", String(other === choice));
  if (choice) field().setAttribute("aria-activedescendant", choice.id);
  else field().removeAttribute("aria-activedescendant");
  choice?.scrollIntoView({ block: "nearest" });
}

function go(choice) {
  if (choice.dataset.words) {
    field().value = choice.dataset.words;
    field().focus();
    showPlaces();
    return search(0);
  }
  dialog().close();
  if (choice.hasAttribute("data-place")) return openList(choice.href);
  if (choice.id !== "found-all" && !choice.id.startsWith("recent-")) remember(); // the page of all results does it itself
  if (choice.hasAttribute("data-ticket")) openFound(choice);
  else location.assign(choice.href);
}

/** What led to something is kept among the recent searches, also when this page is left at once. */
function remember() {
  const body = new URLSearchParams({ q: field().value.trim() });
  const headers = { "X-CSRFToken": csrfToken() };
  fetch(dialog().dataset.rememberAddress, { method: "POST", body, headers, keepalive: true, credentials: "same-origin" }).catch(() => {});
}

/** A found ticket opens beside the list that is on the screen. */
function openFound(choice) {
  const slug = document.getElementById("list").dataset.slug;
  openTicket(choice.pathname.replace(/^\/desk\/[\w-]+\//, `/desk/${slug}/`), { focus: true });
}

function onKey(event) {
  if (event.isComposing) return;
  const all = choices();
  const at = all.indexOf(chosen());
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    const down = event.key === "ArrowDown";
    choose(at < 0 ? all.at(down ? 0 : -1) : all[(at + (down ? 1 : -1) + all.length) % all.length]);
  } else if (event.key === "Enter") {
    event.preventDefault();
    if (chosen()) go(chosen());
    else if (field().value.trim()) location.assign(`${dialog().dataset.searchAddress}?q=${encodeURIComponent(field().value.trim())}`);
  }
}

export function keepFinder() {
  if (!dialog()) return;
  document.addEventListener("click", (event) => event.target.closest?.("[data-find]") && open());
  field().addEventListener("input", () => { showPlaces(); search(); });
  field().addEventListener("keydown", onKey);
  dialog().addEventListener("click", (event) => {
    const choice = event.target.closest("[role=option]");
    if (choice && !event.ctrlKey && !event.metaKey) { event.preventDefault(); go(choice); }
    else if (event.target === dialog()) dialog().close();
  });
}
