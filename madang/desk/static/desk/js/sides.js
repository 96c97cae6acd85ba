// Side conversations: one is open in a drawer beside the conversation. It is kept true while others write, and what somebody
// has begun to write in it stays in this tab.

import { ask } from "../../ui/js/send.js";
import { toast } from "../../ui/js/toast.js";
import { call } from "./compose/calls.js";

let opener = null; // gets the focus back

const drawer = () => /** @type {HTMLDialogElement | null} */ (document.getElementById("side-talk"));
const body = () => drawer()?.querySelector("[data-side-body]");
const keptUnder = (form) => `side:${form.dataset.sideForm}`;

function keep(form) {
  const values = Object.fromEntries(["to", "subject", "text"].filter((name) => form.elements[name] && form.elements[name].value !== form.elements[name].defaultValue).map((name) => [name, form.elements[name].value]));
  sessionStorage.setItem(keptUnder(form), JSON.stringify(values));
}

function bringBack(form) {
  const kept = JSON.parse(sessionStorage.getItem(keptUnder(form)) ?? "{}");
  for (const [name, value] of Object.entries(kept)) if (form.elements[name] && value) form.elements[name].value = value;
  form.elements.key.value = crypto.randomUUID?.() ?? `${Date.now()}${Math.random()}`.slice(0, 36);
}

function toEnd() {
  const place = body();
  if (place) place.scrollTop = place.scrollHeight;
}

async function load(address) {
  return (await ask(address, { target: "side-talk" })).text();
}

/** @param {string} address @param {{focus?: boolean}} [how] */
async function open(address, { focus = true } = {}) {
  const place = drawer();
  place.innerHTML = await load(address);
  window.htmx.process(place);
  place.dataset.address = address;
  if (!place.open) place.show();
  const form = place.querySelector("form");
  if (form) bringBack(form);
  toEnd();
  if (focus) (place.querySelector("form input:not([type=hidden], [type=radio], [type=file], [value]), form textarea") ?? place.querySelector("h2")).focus();
  await seen();
}

function leave() {
  const place = drawer();
  if (!place?.open) return;
  place.close();
  place.replaceChildren();
  const back = opener?.isConnected ? opener : document.querySelector(`[data-side-open="${CSS.escape(place.dataset.address ?? "")}"]`);
  (back ?? document.getElementById("talk"))?.focus({ preventScroll: true });
}

let renewTicket = async () => {};
let told = ""; // what was said to be read, so that it is said once

async function seen() {
  const place = body();
  if (!place || document.hidden || told === `${place.dataset.address} ${place.dataset.newest}`) return;
  told = `${place.dataset.address} ${place.dataset.newest}`;
  await call(place.dataset.address, { do: "see", newest: place.dataset.newest });
  await renewTicket();
}

/** Something happened on the ticket: what is new is put below, and what is being written stays as it is. */
async function renew() {
  const place = body();
  if (!drawer()?.open || !place) return;
  const fresh = new DOMParser().parseFromString(await load(place.dataset.address), "text/html");
  if (place !== body()) return;
  const atEnd = place.scrollHeight - place.scrollTop - place.clientHeight < 80;
  for (const part of ["[data-side-head]", "[data-side-body]"]) {
    const [old, now] = [drawer().querySelector(part), fresh.querySelector(part)];
    if (old.innerHTML === now.innerHTML || (part === "[data-side-head]" && old.contains(document.activeElement))) continue;
    old.replaceChildren(...document.adoptNode(now).childNodes);
    old.dataset.newest = now.dataset.newest ?? "";
    window.htmx.process(old);
  }
  const [foot, now] = [drawer().querySelector("[data-side-foot]"), fresh.querySelector("[data-side-foot]")];
  if (Boolean(foot.querySelector("form")) !== Boolean(now.querySelector("form"))) {
    foot.replaceChildren(...document.adoptNode(now).childNodes);
    if (foot.querySelector("form")) bringBack(foot.querySelector("form"));
    if (atEnd) toEnd();
    return seen();
  }
  const [to, theirs] = [foot.querySelector("[name=to]"), now.querySelector("[name=to]")];
  if (to && theirs && to.value === to.defaultValue) to.defaultValue = to.value = theirs.defaultValue; // somebody joined
  if (atEnd) toEnd();
  await seen();
}

function refuse(form, error) {
  const line = form.querySelector("[data-side-wrong]");
  line.querySelector("span").textContent = error instanceof TypeError ? drawer().dataset.wordsFailed : error.message;
  line.hidden = false;
}

async function send(form) {
  if ("busy" in form.dataset) return;
  form.dataset.busy = ""; // not by a disabled button: that would take the focus away
  try {
    const { side } = await call(form.dataset.sideForm, new FormData(form));
    sessionStorage.removeItem(keptUnder(form));
    toast(drawer().dataset.wordsSent);
    await open(`/desk/sides/${side}/`);
    await renewTicket();
  } catch (error) {
    refuse(form, error);
    delete form.dataset.busy;
  }
}

async function act(button) {
  const address = body().dataset.address;
  const closing = button.dataset.sideDo === "close";
  try {
    await call(address, { do: button.dataset.sideDo });
    toast(closing ? drawer().dataset.wordsClosed : drawer().dataset.wordsReopened);
    await open(address);
    await renewTicket();
  } catch (error) {
    toast(error instanceof TypeError ? drawer().dataset.wordsFailed : error.message, { bad: true });
  }
}

function quote(form) {
  const said = form.querySelector("[data-side-said]").content.textContent;
  const text = form.elements.text;
  text.value = `${text.value.trimEnd()}\n\n${said.split("\n").map((line) => `> ${line}`).join("\n")}\n`.trimStart();
  text.focus();
  keep(form);
}

function onClick(event) {
  const on = (attribute) => event.target.closest?.(`[${attribute}]`);
  const link = on("data-side-open");
  if (link) {
    opener = link;
    open(link.dataset.sideOpen).catch(() => toast(drawer().dataset.wordsFailed, { bad: true }));
  } else if (on("data-side-leave")) leave();
  else if (on("data-side-do")) act(on("data-side-do"));
  else if (on("data-side-quote")) quote(on("data-side-quote").form);
}

/** A notice leads to what is new in a side conversation. */
function onOpened() {
  leave();
  if (location.hash === "#sides") (document.querySelector("[data-unread-side]") ?? document.querySelector("#sides [data-side-open]"))?.click();
}

/** @param {() => Promise<void>} renewing asks anew for the ticket */
export function keepSides(renewing) {
  if (!drawer()) return;
  renewTicket = renewing;
  document.addEventListener("click", onClick);
  drawer().addEventListener("submit", (event) => {
    event.preventDefault();
    send(event.target);
  });
  drawer().addEventListener("input", (event) => event.target.form && event.target.type !== "file" && keep(event.target.form));
  drawer().addEventListener("change", (event) => {
    if (event.target.type !== "file") return;
    const names = [...event.target.files].map(({ name }) => name);
    if (names.length) event.target.form.querySelector("[data-side-files]").textContent = names.join(", ");
  });
  drawer().addEventListener("keydown", (event) => {
    if (event.isComposing || event.code !== "Escape") return;
    event.preventDefault();
    event.stopPropagation();
    leave();
  });
  document.addEventListener("desk:renewed", () => renew().catch(() => {}));
  document.addEventListener("visibilitychange", () => seen().catch(() => {}));
  document.addEventListener("desk:opened", onOpened);
  onOpened();
}
