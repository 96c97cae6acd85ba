// When an answer leaves, and who looks at it first: the panel beside the button that sends it.

import { toast } from "../../../ui/js/toast.js";
import { fill } from "../planned.js";

/**
 * @param {HTMLFormElement} form
 * @param {(how: Record<string, string>) => void} send sends what is written: `at`, or `reviewer` and `note`
 */
export function makeLater(form, send) {
  const panel = form.querySelector("#later-panel");
  const opener = form.querySelector("[data-later]");
  if (!panel || !opener) return { close: () => {} };
  const menu = opener.closest("details");
  const at = panel.querySelector("#later-at");
  const people = panel.querySelector("[data-people]");

  function show(open, { focus = true } = {}) {
    panel.hidden = !open;
    opener.setAttribute("aria-expanded", String(open));
    if (focus) (open ? panel.querySelector("button") : menu.querySelector("summary")).focus();
    if (open && !people.length) fill(people, panel.dataset.reviewers).catch(() => toast(form.dataset.wordsFailed, { bad: true }));
  }

  function go(how) {
    show(false, { focus: false });
    send(how);
  }

  opener.addEventListener("click", () => {
    menu.open = false;
    show(true);
  });
  panel.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "Enter" && event.target.matches("input")) event.preventDefault(); // it would send at once
    if (event.key !== "Escape") return;
    event.stopPropagation();
    show(false);
  });
  panel.addEventListener("click", (event) => {
    const button = event.target.closest?.("button");
    if (!button) return;
    if (button.matches("[data-later-close]")) show(false);
    if (button.dataset.laterAt) go({ at: button.dataset.laterAt });
    if (button.matches("[data-later-set]")) at.value ? go({ at: at.value }) : at.focus();
    if (button.matches("[data-later-review]")) people.value ? go({ reviewer: people.value, note: panel.querySelector("#later-note").value }) : people.focus();
  });
  return { close: () => show(false, { focus: false }) };
}
