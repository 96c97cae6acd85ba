// Whom an answer goes to: a line that says it, and a panel with To, Cc and Bcc as chips.

import { ask } from "../../../ui/js/send.js";
import { addressesIn, isAddress } from "./addresses.js";
import { makeSuggestions } from "./suggest.js";

const FIELDS = ["to", "cc", "bcc"];
const listed = (text) => (text ?? "").split(" ").filter(Boolean);

/** @param {DOMStringMap} data @param {"usual" | "chosen"} which */
const given = (data, which) => ({ to: listed(data[`${which}To`]), cc: listed(data[`${which}Cc`]), bcc: listed(data[`${which}Bcc`]) });
const inSpan = (text) => Object.assign(document.createElement("span"), { textContent: text });
const same = (one, other) => FIELDS.every((field) => one[field].join(" ") === other[field].join(" "));

/**
 * @param {HTMLElement} form the composer, or an answer that waits
 * @param {object} of
 * @param {() => void} of.changed they were changed by hand
 * @param {() => void} of.back the focus goes back to the words
 * @param {{to: string[], cc: string[], bcc: string[]} | null} of.remembered what the tab remembers and the desk doesn't have yet
 */
export function makeRecipients(form, { changed, back, remembered }) {
  const place = form.querySelector("[data-whom]");
  const panel = form.querySelector("[data-recipients-panel]");
  if (!place || !panel) return null;
  const words = place.dataset;
  const opener = place.querySelector("[data-recipients-open]");
  const [onlyOne, toAll] = ["one", "all"].map((whose) => place.querySelector(`[data-reply-${whose}]`)); // the composer's alone
  const caution = form.querySelector("[data-recipients-caution]");
  const wrong = panel.querySelector("[data-recipients-wrong]");
  const names = new Map();
  const said = new Map(); // address → what there is to say about it
  let asked = new Set();
  let usual = given(words, "usual");
  let whom = words.chosenTo === undefined ? usual : given(words, "chosen");
  if (remembered) whom = remembered;
  if (usual.to[0]) names.set(usual.to[0], words.name);

  const isChosen = () => !same(whom, usual);
  const everybody = () => FIELDS.flatMap((field) => whom[field]);
  const called = (address) => names.get(address) || address;
  const suggestions = makeSuggestions(panel.querySelector("[data-recipient-choices]"), words.people, (input, person) => {
    names.set(person.email, person.name);
    input.value = "";
    put(input.closest("[data-field]").dataset.field, [person.email]);
  }, (address) => everybody().includes(address));

  function complain(text) {
    wrong.hidden = !text;
    if (wrong.lastElementChild.textContent !== text) wrong.lastElementChild.textContent = text;
  }

  function chip(address) {
    const item = panel.querySelector("[data-recipient-chip]").content.firstElementChild.cloneNode(true);
    item.dataset.address = address;
    item.title = address;
    item.querySelector("span").textContent = called(address);
    item.toggleAttribute("data-caution", said.has(address));
    item.querySelector("button").setAttribute("aria-label", words.wordsRemove.replace("#", called(address)));
    return item;
  }

  function show() {
    for (const field of FIELDS) panel.querySelector(`[data-field="${field}"] .recipient-chips`).replaceChildren(...whom[field].map(chip));
    const some = (addresses) => addresses.slice(0, 2).map(called).join(", ") + (addresses.length > 2 ? ` +${addresses.length - 2}` : "");
    const parts = [some(whom.to), whom.cc.length && words.wordsCc.replace("#", some(whom.cc)), whom.bcc.length && words.wordsBcc.replace("#", some(whom.bcc))];
    const line = place.querySelector("[data-recipients-line]");
    line.replaceChildren(...(everybody().length ? [words.sender, ` → ${parts.filter(Boolean).join(", ")}`] : [words.wordsNobody]).map(inSpan));
    line.title = everybody().join(", ");
    line.toggleAttribute("data-bad", !everybody().length);
    if (onlyOne) onlyOne.hidden = !usual.to.length || !(whom.cc.length || whom.bcc.length);
    if (toAll) toAll.hidden = !usual.cc.length || !isChosen();
    const lines = [...new Set(everybody().filter((one) => said.has(one)).map((one) => said.get(one)))];
    caution.textContent = lines.join(" ");
    caution.toggleAttribute("data-said", Boolean(lines.length));
    caution.hidden = !lines.length || (form.dataset.front ?? "public") !== "public";
  }

  /** Ask once about each address whether mail to it arrives, and who that is. */
  async function look() {
    const fresh = everybody().filter((one) => !asked.has(one));
    if (!fresh.length) return;
    for (const one of fresh) asked.add(one);
    try {
      const answer = await (await ask(`${words.people}?${new URLSearchParams(fresh.map((one) => ["of", one]))}`)).json();
      for (const { email, name } of answer.people) if (name && !names.get(email)) names.set(email, name);
      for (const one of answer.cautions) said.set(one.email, one.words);
      const bad = answer.cautions.filter((one) => one.wrong);
      for (const one of bad) whom = without(whom, one.email);
      show();
      if (bad.length) {
        complain(bad[0].words);
        open(true, { focus: false });
        changed();
      }
    } catch {
      asked = new Set([...asked].filter((one) => !fresh.includes(one))); // asked again with the next change
    }
  }

  const without = (from, address) => Object.fromEntries(FIELDS.map((field) => [field, from[field].filter((one) => one !== address)]));

  function set(next) {
    if (same(next, whom)) return show();
    whom = next;
    show();
    changed();
    look();
  }

  /** Add addresses to a field; one that stands in another moves here. */
  function put(field, addresses) {
    let next = whom;
    for (const one of addresses) {
      next = without(next, one);
      next = { ...next, [field]: [...next[field], one] };
    }
    if (FIELDS.flatMap((each) => next[each]).length > Number(words.most)) return complain(words.wordsMany.replace("#", words.most));
    complain("");
    set(next);
  }

  /** Turn what is typed into chips; what is no address stays to be mended. Whether all became chips. */
  function settle(input, text = input.value) {
    const found = addressesIn(text);
    const bad = found.filter((one) => !isAddress(one));
    input.value = bad.join(", ");
    input.setAttribute("aria-invalid", String(Boolean(bad.length)));
    if (found.length > bad.length) put(input.closest("[data-field]").dataset.field, found.filter(isAddress));
    complain(bad.length ? words.wordsWrong.replace("#", bad[0]) : "");
    return !bad.length;
  }

  function open(on, { focus = true } = {}) {
    panel.hidden = !on;
    opener.setAttribute("aria-expanded", String(on));
    suggestions.close();
    if (on) look();
    if (focus) (on ? panel.querySelector('[data-field="cc"] input') : opener).focus();
  }

  function drop(item) {
    const row = item.closest("[data-field]");
    const next = item.nextElementSibling ?? item.previousElementSibling;
    const to = next?.dataset.address;
    set(without(whom, item.dataset.address));
    const beside = to && [...row.querySelectorAll("li")].find((one) => one.dataset.address === to);
    (beside?.querySelector("button") ?? row.querySelector("input")).focus();
  }

  function moveAmongChips(event) {
    const row = event.target.closest("[data-field]");
    const stops = [...row.querySelectorAll("[data-chip-drop]"), row.querySelector("input")];
    const next = stops[stops.indexOf(event.target) + (event.key === "ArrowLeft" ? -1 : 1)];
    if (next) next.focus();
  }

  panel.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229) return event.stopPropagation();
    const input = event.target.matches(".recipient-input") ? event.target : null;
    const onChip = event.target.matches("[data-chip-drop]");
    if (input && suggestions.key(event)) {
      if (event.key !== "Tab") event.preventDefault();
    } else if (input && (event.key === "Enter" || event.key === "," || event.key === ";") && !event.ctrlKey && !event.metaKey) {
      event.preventDefault(); // Enter would send at once
      if (input.value.trim()) settle(input);
      else if (event.key === "Enter") back();
    } else if (event.key === "Escape") open(false);
    else if (input && event.key === "Backspace" && !input.value) {
      event.preventDefault();
      [...input.closest("[data-field]").querySelectorAll("[data-chip-drop]")].at(-1)?.focus();
    } else if (onChip && (event.key === "Backspace" || event.key === "Delete")) {
      event.preventDefault();
      drop(event.target.closest("li"));
    } else if ((onChip || (input && !input.selectionEnd && event.key === "ArrowLeft")) && (event.key === "ArrowLeft" || event.key === "ArrowRight")) moveAmongChips(event);
    else return;
    event.stopPropagation();
  });
  panel.addEventListener("input", (event) => {
    if (!event.target.matches(".recipient-input")) return;
    event.target.removeAttribute("aria-invalid");
    complain("");
    suggestions.typed(event.target);
  });
  panel.addEventListener("paste", (event) => {
    const text = event.clipboardData?.getData("text/plain") ?? "";
    if (!event.target.matches(".recipient-input") || !text.includes("@")) return;
    event.preventDefault();
    suggestions.close();
    settle(event.target, `${event.target.value}\n${text}`); // a field of one line would lose the ends of lines
  });
  panel.addEventListener("focusout", (event) => {
    if (!event.target.matches(".recipient-input") || !event.target.value.trim()) return;
    suggestions.close();
    settle(event.target);
  });
  panel.addEventListener("click", (event) => {
    const item = event.target.closest?.("[data-chip-drop]")?.closest("li");
    if (item) drop(item);
    else if (event.target.closest?.("[data-recipients-close]")) open(false);
    else event.target.closest?.(".recipient-field")?.querySelector("input").focus();
  });
  opener.addEventListener("click", () => open(panel.hidden));
  onlyOne?.addEventListener("click", () => {
    set({ to: usual.to, cc: [], bcc: [] });
    opener.focus();
  });
  toAll?.addEventListener("click", () => {
    set(usual);
    opener.focus();
  });
  form.addEventListener("focusin", look, { once: true });

  show();
  return {
    /** What is posted with the draft and with the answer. */
    values: () => (isChosen() ? { recipients: "chosen", ...whom } : { recipients: "usual" }),
    /** What is posted when it is sent: exactly what is on the screen. */
    exact: () => (everybody().length || usual.to.length ? { recipients: "chosen", ...whom } : { recipients: "usual" }),
    state: () => (isChosen() ? JSON.stringify(whom) : ""),
    /** Whether nothing is half typed; else it is said. */
    settled: () => {
      const bad = [...panel.querySelectorAll(".recipient-input")].find((input) => input.value.trim() && !settle(input));
      if (bad) {
        open(true, { focus: false });
        bad.focus();
      }
      return !bad;
    },
    /** Whoever takes part now, unless the author chose. @param {Document} fresh */
    renew: (fresh) => {
      const now = fresh.getElementById("recipients");
      if (!now) return;
      const follows = !isChosen();
      usual = given(now.dataset, "usual");
      if (follows) whom = usual;
      show();
    },
    /** It was sent: the next one goes to whoever takes part. */
    clear: () => {
      whom = usual;
      open(false, { focus: false });
      show();
    },
    show,
    close: () => open(false, { focus: false }),
  };
}
