// Fields of the desk's own beside the conversation, and of customers and organizations: changed in place and saved at once. What the desk refuses is said
// below the field, and what was typed stays there.

import { toast } from "../../ui/js/toast.js";
import { call } from "./compose/calls.js";

/** What stands in a field now: a list of values, or the file that was chosen. */
function valuesIn(field) {
  const inputs = [...field.querySelectorAll("input, select, textarea")];
  const file = inputs.find(({ type }) => type === "file");
  if (file) return file.files[0] ?? [];
  const boxes = inputs.filter(({ type }) => type === "checkbox");
  return boxes.length ? boxes.filter(({ checked }) => checked).map(({ value }) => value) : [inputs[0].value];
}

function say(field, words) {
  const line = field.querySelector(".error-text");
  line.querySelector("span").textContent = words;
  line.hidden = !words;
  field.toggleAttribute("data-unsaved", Boolean(words));
  const input = field.querySelector("input:not([type=checkbox]), select, textarea");
  if (words) input?.setAttribute("aria-invalid", "true");
  else input?.removeAttribute("aria-invalid");
}

let renew = async () => {};

async function save(field, values, { undo = true } = {}) {
  const address = field.dataset.fill;
  const said = field.dataset.said;
  const body = new FormData();
  if (values instanceof File) body.append("file", values);
  else for (const value of values.length ? values : [""]) body.append("value", value);
  try {
    const { before, told } = await call(address, body);
    say(field, "");
    if (told) toast(told);
    else if (undo) toast(said, before ? { undo: () => save(field, before.value, { undo: false }) } : {});
    await renew();
  } catch (error) {
    const words = error instanceof TypeError ? document.getElementById("toasts").dataset.wordsFailed : error.message;
    if (field.isConnected) say(field, words);
    else toast(words, { bad: true });
  }
}

/** @param {() => Promise<void>} renewing shows the page as it is now */
export function keepFields(renewing) {
  renew = renewing;
  document.addEventListener("change", (event) => {
    const field = event.target.closest?.("[data-fill]");
    if (field) save(field, valuesIn(field));
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-fill] [data-empty]");
    if (!button || (button.dataset.ask && !confirm(button.dataset.ask))) return;
    save(button.closest("[data-fill]"), []);
  });
}
