// Asks before something is done that the desk would not do silently.

/** Show the words in the page's dialog. @param {string} words @returns {Promise<boolean>} whether the person agreed */
export function asked(words) {
  const dialog = /** @type {HTMLDialogElement} */ (document.getElementById("asking"));
  const before = document.activeElement;
  dialog.querySelector("[data-asked]").textContent = words;
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((agree) => {
    dialog.addEventListener("close", () => {
      if (before instanceof HTMLElement) before.focus({ preventScroll: true });
      agree(dialog.returnValue === "yes");
    }, { once: true });
  });
}
