// Properties of the ticket: one press changes, one press on "undo" takes it back.
//
//   <button data-change='{"status": "solved"}' data-said="…">
//   <form data-change-form data-said="…"> its fields are what is changed
//   <details class="choose" data-choices="/desk/tickets/10482/choices/">     asked for when it is opened

import { ask } from "../../../ui/js/send.js";
import { toast } from "../../../ui/js/toast.js";
import { renewTicket } from "../live_ticket.js";
import { asked } from "./asking.js";
import { call } from "./calls.js";
import { keepRedacting } from "./redacting.js";

const ticket = () => document.getElementById("ticket");
const address = () => `/desk/tickets/${ticket().dataset.number}/change/`;

/** Change properties; `said` is told with an offer to undo it, unless it is `final`. */
export async function change(values, { said = "", where = address(), undo = true, final = false } = {}) {
  const place = document.getElementById("toasts");
  try {
    const { before } = await call(where, values);
    if (undo && final) toast(said);
    const menu = document.querySelector("details.choose[open]");
    const nth = [...document.querySelectorAll("details.choose")].indexOf(menu);
    const typing = document.activeElement?.matches("[data-add-tag] input");
    if (menu) menu.open = false;
    document.activeElement?.blur?.(); // what is being used is not renewed
    if (undo && !final) toast(said, { undo: () => change(before, { where, undo: false }) });
    await renewTicket([], true);
    if (document.activeElement !== document.body) return;
    if (undo && values.status === "solved") offerIncidents();
    if (values.status === "on_hold" && undo) return document.querySelector("[data-hold-reason]")?.focus();
    if (menu) document.querySelectorAll("details.choose")[nth]?.querySelector("summary").focus();
    else if (typing) document.querySelector("[data-add-tag] input")?.focus();
  } catch (error) {
    if (error.answer?.ask && !values[error.answer.ask]) {
      if (await asked(error.message)) await change({ ...values, [error.answer.ask]: "1" }, { said, where, undo, final });
      return;
    }
    toast(error instanceof TypeError ? place.dataset.wordsFailed : error.message, { bad: true });
  }
}

/** A problem that was solved offers to answer its incidents. */
function offerIncidents() {
  const offer = document.querySelector("[data-offer=incidents]");
  if (offer) offer.open = true;
}

/** Do what a button is for; what can't be undone asks first. */
async function settle({ dataset }) {
  if (dataset.ask && !(await asked(dataset.ask))) return;
  await change(JSON.parse(dataset.change), { said: dataset.said, final: "final" in dataset });
}

/** Colleagues came or went: an open menu that offers people shows it, with the filter and the focus as they were. */
async function renewPeople() {
  const menu = document.querySelector("details.choose[data-choices][open]:has(.filter)"); // in others somebody writes
  const fresh = menu && (await (await ask(menu.dataset.choices)).text());
  if (!menu?.open) return;
  const list = menu.querySelector(".menu-list");
  const all = () => [...list.querySelectorAll("input, button")];
  const at = all().indexOf(document.activeElement);
  const wanted = list.querySelector(".filter")?.value ?? "";
  list.innerHTML = fresh;
  const input = list.querySelector(".filter");
  input.value = wanted;
  filter(input);
  all()[at]?.focus();
}

async function load(menu) {
  const list = menu.querySelector(".menu-list");
  try {
    if (menu.dataset.choices) list.innerHTML = await (await ask(menu.dataset.choices)).text();
    if (menu.open) (list.querySelector("input") ?? list.querySelector("[aria-current]") ?? list.querySelector("button"))?.focus();
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
  keepRedacting((values) => change(values, { said: document.getElementById("redacting").dataset.said, final: true }));
  document.addEventListener("click", (event) => {
    const choice = event.target.closest?.("[data-change]");
    if (choice) settle(choice);
  });
  document.addEventListener("toggle", (event) => {
    if (event.target.matches?.("details.choose[open]")) load(event.target);
  }, true);
  document.addEventListener("madang:hint", ({ detail }) => {
    if (detail.kinds.includes("user.availability_changed")) detail.until(renewPeople().catch(() => {}));
  });
  document.addEventListener("input", (event) => {
    if (event.target.matches?.(".choose .filter")) filter(event.target);
  });
  document.addEventListener("submit", (event) => {
    if (event.target.matches?.("[data-change-form]")) {
      event.preventDefault();
      const fresh = event.target.querySelector("[data-fresh-key]");
      if (fresh) fresh.value ||= crypto.randomUUID();
      change(Object.fromEntries(new FormData(event.target)), { said: event.target.dataset.said, final: Boolean(fresh) });
      return;
    }
    if (!event.target.matches?.("[data-add-tag]")) return;
    event.preventDefault();
    const input = event.target.querySelector("input");
    const tag = input.value.trim();
    input.value = "";
    if (tag) change({ tag }, { said: event.target.dataset.said.replace("#", tag) });
  });
}
