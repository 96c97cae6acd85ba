// Rows chosen to be changed together: X, shift and a click for all between, Ctrl and a click, or the box at a row's edge.

import { currentRow } from "./navigation.js";

const EDGE = 26; // pixels at a row's start in which a press chooses it
const chosen = new Set();
let last = null;

const rows = () => [...document.querySelectorAll("#rows .row")];
const bar = () => /** @type {HTMLFormElement | null} */ (document.getElementById("bulk-bar"));

function show() {
  const place = bar();
  if (!place) return;
  for (const row of rows()) {
    const is = chosen.has(row.dataset.number);
    row.toggleAttribute("data-chosen", is);
    if (is) row.setAttribute("aria-description", place.dataset.words.replace("#", "").trim());
    else row.removeAttribute("aria-description");
  }
  place.hidden = !chosen.size;
  place.querySelector("[name=numbers]").value = [...chosen].join(",");
  place.querySelector("[data-bulk-words]").textContent = place.dataset.words.replace("#", String(chosen.size));
}

function toggle(row, { until = false } = {}) {
  if (!row || !bar()) return;
  const on = !chosen.has(row.dataset.number);
  const all = rows();
  const from = until && last?.isConnected ? all.indexOf(last) : -1;
  const to = all.indexOf(row);
  const some = from < 0 ? [row] : all.slice(Math.min(from, to), Math.max(from, to) + 1);
  for (const one of some) {
    if (on || until) chosen.add(one.dataset.number);
    else chosen.delete(one.dataset.number);
  }
  last = row;
  show();
}

/** The row with the focus, else the one that is open. */
export const toggleRow = () => toggle(document.activeElement?.closest?.("#rows .row") ?? currentRow());

export function keepChoosing() {
  document.addEventListener("click", (event) => {
    if (event.target.closest?.("[data-bulk-clear]")) {
      chosen.clear();
      show();
      return;
    }
    const row = event.target.closest?.("#rows .row");
    if (!row || !bar()) return;
    const atEdge = event.detail > 0 && event.clientX - row.getBoundingClientRect().left < EDGE;
    if (!atEdge && !event.shiftKey && !event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    toggle(row, { until: event.shiftKey });
  }, true);
  document.addEventListener("desk:list", () => {
    chosen.clear();
    show();
  });

}
