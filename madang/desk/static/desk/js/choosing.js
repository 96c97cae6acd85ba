// Rows chosen to be changed together: X, the box on a row, shift and a click for all between, Ctrl and a click, or any
// click while the list is in choosing. What is to be done with them stands in the place of the open ticket.

import { ask } from "../../ui/js/send.js";
import { toast } from "../../ui/js/toast.js";
import { insertGaps } from "./bulk_gaps.js";
import { currentRow } from "./navigation.js";

const CORNER = 40; // pixels at a row's end and foot in which a press chooses it
const SHOWN = 4;
const chosen = new Map(); // number → who wrote and about what
let all = 0; // how many the whole list has, when the whole list was chosen
let last = null;
let loading = false;

const rows = () => [...document.querySelectorAll("#rows .row")];
const place = () => document.getElementById("bulk");
const form = () => /** @type {HTMLFormElement | null} */ (document.getElementById("bulk-form"));
const inChoosing = () => document.getElementById("list")?.hasAttribute("data-choosing");
const pointing = matchMedia("(hover: hover)");

function show() {
  const panel = place();
  if (!panel) return;
  const { words, wordsAll } = panel.dataset;
  const said = all ? wordsAll.replace("#", all.toLocaleString()) : words.replace("#", String(chosen.size));
  for (const row of rows()) {
    const is = all > 0 || chosen.has(row.dataset.number);
    row.toggleAttribute("data-chosen", is);
    if (is) row.setAttribute("aria-description", words.replace("#", "").trim());
    else row.removeAttribute("aria-description");
  }
  const none = !chosen.size && !all;
  if (none && !panel.querySelector("#bulk-state")) {
    panel.hidden = true;
    if (document.getElementById("workspace").dataset.shows === "bulk") back();
  }
  document.getElementById("bulk-bar").hidden = none;
  document.querySelector("[data-bulk-words]").textContent = said;
  if (none) return;
  const report = panel.querySelector("#bulk-state");
  if (panel.hidden || report) load(panel);
  panel.hidden = false;
  document.getElementById("bulk-title").textContent = said;
  panel.querySelector("[data-bulk-all]").hidden = all > 0;
  showChosen(panel);
  fill(panel);
}

/** The first of what was chosen, as a small heap. */
function showChosen(panel) {
  const some = all ? rows().slice(0, SHOWN).map(about) : [...chosen.values()].slice(-SHOWN).reverse();
  const rest = (all || chosen.size) - some.length;
  const lines = some.map(({ who, subject }) => line(["b", who], ["span", subject]));
  if (rest > 0) lines.push(line(["span", panel.dataset.wordsMore.replace("#", rest.toLocaleString())]));
  if (rest > 0) lines.at(-1).className = "bulk-rest";
  panel.querySelector(".bulk-chosen").replaceChildren(...lines);
}

function line(...parts) {
  const item = document.createElement("li");
  for (const [name, text] of parts) {
    const part = document.createElement(name);
    part.className = "one-line";
    part.textContent = text;
    item.append(part);
  }
  return item;
}

const about = (row) => ({
  who: row.querySelector(".who").textContent.trim(),
  subject: row.querySelector(".subject").textContent.trim(),
});

/** Which tickets the form is about. */
function fill(panel) {
  const fields = form()?.elements;
  if (!fields) return;
  const { wordsChange, wordsChangeOne } = panel.dataset;
  const count = all || chosen.size;
  fields.numbers.value = all ? "" : [...chosen.keys()].join(",");
  fields.which.value = all ? "all" : "";
  form().querySelector("[data-bulk-do]").textContent = count === 1 ? wordsChangeOne : wordsChange.replace("#", count.toLocaleString());
}

async function load(panel) {
  if (loading) return;
  loading = true;
  const body = panel.querySelector("#bulk-body");
  body.replaceChildren();
  try {
    put(body, await (await ask(panel.dataset.address, { target: "bulk-body" })).text());
    fill(panel);
  } catch (error) {
    if (error.message !== "redirected") body.textContent = panel.dataset.wordsFailed;
  } finally {
    loading = false;
  }
}

const put = (target, html) => window.htmx.swap(target, html, { swapStyle: "innerHTML", swapDelay: 0, settleDelay: 0 });

/** Everything that the list holds; the server says how many those are. */
async function chooseAll() {
  const panel = place();
  let answer = "";
  try {
    answer = await (await ask(`${panel.dataset.address}&which=all`, { target: "bulk-body" })).text();
  } catch (error) {
    return error.message !== "redirected" && toast(panel.dataset.wordsFailed, { bad: true });
  }
  const counted = new DOMParser().parseFromString(answer, "text/html").querySelector("[data-bulk-count]");
  if (!counted) return put(panel.querySelector("#bulk-body"), answer); // too many, or none any more: it says so
  all = Number(counted.dataset.bulkCount);
  show();
  return document.getElementById("bulk-title").focus();
}

function toggle(row, { until = false } = {}) {
  if (!row || !place()) return;
  if (all) for (const one of rows()) chosen.set(one.dataset.number, about(one));
  all = 0;
  const on = !chosen.has(row.dataset.number);
  const every = rows();
  const from = until && last?.isConnected ? every.indexOf(last) : -1;
  const to = every.indexOf(row);
  const some = from < 0 ? [row] : every.slice(Math.min(from, to), Math.max(from, to) + 1);
  for (const one of some) {
    if (on || until) chosen.set(one.dataset.number, about(one));
    else chosen.delete(one.dataset.number);
  }
  last = row;
  show();
}

function clear() {
  chosen.clear();
  all = 0;
  place()?.querySelector("#bulk-body").replaceChildren();
  choosing(false);
  show();
}

function choosing(on) {
  document.getElementById("list")?.toggleAttribute("data-choosing", on);
  document.querySelector("[data-choosing][aria-pressed]")?.setAttribute("aria-pressed", String(on));
}

/** It is under way: what comes next is chosen anew. */
function begun(panel) {
  chosen.clear();
  all = 0;
  choosing(false);
  show();
  panel.querySelector(".bulk-chosen").replaceChildren();
  panel.querySelector("[data-bulk-all]").hidden = true;
  const title = document.getElementById("bulk-title");
  title.textContent = panel.dataset.wordsRun;
  title.focus();
}

const back = () => (document.getElementById("workspace").dataset.shows = "list");

/** The row with the focus, else the one that is open. */
export const toggleRow = () => toggle(document.activeElement?.closest?.("#rows .row") ?? currentRow());

/** Choose none and leave the panel; tells whether there was one. */
export function leaveChoosing() {
  if (!place() || (place().hidden && !inChoosing())) return false;
  clear();
  return true;
}

function onRow(event, row) {
  const box = row.getBoundingClientRect();
  const inCorner = pointing.matches && event.detail > 0 && box.right - event.clientX < CORNER && box.bottom - event.clientY < CORNER;
  if (!inCorner && !inChoosing() && !event.shiftKey && !event.ctrlKey && !event.metaKey) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  toggle(row, { until: event.shiftKey });
}

export function keepChoosing() {
  document.addEventListener("click", (event) => {
    const pressed = (/** @type {string} */ what) => event.target.closest?.(what);
    const row = pressed("#rows .row");
    if (row && place()) return onRow(event, row);
    if (pressed("button[data-choosing]")) return inChoosing() ? clear() : choosing(true);
    if (pressed("[data-bulk-all]")) return chooseAll();
    if (pressed("[data-bulk-open]")) {
      document.getElementById("workspace").dataset.shows = "bulk";
      return document.getElementById("bulk-title").focus();
    }
    if (pressed("[data-bulk-back]")) return back();
    if (pressed("[data-bulk-clear]") && place()) {
      event.preventDefault();
      clear();
    }
    return undefined;
  }, true);
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target?.id !== "bulk-body" || !place()) return;
    if (!document.getElementById("bulk-state")) return fill(place()); // refused: it says why
    begun(place());
  });
  document.addEventListener("desk:list", () => {
    chosen.clear();
    all = 0;
  });
  document.addEventListener("desk:opened", () => place() && !place().hidden && clear());
  insertGaps();
}
