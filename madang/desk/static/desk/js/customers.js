// The list of customers: "/" leads to the field, arrows and j, k move among the rows, the rest of a page follows.

import { refreshTimes } from "../../ui/js/times.js";

const field = document.getElementById("people-search");
const lines = () => [...document.querySelectorAll(".person-line")];

document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  const typing = event.target.closest?.("input, textarea, select");
  if (event.code === "Slash" && !event.shiftKey && !typing) {
    event.preventDefault();
    field.select();
    return;
  }
  const step = { ArrowDown: 1, ArrowUp: -1, ...(typing ? {} : { KeyJ: 1, KeyK: -1 }) }[event.code];
  if (!step) return;
  const at = lines().indexOf(document.activeElement);
  event.preventDefault();
  (at < 0 ? lines()[0] : at + step < 0 ? field : lines()[at + step])?.focus();
});

// The focus goes to the first of the rows that came, so that whoever uses the keyboard reads on where they were.
document.body.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if (detail.target?.id !== "people-more") return;
  const last = detail.target.previousElementSibling;
  detail.target.addEventListener("htmx:beforeCleanupElement", () => setTimeout(() => {
    last?.nextElementSibling?.querySelector("a")?.focus({ preventScroll: true });
  }), { once: true });
});
document.body.addEventListener("htmx:afterSwap", () => refreshTimes());
