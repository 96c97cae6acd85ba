// Rows that changed, came or went. The row under the pointer or with the focus stays where it is on the screen.

import { ask } from "../../ui/js/send.js";
import { currentNumber } from "./navigation.js";

const MOST = 100;

const place = () => document.getElementById("rows");
const rows = () => [...place().querySelectorAll(".row")];
const placeOf = (row) => row.dataset.rank ?? row.dataset.moment;

/** Whether a row stands before another: by its rank in a view, else by its time, the newest first. */
function precedes(row, other) {
  if (row.dataset.rank) return row.dataset.rank < (other.dataset.rank ?? "");
  return Number(row.dataset.moment) > Number(other.dataset.moment);
}

/** The row that must not move: the one pointed at, the one with the focus, else the first that can be seen. */
function anchor() {
  const held = rows().find((row) => row.matches(":hover, :focus"));
  if (held) return held;
  if (!place().scrollTop) return null;
  const top = place().getBoundingClientRect().top;
  return rows().find((row) => row.getBoundingClientRect().bottom > top) ?? null;
}

function keeping(change) {
  const row = anchor();
  const before = row?.getBoundingClientRect().top;
  change(row);
  if (row?.isConnected) place().scrollTop += row.getBoundingClientRect().top - before;
}

/** Put a row where its time says, among the rows that are loaded. */
function putInOrder(row) {
  const after = rows().find((other) => other !== row && precedes(row, other));
  const more = place().querySelector("[data-more]");
  if (after) after.before(row);
  else if (!more) place().querySelector("[data-nothing]").before(row);
  // otherwise it belongs further down than is loaded
}

/** The headings of a grouped view, by the groups of the rows that are there. */
export function renewHeadings() {
  let group = "";
  for (const old of place().querySelectorAll(".row-group")) old.remove();
  for (const row of rows()) {
    if (row.dataset.group && row.dataset.group !== group) {
      const heading = document.createElement("h2");
      heading.className = "row-group";
      heading.textContent = row.dataset.group;
      row.before(heading);
    }
    group = row.dataset.group ?? "";
  }
}

function renew(old, fresh) {
  old.className = fresh.className;
  for (const name of ["rank", "moment"]) if (fresh.dataset[name]) old.dataset[name] = fresh.dataset[name];
  if (fresh.dataset.group) old.dataset.group = fresh.dataset.group;
  old.replaceChildren(...fresh.childNodes);
}

async function renewCounts() {
  putCounts(await (await ask("/desk/counts/", { target: "counts" })).json());
}

/** @param {Record<string, string>} counts */
function putCounts(counts) {
  for (const [slug, number] of Object.entries(counts)) {
    for (const place of document.querySelectorAll(`[data-count="${slug}"]`)) place.textContent = number;
  }
}

/** Ask for rows again, and for the counts: those of `numbers`, and with `all` also everything that is shown. */
export async function renewList(numbers, all) {
  const list = document.getElementById("list");
  if (!list) return renewCounts();
  const shown = rows().map((row) => row.dataset.number);
  const wanted = all ? [...new Set([...numbers, ...shown])] : numbers;
  const only = all && !wanted.length ? "" : `&only=${wanted.slice(0, MOST).join(",")}`;
  const address = `${list.dataset.rows}?counts${only}`;
  const fresh = new DOMParser().parseFromString(await (await ask(address, { target: "rows" })).text(), "text/html");
  const found = new Map([...fresh.querySelectorAll(".row")].map((row) => [row.dataset.number, row]));
  putCounts(JSON.parse(fresh.querySelector("[data-counts]").dataset.counts));
  if (all) await addNewest(list, found);
  if (list !== document.getElementById("list")) return; // another list meanwhile
  keeping((held) => {
    for (const number of new Set([...wanted, ...found.keys()])) take(number, found.get(number), held);
    renewHeadings();
  });
  place().querySelector("[data-nothing]").hidden = rows().length > 0 || place().querySelector("[data-more]") !== null;
}

/** After a gap nobody can name what is new, so the first page is asked for too. */
async function addNewest(list, found) {
  const answer = await ask(list.dataset.rows, { target: "rows" });
  const first = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const row of first.querySelectorAll(".row")) if (!found.has(row.dataset.number)) found.set(row.dataset.number, row);
}

function take(number, fresh, held) {
  const old = document.getElementById(`row-${number}`);
  if (!old && fresh) return arrive(document.adoptNode(fresh));
  if (!old) return;
  if (!fresh) return leave(old, held);
  const moved = placeOf(fresh) !== placeOf(old);
  renew(old, document.adoptNode(fresh));
  if (moved && old !== held && !old.contains(document.activeElement)) putInOrder(old);
}

function arrive(row) {
  if (row.dataset.number === currentNumber()) row.setAttribute("aria-current", "true");
  putInOrder(row);
  if (row.isConnected && place().scrollTop > 40) showFresh();
}

/** A ticket that left the list stays, paler, while it is open, pointed at or has the focus. */
function leave(row, held) {
  if (row === held || row.hasAttribute("aria-current") || row.contains(document.activeElement)) row.classList.add("gone");
  else row.remove();
}

function showFresh() {
  if (place().querySelector(".fresh-rows")) return;
  place().prepend(document.getElementById("fresh").content.cloneNode(true));
  place().querySelector("[data-fresh]").addEventListener("click", () => {
    place().querySelector(".fresh-rows")?.remove();
    place().scrollTop = 0;
  });
  place().addEventListener("scroll", () => place().scrollTop < 40 && place().querySelector(".fresh-rows")?.remove());
}
