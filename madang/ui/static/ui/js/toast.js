// Says what was just done, and offers to undo it. The server asks for one with the header
// HX-Trigger: {"toast": {"text": "…", "undo": "/address/to/post", "bad": false}}

import { post } from "./send.js";

const STAYS = 8000;

/**
 * @param {string} text
 * @param {{undo?: string | (() => void), bad?: boolean}} [options] `undo` is an address to post to, or a function
 */
export function toast(text, { undo, bad = false } = {}) {
  const place = document.getElementById("toasts");
  const box = document.createElement("div");
  box.className = bad ? "toast bad" : "toast";
  box.append(text);
  if (undo) box.append(button("button-link", place.dataset.wordsUndo, () => takeBack(undo, box)));
  const close = button("icon-button", "", () => box.remove());
  close.setAttribute("aria-label", place.dataset.wordsClose);
  close.append(document.getElementById("icon-close").content.cloneNode(true));
  box.append(close);
  place.replaceChildren(box);
  leaveLater(box);
}

function button(kind, text, press) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = kind;
  made.textContent = text;
  made.addEventListener("click", press);
  return made;
}

function takeBack(undo, box) {
  box.remove();
  if (typeof undo === "function") undo();
  else post(undo);
}

/** A toast does not leave while somebody points at it or has moved the focus into it. */
function leaveLater(box) {
  setTimeout(() => (box.matches(":hover, :focus-within") ? leaveLater(box) : box.remove()), STAYS);
}

export function listenForToasts() {
  document.body.addEventListener("toast", (event) => toast(event.detail.text, event.detail));
  const place = document.getElementById("toasts");
  document.body.addEventListener("htmx:sendError", () => toast(place.dataset.wordsFailed, { bad: true }));
  document.body.addEventListener("htmx:responseError", (event) => {
    const refused = event.detail.xhr.status === 403 || event.detail.xhr.status === 404;
    toast(refused ? place.dataset.wordsRefused : place.dataset.wordsFailed, { bad: true });
  });
}
