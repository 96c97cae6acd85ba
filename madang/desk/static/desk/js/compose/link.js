// A link's address is asked for in a line of the composer; Escape leads back to the words.

const TAKEN = /^(?:https?:\/\/|mailto:|tel:)/i;
const MAIL = /^[^\s@:/]+@[^\s@:/]+\.[^\s@:/]+$/;
const HOST = /^[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+(?::\d+)?(?:[/?#].*)?$/u;

/** What was typed as an address that mail programs open, or "" when it is none: never one that runs a script. */
export function addressOf(typed) {
  const given = typed.trim();
  const address = TAKEN.test(given) ? given : MAIL.test(given) ? `mailto:${given}` : HOST.test(given) ? `https://${given}` : "";
  return address && URL.canParse(address) ? address : "";
}

/**
 * @param {HTMLFormElement} form
 * @returns {{open: (editor: object) => void, close: () => void}}
 */
export function makeLinks(form) {
  const panel = form.querySelector(".link-panel");
  const field = panel.querySelector("input");
  const tool = form.querySelector("[data-mark=link]");
  const wrong = panel.querySelector("[role=alert]");
  let editor = null;
  let place = null;

  function shown(on) {
    panel.hidden = !on;
    if (on && window.Highlight) CSS.highlights.set("to-be-linked", new Highlight(place.range)); // the field has the focus
    else CSS.highlights?.delete("to-be-linked");
    tool.setAttribute("aria-expanded", String(on));
  }

  function say(isWrong) {
    wrong.hidden = !isWrong;
    field.setAttribute("aria-invalid", String(isWrong));
  }

  function open(of) {
    if (!panel.hidden) return back();
    editor = of;
    place = editor.place();
    field.value = place.link?.getAttribute("href") ?? "";
    panel.querySelector("[data-link-remove]").hidden = !place.link;
    say(false);
    shown(true);
    field.focus();
    field.select();
  }

  function back() {
    shown(false);
    editor.back(place);
  }

  function set() {
    const address = addressOf(field.value);
    if (!address) {
      say(true);
      return field.focus();
    }
    back();
    editor.link(place, address);
  }

  panel.addEventListener("keydown", (event) => {
    event.stopPropagation(); // Ctrl Enter sends no answer from here
    if (event.isComposing) return;
    if (event.key === "Escape") back();
    if (event.key !== "Enter" || event.target !== field) return;
    event.preventDefault();
    set();
  });
  field.addEventListener("input", () => say(false));
  panel.querySelector("[data-link-set]").addEventListener("click", set);
  panel.querySelector("[data-link-remove]").addEventListener("click", () => {
    back();
    editor.unlink(place);
  });
  panel.querySelector("[data-link-close]").addEventListener("click", back);
  return { open, close: () => shown(false) };
}
