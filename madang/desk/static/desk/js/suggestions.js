// Words offered under a field while somebody types: <input data-suggest="address" aria-controls="id of a list">. The list is
// asked for as {"choices": [{value, label, note}]}; arrows move in it, Enter takes what is marked (ARIA 1.2 combobox).
// With data-whole a value is the whole text of the field as it would be, and typing goes on behind it.

import { ask } from "../../ui/js/send.js";

const PAUSE = 120;
let timer = 0;
let turn = 0;

const listOf = (input) => document.getElementById(input.getAttribute("aria-controls"));
const marked = (list) => list.querySelector("[aria-selected=true]");

function close(input) {
  clearTimeout(timer);
  turn += 1;
  const list = listOf(input);
  if (!list) return;
  list.hidden = true;
  list.replaceChildren();
  input.setAttribute("aria-expanded", "false");
  input.removeAttribute("aria-activedescendant");
}

function mark(input, item) {
  const list = listOf(input);
  marked(list)?.setAttribute("aria-selected", "false");
  item.setAttribute("aria-selected", "true");
  item.scrollIntoView({ block: "nearest" });
  input.setAttribute("aria-activedescendant", item.id);
}

function show(input, choices) {
  const list = listOf(input);
  list.replaceChildren(...choices.map(({ value, label, note }, nth) => {
    const item = document.createElement("li");
    item.id = `${list.id}-${nth}`;
    item.role = "option";
    item.dataset.value = value;
    item.setAttribute("aria-selected", "false");
    const words = document.createElement("span");
    words.textContent = label;
    const rest = document.createElement("small");
    rest.textContent = note ?? "";
    item.append(words, rest);
    return item;
  }));
  list.hidden = !choices.length;
  input.setAttribute("aria-expanded", String(Boolean(choices.length)));
}

async function look(input) {
  const mine = ++turn;
  try {
    const typed = "whole" in input.dataset ? input.value : input.value.trim();
    const { choices } = await (await ask(`${input.dataset.suggest}?q=${encodeURIComponent(typed)}`)).json();
    if (mine === turn && document.activeElement === input) show(input, choices);
  } catch {
    if (mine === turn) close(input); // typing the whole word works all the same
  }
}

function take(input, item) {
  input.value = item.dataset.value;
  close(input);
  if ("whole" in input.dataset) input.dispatchEvent(new Event("input", { bubbles: true })); // what follows a key is offered next
  else if (input.form?.matches("[data-add-tag]")) input.form.requestSubmit();
  else input.dispatchEvent(new Event("change", { bubbles: true }));
}

function onKey(event) {
  const input = event.target.closest?.("[data-suggest]");
  if (!input || event.isComposing) return;
  const list = listOf(input);
  if (list.hidden) return;
  const items = [...list.children];
  const at = items.indexOf(marked(list));
  if (event.key === "ArrowDown") mark(input, items[(at + 1) % items.length]);
  else if (event.key === "ArrowUp") mark(input, items[at <= 0 ? items.length - 1 : at - 1]);
  else if (event.key === "Enter" && at >= 0) take(input, items[at]);
  else if (event.key === "Escape") close(input);
  else return;
  event.preventDefault();
  event.stopPropagation();
}

export function keepSuggestions() {
  document.addEventListener("keydown", onKey, true);
  for (const kind of ["input", "focusin"]) {
    document.addEventListener(kind, (event) => {
      if (!event.target.matches?.("[data-suggest]")) return;
      clearTimeout(timer);
      timer = window.setTimeout(look, PAUSE, event.target);
    });
  }
  document.addEventListener("focusout", (event) => event.target.matches?.("[data-suggest]") && close(event.target));
  document.addEventListener("pointerdown", (event) => {
    const item = event.target.closest?.(".suggestions [data-value]");
    if (!item) return;
    event.preventDefault(); // the field keeps the focus
    take(document.querySelector(`[aria-controls="${item.parentElement.id}"]`), item);
  });
}
