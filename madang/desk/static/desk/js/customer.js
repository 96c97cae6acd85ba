// One customer's page: what is changed is saved at once, with undo; j and k move among the tickets.

import { ask } from "../../ui/js/send.js";
import { refreshTimes } from "../../ui/js/times.js";
import { toast } from "../../ui/js/toast.js";
import { call } from "./compose/calls.js";
import { keepFields } from "./fields.js";
import { keepSuggestions } from "./suggestions.js";

const place = document.getElementById("customer");

/** The page as it is now. What is being written in stays as it is, and the focus where it was. */
async function renew() {
  const answer = await ask(place.dataset.page, { target: "customer" });
  const held = document.activeElement?.id;
  const written = place.contains(document.activeElement) && document.activeElement.matches("input:not([type=checkbox]), textarea") ? document.activeElement.value : null;
  place.innerHTML = await answer.text();
  window.htmx.process(place);
  refreshTimes();
  const again = held && document.getElementById(held);
  if (!again) return;
  if (written !== null && again.matches("[data-save]")) again.value = written;
  again.focus({ preventScroll: true });
}

async function change(values, { undo = true } = {}) {
  const words = document.getElementById("toasts").dataset;
  try {
    const { before } = await call(place.dataset.change, values);
    const back = Object.keys(before).length ? () => change(before, { undo: false }) : undefined;
    await renew();
    if (undo) toast(place.dataset.wordsSaved, { undo: back });
    return true;
  } catch (error) {
    toast(error instanceof TypeError ? words.wordsFailed : error.message, { bad: true });
    return false;
  }
}

keepFields(renew);
keepSuggestions();

place.addEventListener("change", async ({ target }) => {
  if (!target.matches("[data-save]")) return;
  if (!(await change({ [target.name]: target.type === "checkbox" ? (target.checked ? "1" : "0") : target.value })) && target.isConnected) target.focus();
});

place.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-do]");
  if (button) change({ [button.dataset.do]: button.dataset.value });
});

place.addEventListener("submit", async (event) => {
  if (!event.target.matches("[data-add]")) return;
  event.preventDefault();
  const field = event.target.querySelector("input").id;
  if (!(await change(Object.fromEntries(new FormData(event.target))))) return;
  const fresh = document.getElementById(field);
  fresh.value = "";
  fresh.focus({ preventScroll: true });
});

document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey || event.target.closest?.("input, textarea, select")) return;
  const step = { KeyJ: 1, KeyK: -1 }[event.code];
  if (!step) return;
  event.preventDefault();
  const lines = [...document.querySelectorAll(".asked-ticket")];
  const at = lines.indexOf(document.activeElement);
  (at < 0 ? lines[0] : lines[at + step])?.focus();
});
