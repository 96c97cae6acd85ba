// People offered under a field while somebody types: a combobox whose list the arrows move in (ARIA 1.2).

import { ask } from "../../../ui/js/send.js";

const PAUSE = 120;

/**
 * @param {HTMLElement} list
 * @param {string} address where people are asked for
 * @param {(input: HTMLInputElement, person: {email: string, name: string}) => void} choose
 * @param {(email: string) => boolean} taken people who are there already aren't offered
 */
export function makeSuggestions(list, address, choose, taken) {
  let input = null;
  let timer = 0;
  let turn = 0;
  let at = -1;
  let people = [];

  function close() {
    clearTimeout(timer);
    turn += 1;
    list.hidden = true;
    list.replaceChildren();
    input?.setAttribute("aria-expanded", "false");
    input?.removeAttribute("aria-activedescendant");
    people = [];
    at = -1;
  }

  function show() {
    list.replaceChildren(...people.map((person, nth) => {
      const item = document.createElement("li");
      item.id = `${list.id}-${nth}`;
      item.role = "option";
      item.dataset.nth = String(nth);
      const name = document.createElement("b");
      name.textContent = person.name || person.email;
      const rest = document.createElement("span");
      rest.textContent = [person.name && person.email, person.part].filter(Boolean).join(" · ");
      item.append(name, rest);
      return item;
    }));
    const field = input.closest(".recipient-field");
    list.style.setProperty("--below", `${field.offsetTop + field.offsetHeight + 2}px`);
    list.hidden = !people.length;
    input.setAttribute("aria-expanded", String(Boolean(people.length)));
    mark(people.length ? 0 : -1);
  }

  function mark(nth) {
    at = nth;
    for (const [place, item] of [...list.children].entries()) item.setAttribute("aria-selected", String(place === at));
    if (at < 0) return input.removeAttribute("aria-activedescendant");
    input.setAttribute("aria-activedescendant", list.children[at].id);
    list.children[at].scrollIntoView({ block: "nearest" });
  }

  async function look() {
    const mine = ++turn;
    const typed = input.value.trim();
    if (!typed) return close();
    try {
      const answer = await (await ask(`${address}?q=${encodeURIComponent(typed)}`)).json();
      if (mine !== turn || document.activeElement !== input) return;
      people = answer.people.filter(({ email }) => !taken(email));
      show();
    } catch {
      if (mine === turn) close(); // typing the whole address works all the same
    }
  }

  list.addEventListener("pointerdown", (event) => event.preventDefault()); // the field keeps the focus
  list.addEventListener("click", (event) => {
    const item = event.target.closest?.("[data-nth]");
    if (item) take(Number(item.dataset.nth));
  });

  function take(nth) {
    const person = people[nth];
    close();
    choose(input, person);
  }

  return {
    close,
    /** Something was typed. @param {HTMLInputElement} field */
    typed: (field) => {
      if (input !== field) close();
      input = field;
      clearTimeout(timer);
      timer = window.setTimeout(look, PAUSE);
    },
    /** Whether the key was for the list. @param {KeyboardEvent} event */
    key: (event) => {
      if (list.hidden || event.target !== input) return false;
      if (event.key === "ArrowDown" || event.key === "ArrowUp") mark((at + (event.key === "ArrowDown" ? 1 : -1) + people.length) % people.length);
      else if (event.key === "Enter" || (event.key === "Tab" && !event.shiftKey)) take(at);
      else if (event.key === "Escape") close();
      else return false;
      return true;
    },
  };
}
