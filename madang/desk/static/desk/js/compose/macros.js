// Macros in the composer: found by M, by the button, or by typing "/" at the start of a line; shown before they are
// taken. What was typed after the "/" is given back when nothing is taken.

import { ask } from "../../../ui/js/send.js";
import { toast } from "../../../ui/js/toast.js";
import { call } from "./calls.js";
import { change } from "./changes.js";

const PAUSE = 100;

/**
 * @param {HTMLFormElement} form
 * @param {object} on
 * @param {() => {visibility: string, editor: any, files: any, panel: HTMLElement}} on.front the sheet in front
 * @param {(visibility: string) => void} on.show brings a sheet in front
 * @param {() => Promise<void>} on.settled once the draft is kept
 * @param {() => void} on.pending what will be done has changed
 * @param {(words: string) => void} on.complain
 */
export function makeMacros(form, { front, show, settled, pending, complain }) {
  const panel = form.querySelector("#macro-panel");
  const opener = form.querySelector("[data-macros]");
  if (!panel || !opener) return { close: () => {}, slash: () => {} };
  const input = panel.querySelector("input");
  const place = panel.querySelector("[data-macro-found]");
  let caret = null;
  let slashed = false;
  let timer = 0;
  let turn = 0;

  const options = () => [...place.querySelectorAll("[role=option]")];
  const marked = () => place.querySelector("[role=option][aria-selected=true]");

  function mark(option) {
    for (const one of options()) one.setAttribute("aria-selected", String(one === option));
    for (const preview of place.querySelectorAll("[data-preview-of]")) preview.hidden = preview.dataset.previewOf !== option?.id;
    if (option) {
      input.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    } else input.removeAttribute("aria-activedescendant");
  }

  async function look() {
    const mine = ++turn;
    try {
      const answer = await ask(`${panel.dataset.found}?q=${encodeURIComponent(input.value)}`);
      const html = await answer.text();
      if (mine !== turn || panel.hidden) return;
      place.innerHTML = html;
      mark(options()[0]);
    } catch {
      if (mine === turn) complain(panel.dataset.wordsFailed);
    }
  }

  function open({ slash = false } = {}) {
    caret = front().editor.place();
    slashed = slash;
    input.value = "";
    place.replaceChildren();
    panel.hidden = false;
    opener.setAttribute("aria-expanded", "true");
    input.focus();
    look();
  }

  /** @param {{back?: boolean}} [how] `back`: go on writing, with what was typed */
  function close({ back = false } = {}) {
    if (panel.hidden) return;
    const typed = slashed ? `/${input.value}` : "";
    panel.hidden = true;
    slashed = false;
    turn += 1;
    clearTimeout(timer);
    opener.setAttribute("aria-expanded", "false");
    if (!back) return;
    front().editor.back(caret);
    if (typed) front().editor.type(typed);
  }

  async function take(option) {
    if (!option || option.getAttribute("aria-busy") === "true") return;
    if ("atOnce" in option.dataset) {
      close();
      await change({ macro: option.dataset.macro }, { said: option.dataset.said });
      return;
    }
    option.setAttribute("aria-busy", "true");
    const visibility = option.dataset.sheetOfMacro;
    const elsewhere = visibility !== front().visibility;
    try {
      if (elsewhere && !form.querySelector(`[data-sheet-of="${visibility}"]`)) throw new Error(panel.dataset.wordsFailed);
      await settled();
      const taken = await call(option.dataset.take, { visibility });
      slashed = false;
      close();
      if (elsewhere) show(visibility);
      const sheet = front();
      if (!elsewhere) sheet.editor.back(caret);
      if (taken.html) sheet.editor.insert(taken.html);
      for (const file of taken.files) sheet.files.there(file);
      fillPending(visibility, taken.pending);
    } catch (error) {
      option.removeAttribute("aria-busy");
      complain(error instanceof TypeError ? form.dataset.wordsFailed : error.message);
    }
  }

  async function keep(button) {
    const name = input.value.trim();
    if (!name) {
      input.focus();
      return;
    }
    try {
      await settled();
      const { said } = await call(button.dataset.keepMacro, { name, visibility: front().visibility, html: front().editor.html() });
      slashed = false;
      close({ back: true });
      toast(said);
    } catch (error) {
      complain(error instanceof TypeError ? form.dataset.wordsFailed : error.message);
    }
  }

  function fillPending(visibility, html) {
    form.querySelector(`[data-pending-of="${visibility}"]`).innerHTML = html;
    pending();
  }

  async function dropPart(chip) {
    const { macro, kind, value } = chip.dataset;
    const visibility = chip.closest("[data-pending-of]").dataset.pendingOf;
    try {
      const answer = await call(`${panel.dataset.found}drop/`, { visibility, macro, kind, value });
      fillPending(visibility, answer.pending);
      front().editor.focus();
    } catch (error) {
      complain(error instanceof TypeError ? form.dataset.wordsFailed : error.message);
    }
  }

  opener.addEventListener("click", () => (panel.hidden ? open() : close({ back: true })));
  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = window.setTimeout(look, PAUSE);
  });
  panel.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const all = options();
    const at = all.indexOf(marked());
    if (event.key === "Escape" || (event.target === input && event.key === "Backspace" && !input.value)) {
      if (event.key === "Backspace") slashed = false;
      close({ back: true });
    } else if (event.target === input && (event.key === "ArrowDown" || event.key === "ArrowUp") && all.length) {
      mark(all[(at + (event.key === "ArrowDown" ? 1 : -1) + all.length) % all.length]);
    } else if (event.target === input && event.key === "Enter") take(marked());
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  panel.addEventListener("pointerover", (event) => {
    const option = event.target.closest?.("[role=option]");
    if (option && option !== marked()) mark(option);
  });
  panel.addEventListener("click", (event) => {
    if (event.target.closest?.("[data-macros-close]")) close({ back: true });
    const keeper = event.target.closest?.("[data-keep-macro]");
    if (keeper) keep(keeper);
    const option = event.target.closest?.("[role=option]");
    if (option) take(option);
  });
  form.addEventListener("click", (event) => {
    const chip = event.target.closest?.("[data-drop-part]")?.closest("[data-kind]");
    if (chip) dropPart(chip);
  });
  return {
    close,
    /** "/" was typed at the start of a line. */
    slash: () => open({ slash: true }),
    /** Whether a status will be set by what was taken. */
    setsStatus: (visibility) => Boolean(form.querySelector(`[data-pending-of="${visibility}"] [data-kind="status"]`)),
    clear: (visibility) => fillPending(visibility, ""),
  };
}
