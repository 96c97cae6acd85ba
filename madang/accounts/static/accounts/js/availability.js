// Whether one is there: said in the person's menu, shown at their face, and noticed while they use the desk.
//
//   <form id="my-availability" data-state="away" data-said="자리 비움" data-shown="address of this part" data-sign="…">
//
// With data-sign the desk wants to know that the person uses it: once a minute at most, from one tab of a browser.

import { ask, csrfToken } from "../../ui/js/send.js";
import { toast } from "../../ui/js/toast.js";

const EVERY = 60_000;
const SIGNED = "madang.signed";

const form = () => document.getElementById("my-availability");

/** Put the part that came in its place, and its state at the face. */
function put(html) {
  const part = new DOMParser().parseFromString(html, "text/html").getElementById("my-availability");
  if (!part) return;
  const focused = form().contains(document.activeElement) ? document.activeElement : null;
  form().replaceWith(document.adoptNode(part));
  if (focused) part.querySelector(focused.matches("[aria-current]") ? "[aria-current]" : `button[value="${focused.value}"]`)?.focus();
  const lamp = document.querySelector("[data-my-lamp] .lamp");
  if (lamp) lamp.className = `lamp ${part.dataset.state}`;
}

async function say(said) {
  const headers = { "HX-Request": "true", "X-CSRFToken": csrfToken() };
  const answer = await fetch(form().action, { method: "POST", headers, body: new URLSearchParams({ said }), credentials: "same-origin" });
  if (!answer.ok) throw new Error(`answered ${answer.status}`);
  put(await answer.text());
  const menu = form().closest("details");
  menu.open = false;
  menu.querySelector("summary").focus();
  toast(form().dataset.said);
}

/** Somebody pressed a key or moved the pointer here. */
async function sign() {
  const address = form()?.dataset.sign;
  if (!address || Date.now() - Number(localStorage.getItem(SIGNED) ?? 0) < EVERY) return;
  localStorage.setItem(SIGNED, String(Date.now()));
  await fetch(address, { method: "POST", headers: { "X-CSRFToken": csrfToken() }, credentials: "same-origin" });
  if (form().dataset.state !== "online") put(await (await ask(form().dataset.shown)).text());
}

document.addEventListener("submit", (event) => {
  if (event.target !== form()) return;
  event.preventDefault();
  say(event.submitter?.value ?? "online").catch(() => toast(document.getElementById("toasts").dataset.wordsFailed, { bad: true }));
});
document.addEventListener("toggle", ({ target }) => {
  if (!target.matches?.("details[open]") || !target.contains(form()) || form().contains(document.activeElement)) return;
  (form().querySelector("[aria-current]") ?? form().querySelector("button")).focus();
}, true);
for (const name of ["keydown", "pointerdown", "wheel"]) document.addEventListener(name, () => sign().catch(() => {}), { passive: true, capture: true });

document.addEventListener("madang:hint", ({ detail }) => {
  if (!detail.everything && !detail.kinds.includes("user.availability_changed")) return;
  const renew = async () => {
    if (form() && !form().closest("details").open) put(await (await ask(form().dataset.shown)).text());
  };
  detail.until(renew().catch(() => {}));
});
