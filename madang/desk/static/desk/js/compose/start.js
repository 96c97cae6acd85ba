// Keeps a composer at the open ticket, and its properties open to change.

import { keepChanges } from "./changes.js";
import { makeComposer } from "./composer.js";

let composer = null;

function begin() {
  composer?.leave();
  composer?.end();
  const form = document.getElementById("composer");
  composer = form ? makeComposer(/** @type {HTMLFormElement} */ (form)) : null;
}

document.addEventListener("desk:leaving", () => composer?.leave());
document.addEventListener("desk:opened", begin);
document.addEventListener("desk:list", begin);
document.addEventListener("desk:messages", () => composer?.heard());
window.addEventListener("pagehide", () => composer?.leave());
document.addEventListener("visibilitychange", () => document.hidden && composer?.leave());
keepChanges();
begin();
