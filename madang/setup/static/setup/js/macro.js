// The texts of a macro are written as answers are; without this module they are plain HTML in a field.

import { makeEditor } from "../../ui/js/editor.js";

const editors = [];
let last = null;

for (const field of document.querySelectorAll("textarea[data-rich]")) {
  const root = document.createElement("div");
  root.className = "input rich editor words";
  root.contentEditable = "true";
  root.lang = field.lang;
  root.setAttribute("role", "textbox");
  root.setAttribute("aria-multiline", "true");
  const label = document.querySelector(`label[for="${field.id}"]`);
  label.id = `${field.id}_label`;
  root.setAttribute("aria-labelledby", label.id);
  field.after(root);
  field.hidden = true;
  const editor = makeEditor(root, field.value, {
    changed: () => {
      field.value = editor.html();
      field.dispatchEvent(new Event("input", { bubbles: true }));
    },
    pasted: () => {},
  });
  label.addEventListener("click", () => editor.focus());
  editors.push(editor);
  root.addEventListener("focusin", () => (last = editor));
}

for (const gap of document.querySelectorAll("[data-gap]")) {
  gap.addEventListener("pointerdown", (event) => event.preventDefault()); // the caret stays where it is
  gap.addEventListener("click", () => {
    const editor = last ?? editors[0];
    editor.focus();
    editor.type(gap.dataset.gap);
  });
}
