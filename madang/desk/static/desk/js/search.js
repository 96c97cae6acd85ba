// The page of all results: "/" and Ctrl K lead to its field, as they do to the finder elsewhere.

import { csrfToken } from "../../ui/js/send.js";
import { refreshTimes } from "../../ui/js/times.js";
import { keepSuggestions } from "./suggestions.js";

const field = document.getElementById("search-field");
const { remember, asked } = field.form.dataset;
keepSuggestions();
if (remember) {
  const body = new URLSearchParams({ q: asked });
  fetch(remember, { method: "POST", body, headers: { "X-CSRFToken": csrfToken() }, credentials: "same-origin" }).catch(() => {});
}

document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.defaultPrevented || event.altKey) return;
  const finder = (event.ctrlKey || event.metaKey) && !event.shiftKey && event.code === "KeyK";
  const slash = event.code === "Slash" && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.target.closest?.("input, textarea, select");
  if (!finder && !slash) return;
  event.preventDefault();
  field.select();
});

// The focus goes to the first of the rows that came, so that whoever uses the keyboard reads on where they were.
document.body.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if (detail.target?.id !== "found-more") return;
  const last = detail.target.previousElementSibling;
  detail.target.addEventListener("htmx:beforeCleanupElement", () => setTimeout(() => {
    last?.nextElementSibling?.querySelector("a")?.focus({ preventScroll: true });
    refreshTimes();
  }), { once: true });
});
