// Keeps a composer at the open ticket, and its properties open to change.

import { ask } from "../../../ui/js/send.js";
import { toast } from "../../../ui/js/toast.js";
import { keepFields } from "../fields.js";
import { renewTicket } from "../live_ticket.js";
import { currentNumber } from "../navigation.js";
import { keepSuggestions } from "../suggestions.js";
import { keepPlanned } from "../planned.js";
import { keepSides } from "../sides.js";
import { keepChanges } from "./changes.js";
import { makeComposer } from "./composer.js";

let composer = null;

function begin() {
  composer?.leave();
  composer?.end();
  const form = document.getElementById("composer");
  composer = form ? makeComposer(/** @type {HTMLFormElement} */ (form)) : null;
}

/** The ticket was closed or opened again by somebody else: what is written stays to be read, or comes back. */
function change(fresh) {
  const place = document.getElementById("compose");
  const now = fresh.getElementById("compose");
  const written = composer?.written() ?? [];
  const said = composer?.closed;
  const had = place.contains(document.activeElement);
  composer?.leave();
  place.replaceChildren(...document.adoptNode(now).childNodes);
  for (const [visibility, nodes] of written) {
    const kept = place.querySelector(`[data-kept-of="${visibility}"]`);
    if (!kept) continue;
    kept.querySelector("[data-kept-words]").replaceChildren(...nodes);
    kept.hidden = false;
    kept.open = true;
  }
  if (said) toast(said);
  if (had) document.getElementById("talk").focus({ preventScroll: true });
  begin();
}

/** Show the drafts as the desk has them now: an answer was called back into one. */
async function reopen() {
  const address = `/desk/${document.getElementById("list").dataset.slug}/${currentNumber()}/`;
  const fresh = new DOMParser().parseFromString(await (await ask(address, { target: "opened" })).text(), "text/html");
  composer?.end();
  composer = null;
  document.getElementById("compose").replaceChildren(...document.adoptNode(fresh.getElementById("compose")).childNodes);
  begin();
  document.getElementById("tab-public")?.click();
}

document.addEventListener("desk:opened", begin);
let writesThere = false; // a merged ticket was left to answer where its conversation goes on
document.addEventListener("click", (event) => {
  writesThere = Boolean(event.target.closest?.("[data-write-there]"));
}, true);
document.addEventListener("desk:opened", () => {
  if (!writesThere) return;
  writesThere = false;
  document.querySelector("#composer [role=tab]")?.click();
});
document.addEventListener("desk:leaving", () => composer?.leave());
document.addEventListener("desk:list", begin);
document.addEventListener("desk:closing", ({ detail }) => change(detail.fresh));
document.addEventListener("desk:renewed", ({ detail }) => composer?.renew(detail.fresh));
document.addEventListener("desk:messages", () => composer?.heard());
window.addEventListener("pagehide", () => composer?.leave());
document.addEventListener("visibilitychange", () => document.hidden && composer?.leave());
keepChanges();
keepFields(() => renewTicket([], true));
keepSides(() => renewTicket([], true));
keepSuggestions();
keepPlanned({ renew: () => renewTicket([], true), flush: async () => composer?.flush(), reopen });
begin();
