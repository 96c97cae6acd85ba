// Rows in an order that people set: <ol data-order="address"> with <li data-id> that have a [data-grip] to drag and
// buttons [data-step] to move by keys. Without this module the buttons post by themselves.

import { csrfToken } from "../../ui/js/send.js";

async function keep(list) {
  const body = new URLSearchParams([...list.querySelectorAll(":scope > [data-id]")].map((row) => ["id", row.dataset.id]));
  try {
    const answer = await fetch(list.dataset.order, { method: "POST", body, redirect: "manual", headers: { "X-CSRFToken": csrfToken() }, credentials: "same-origin" });
    if (answer.type !== "opaqueredirect" && !answer.ok) throw new Error(`answered ${answer.status}`);
    list.dispatchEvent(new CustomEvent("settings:ordered", { bubbles: true }));
  } catch {
    location.reload(); // the order as the desk has it
  }
}

function step(button) {
  const row = button.closest("[data-id]");
  const next = button.dataset.step === "-1" ? row.previousElementSibling : row.nextElementSibling;
  if (!next?.dataset.id) return;
  if (button.dataset.step === "-1") next.before(row);
  else next.after(row);
  button.focus();
  keep(row.parentElement);
}

function drag(grip, event) {
  const row = grip.closest("[data-id]");
  const list = row.parentElement;
  const before = [...list.children];
  event.preventDefault();
  row.classList.add("dragged");
  const move = ({ clientY }) => {
    for (const other of list.querySelectorAll(":scope > [data-id]")) {
      if (other === row) continue;
      const { top, height } = other.getBoundingClientRect();
      const above = Boolean(row.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_PRECEDING);
      if (above && clientY < top + height / 2) return other.before(row);
      if (!above && clientY > top + height / 2) other.after(row);
    }
  };
  // Heard by the page: a row that is moved would lose a pointer captured by its grip.
  const end = () => {
    document.removeEventListener("pointermove", move);
    document.removeEventListener("pointerup", end);
    document.removeEventListener("pointercancel", end);
    row.classList.remove("dragged");
    if (before.some((one, nth) => one !== list.children[nth])) keep(list);
  };
  document.addEventListener("pointermove", move);
  document.addEventListener("pointerup", end);
  document.addEventListener("pointercancel", end);
}

document.addEventListener("pointerdown", (event) => {
  const grip = event.target.closest?.("[data-grip]");
  if (grip && event.button === 0) drag(grip, event);
});
document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-order] [data-step]");
  if (!button) return;
  event.preventDefault();
  step(button);
});
