// Ctrl+Enter sends, also while a Korean syllable is being composed: then as soon as it has ended.

const ENDS_SOON = 300; // input methods end the syllable on Ctrl or Enter, some only after the key was told

/**
 * @param {HTMLFormElement} form
 * @param {() => void} send
 */
export function sendByKey(form, send) {
  let wished = 0; // when sending was asked for while a syllable was being composed
  form.addEventListener("compositionend", () => {
    if (performance.now() - wished < ENDS_SOON) setTimeout(send);
    wished = 0;
  });
  form.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || (event.key !== "Enter" && event.code !== "Enter")) return;
    if (event.isComposing) wished = performance.now();
    else {
      event.preventDefault();
      send();
    }
  });
}
