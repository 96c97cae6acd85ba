// Colleagues and teams named in a note: a list under the words while somebody types after an @ (ARIA: the editor keeps the
// focus and says which line is meant). Whoever will see the ticket only because they are named is said before it is kept.

import { ask } from "../../../ui/js/send.js";

const PAUSE = 80;
const NONE = [];

/**
 * @param {HTMLFormElement} form
 * @param {HTMLElement} root the note's editor
 * @param {() => any} editor
 */
export function makeNaming(form, root, editor) {
  const list = form.querySelector("[data-naming]");
  const caution = form.querySelector("[data-naming-caution]");
  if (!list) return { close: () => {}, say: () => {} };
  const address = list.dataset.naming;
  const known = new Map(); // mark → what there is to say of who is named
  let choices = NONE;
  let at = -1;
  let place = null;
  let timer = 0;
  let turn = 0;
  let left = null; // where the list was closed by hand: it doesn't come back for the same @

  function close() {
    clearTimeout(timer);
    turn += 1;
    list.hidden = true;
    list.replaceChildren();
    choices = NONE;
    at = -1;
    root.removeAttribute("aria-activedescendant");
    root.removeAttribute("aria-controls");
  }

  function mark(nth) {
    at = nth;
    for (const [one, item] of [...list.children].entries()) item.setAttribute("aria-selected", String(one === at));
    if (at < 0) return root.removeAttribute("aria-activedescendant");
    root.setAttribute("aria-activedescendant", list.children[at].id);
    list.children[at].scrollIntoView({ block: "nearest" });
  }

  function line(choice, nth) {
    const item = document.createElement("li");
    item.id = `naming-${nth}`;
    item.role = "option";
    item.dataset.nth = String(nth);
    if (!choice.possible) item.setAttribute("aria-disabled", "true");
    const name = document.createElement("b");
    name.textContent = choice.name;
    const note = document.createElement("span");
    note.textContent = choice.note;
    item.append(name, note);
    if (choice.caution) {
      const words = document.createElement("small");
      words.textContent = choice.caution;
      item.append(words);
    }
    return item;
  }

  function show() {
    list.replaceChildren(...choices.map(line));
    list.hidden = !choices.length;
    if (list.hidden) return close();
    root.setAttribute("aria-controls", list.id);
    mark(0);
  }

  async function find(typed) {
    const mine = ++turn;
    try {
      const answer = await (await ask(`${address}?q=${encodeURIComponent(typed)}`)).json();
      if (mine !== turn) return;
      choices = answer.choices;
      show();
    } catch {
      if (mine === turn) close(); // the words stay; typing on asks again
    }
  }

  /** Something was typed, or the caret moved. */
  function look() {
    place = editor().after();
    if (!place) {
      left = null;
      if (!list.hidden) close();
      return;
    }
    if (left === place.range.startContainer) return;
    clearTimeout(timer);
    timer = window.setTimeout(() => find(place?.typed ?? ""), PAUSE);
  }

  function take(nth) {
    const choice = choices[nth];
    const now = editor().after() ?? place;
    if (!choice || !now) return close();
    if (!choice.possible) return undefined;
    if (choice.caution) known.set(`#${choice.mark}`, choice);
    close();
    editor().name(now.range, choice.mark, choice.name);
    say();
    return undefined;
  }

  /** Say who will see the ticket because they are named. */
  function say() {
    const named = [...new Set(editor().names())].map((one) => known.get(one)).filter(Boolean);
    caution.hidden = !named.length;
    const words = named.map(({ name, caution: why }) => `${name}: ${why}`).join(" · ");
    if (caution.lastElementChild.textContent !== words) caution.lastElementChild.textContent = words;
  }

  async function sayOfDraft() {
    if (!editor().names().length) return;
    const marks = editor().names().map((one) => `<a href="${one}">`).join("");
    const answer = await (await ask(`${address}?html=${encodeURIComponent(marks)}`)).json();
    for (const one of answer.choices) if (one.caution) known.set(`#${one.mark}`, one);
    say();
  }

  list.addEventListener("pointerdown", (event) => event.preventDefault()); // the editor keeps the focus
  list.addEventListener("click", (event) => {
    const item = event.target.closest?.("[data-nth]");
    if (item) take(Number(item.dataset.nth));
  });
  root.addEventListener("input", () => {
    look();
    say();
  });
  root.addEventListener("keyup", (event) => /^Arrow(Left|Right)|Home|End/.test(event.code) && look());
  root.addEventListener("click", look);
  root.addEventListener("blur", close);
  // Before the editor's own keys: Enter would begin a line.
  root.addEventListener("keydown", (event) => {
    if (list.hidden || event.isComposing || event.ctrlKey || event.metaKey) return;
    if (event.code === "ArrowDown" || event.code === "ArrowUp") mark((at + (event.code === "ArrowDown" ? 1 : -1) + choices.length) % choices.length);
    else if (event.code === "Enter" || event.code === "NumpadEnter" || (event.code === "Tab" && !event.shiftKey)) take(at);
    else if (event.code === "Escape") {
      left = place?.range.startContainer ?? null;
      close();
    } else return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }, true);
  setTimeout(() => sayOfDraft().catch(() => {}));
  return { close, say };
}
