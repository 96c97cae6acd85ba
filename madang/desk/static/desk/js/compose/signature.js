// What will stand below an answer: asked for when somebody begins to write it, and left away where they say so.

import { ask } from "../../../ui/js/send.js";

export function keepSignature(form) {
  const place = form.querySelector("[data-signature-of]");
  const sheet = place?.closest(".sheet");
  const box = () => place?.querySelector("[data-signed]");
  let asked = false;

  async function show() {
    if (asked) return;
    asked = true;
    try {
      place.innerHTML = await (await ask(place.dataset.signatureOf)).text();
    } catch {
      asked = false; // the next time that the sheet gets the focus
    }
  }

  sheet?.addEventListener("focusin", show);
  place?.addEventListener("change", () => place.querySelector("[data-signature-text]").toggleAttribute("hidden", !box().checked));
  return {
    /** What is sent of it. */
    values: () => (box() && !box().checked ? { unsigned: "1" } : {}),
    /** The next answer is signed again. */
    clear: () => {
      if (!box()) return;
      box().checked = true;
      place.querySelector("[data-signature-text]").hidden = false;
    },
  };
}
