// Properties of the ticket: one press changes, one press on "undo" takes it back.
//
//   <button data-change='{"status": "solved"}' data-said="…">
//   <details class="choose" data-choices="/desk/tickets/10482/choices/">     asked for when it is opened

import { ask } from "../../../ui/js/send.js";
import { toast } from "../../../ui/js/toast.js";
import { renewTicket } from "../live_ticket.js";
import { call } from "./calls.js";

const ticket = () => document.getElementById("ticket");
const address = () => `/desk/tickets/${ticket().dataset.number}/change/`;

async function change(values, { said = "", undo = true } = {}) {
  const place = document.getElementById("toasts");
  const where = address();
  try {
    const { before } = await call(where, values);
    for (const menu of document.querySelectorAll("details.choose[open]")) menu.open = false;
    document.activeElement?.blur?.();
    await renewTicket([], true);
    const back = undo && taken(values, before);
    toast(said, back ? { undo: () => call(where, back).then(() => renewTicket([], true)) } : {});
  } catch (error) {
    toast(error instanceof TypeError ? place.dataset.wordsFailed : error.message, { bad: true });
  }
}

/** What takes a change back: the values before it, a tag the other way round. */
function taken(values, before) {
  if (values.tag) return { untag: values.tag };
  if (values.untag) return { tag: values.untag };
  return Object.fromEntries(Object.entries(before).map(([name, value]) => [name, String(value)]));
}

async function load(menu) {
  const list = menu.querySelector(".menu-list");
  if (!menu.dataset.choices || list.childElementCount) return;
  try {
    const answer = await ask(menu.dataset.choices);
    list.innerHTML = await answer.text();
    list.querySelector("input")?.focus();
  } catch {
    menu.open = false;
    toast(document.getElementById("toasts").dataset.wordsFailed, { bad: true });
  }
}

function filter(input) {
  const wanted = input.value.normalize("NFC").toLocaleLowerCase();
  for (const choice of input.closest(".menu-list").querySelectorAll("[data-change]")) {
    choice.hidden = !choice.textContent.toLocaleLowerCase().includes(wanted);
  }
}

export function keepChanges() {
  document.addEventListener("click", (event) => {
    const choice = event.target.closest?.("[data-change]");
    if (choice) change(JSON.parse(choice.dataset.change), { said: choice.dataset.said });
  });
  document.addEventListener("toggle", (event) => {
    if (event.target.matches?.("details.choose[open]")) load(event.target);
  }, true);
  document.addEventListener("input", (event) => {
    if (event.target.matches?.(".choose .filter")) filter(event.target);
  });
  document.addEventListener("submit", (event) => {
    if (!event.target.matches?.("[data-add-tag]")) return;
    event.preventDefault();
    const input = event.target.querySelector("input");
    const tag = input.value.trim();
    input.value = "";
    if (tag) change({ tag }, { said: event.target.dataset.said.replace("#", tag) });
  });
}
