// Files of an answer that waits, while it is being changed: taken out and added here, and kept when it is saved.

import { inWords } from "./compose/files.js";

/**
 * @param {HTMLElement} card the answer
 * @param {string} words "Remove #"
 */
export function makeEditedFiles(card, words) {
  const list = card.querySelector("[data-edit-files]");
  const without = new Set();
  const added = new Map(); // item → File

  function add(files) {
    for (const file of files) {
      const item = document.getElementById("planned-file").content.firstElementChild.cloneNode(true);
      item.querySelector("span").textContent = file.name;
      item.querySelector("small").textContent = inWords(file.size);
      item.querySelector("button").setAttribute("aria-label", words.replace("#", file.name));
      added.set(item, file);
      list.append(item);
    }
  }

  function drop(item) {
    if (!added.delete(item)) without.add(item.dataset.file);
    const next = item.nextElementSibling ?? item.previousElementSibling;
    item.remove();
    (next?.querySelector("[data-drop]") ?? card.querySelector("[data-add-files]")).focus();
  }

  list.onclick = (event) => {
    const item = event.target.closest?.("[data-drop]")?.closest("li");
    if (item) drop(item);
  };
  card.querySelector("[data-add-files]").onchange = (event) => {
    add(event.target.files);
    event.target.value = "";
  };

  return {
    add,
    changed: () => Boolean(without.size || added.size),
    /** What is posted. */
    values: () => {
      const values = new FormData();
      for (const id of without) values.append("without", id);
      for (const file of added.values()) values.append("files", file);
      return values;
    },
  };
}
