// Buttons that put a placeholder into the answer to many, where the caret is.

export function insertGaps() {
  document.addEventListener("pointerdown", (event) => event.target.closest?.("[data-bulk-gap]") && event.preventDefault());
  document.addEventListener("click", (event) => {
    const gap = event.target.closest?.("[data-bulk-gap]");
    const field = /** @type {HTMLTextAreaElement | null} */ (document.getElementById("bulk-reply"));
    if (!gap || !field) return;
    field.focus();
    field.setRangeText(gap.dataset.bulkGap, field.selectionStart, field.selectionEnd, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });
}
