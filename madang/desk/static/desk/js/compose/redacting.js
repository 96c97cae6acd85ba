// Blacking out: the words marked in a message, shown once more before they go for good.

let marked = ""; // pressing a button takes the marks away, so they are read before

/** What is marked in a message, in its frame too. @param {Element | null} message */
function markedIn(message) {
  const frame = message?.querySelector("iframe");
  const inside = frame instanceof HTMLIFrameElement ? frame.contentDocument?.getSelection()?.toString() : "";
  const here = document.getSelection();
  const outside = here && message?.contains(here.anchorNode) ? here.toString() : "";
  return (inside || outside || "").trim();
}

/** @param {(values: Record<string, string>) => void} send */
export function keepRedacting(send) {
  const dialog = /** @type {HTMLDialogElement | null} */ (document.getElementById("redacting"));
  if (!dialog) return;
  const piece = /** @type {HTMLTextAreaElement} */ (dialog.querySelector("textarea"));
  document.addEventListener("pointerdown", (event) => {
    const menu = event.target.closest?.(".message-menu > summary, .side-redact");
    if (menu) marked = markedIn(menu.closest(".msg, .side-msg"));
  }, true);
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-redact]");
    if (button) {
      const title = dialog.querySelector("[data-words]");
      title.textContent = title.dataset.words.replace("#", button.dataset.of);
      dialog.dataset.message = button.dataset.redact;
      piece.value = marked || markedIn(button.closest(".msg, .side-msg"));
      marked = "";
      if (button.closest("details")) button.closest("details").open = false;
      dialog.showModal();
      piece.focus();
    }
    if (event.target.closest?.("#redacting [data-close]")) dialog.close();
  });
  dialog.querySelector("form").addEventListener("submit", () => send({ redact: dialog.dataset.message, piece: piece.value }));
}
