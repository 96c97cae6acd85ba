// Files of a draft: chosen, dropped or pasted; loaded at once, so that they are there on another device too.

import { call } from "./calls.js";

const KB = 1024;
export const inWords = (size) => (size < KB * KB ? `${Math.max(1, Math.round(size / KB))} KB` : `${(size / KB / KB).toFixed(1)} MB`);

/**
 * @param {HTMLFormElement} form
 * @param {HTMLElement} list
 * @param {string} visibility
 * @param {(words: string) => void} complain
 */
export function makeFiles(form, list, visibility, complain) {
  list.addEventListener("click", async (event) => {
    const item = event.target.closest?.("[data-drop]")?.closest("li");
    if (!item?.dataset.file) return;
    try {
      await call(`${form.dataset.files}${item.dataset.file}/drop/`, {});
      item.remove();
    } catch (error) {
      complain(error instanceof TypeError ? form.dataset.wordsFailed : error.message);
    }
  });

  let running = Promise.resolve();
  let failed = false;

  function add(file, options = {}) {
    const added = load(file, options);
    running = Promise.all([running, added]);
    return added;
  }

  async function load(file, { inline = false }) {
    const item = /** @type {HTMLTemplateElement} */ (form.querySelector("[data-draft-file]")).content.firstElementChild.cloneNode(true);
    item.querySelector("span").textContent = file.name;
    item.querySelector("small").textContent = inWords(file.size);
    item.querySelector("button").setAttribute("aria-label", form.dataset.wordsRemove.replace("#", file.name));
    item.setAttribute("aria-busy", "true");
    list.append(item);
    const values = new FormData();
    values.set("visibility", visibility);
    values.set("file", file);
    if (inline) values.set("inline", "1");
    try {
      const kept = await call(form.dataset.files, values);
      if (kept.inline) item.remove();
      else {
        item.dataset.file = kept.id;
        item.removeAttribute("aria-busy");
      }
      return kept;
    } catch (error) {
      item.remove();
      failed = true;
      complain(error instanceof TypeError ? form.dataset.wordsFailed : error.message);
      return null;
    }
  }

  /** A file that the desk has already. */
  function there(file) {
    const item = /** @type {HTMLTemplateElement} */ (form.querySelector("[data-draft-file]")).content.firstElementChild.cloneNode(true);
    item.querySelector("span").textContent = file.filename;
    item.querySelector("small").textContent = inWords(file.size);
    item.querySelector("button").setAttribute("aria-label", form.dataset.wordsRemove.replace("#", file.filename));
    item.dataset.file = file.id;
    list.append(item);
  }

  return {
    add,
    there,
    clear: () => list.replaceChildren(),
    /** Once all are there: whether they are. Nothing is sent without a file that its author believes in it. */
    settled: async () => {
      failed = false;
      await running;
      return !failed;
    },
  };
}
