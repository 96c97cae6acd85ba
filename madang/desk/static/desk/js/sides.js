// Side conversations: one is open in a drawer beside the conversation, named in the address, and kept true while others
// write.

import { ask } from "../../ui/js/send.js";
import { toast } from "../../ui/js/toast.js";
import { call } from "./compose/calls.js";
import { makeSideWriter } from "./side_writer.js";

const IN_ADDRESS = /^#side-(\d+)$/;
let opener = null; // gets the focus back
let writer = null; // of the open one, where one may write in it

const drawer = () => /** @type {HTMLDialogElement | null} */ (document.getElementById("side-talk"));
const body = () => drawer()?.querySelector("[data-side-body]");

function begin() {
  writer?.end();
  const form = drawer().querySelector("form");
  writer = form && makeSideWriter(form, sent);
}

async function sent(side) {
  toast(drawer().dataset.wordsSent);
  await open(`/desk/sides/${side}/`);
  await renewTicket();
}

/** Say in the address which one is open, so that it is found again after a reload. */
function name(address) {
  const side = /^\/desk\/sides\/(\d+)\/$/.exec(address)?.[1];
  if (!side && !IN_ADDRESS.test(location.hash)) return;
  history.replaceState(history.state, "", `${location.pathname}${location.search}${side ? `#side-${side}` : ""}`);
}

let end = 0; // where the newest message was brought into sight

function toEnd() {
  const place = body();
  if (!place) return;
  place.scrollTop = place.scrollHeight;
  end = place.scrollTop;
}

/** Mail grows once it is there; whoever has not scrolled away goes on seeing the newest. */
function onGrown(event) {
  if (event.target.matches?.("iframe") && body()?.scrollTop >= end - 2) toEnd();
}

async function load(address) {
  return (await ask(address, { target: "side-talk" })).text();
}

/** @param {string} address @param {{focus?: boolean}} [how] */
async function open(address, { focus = true } = {}) {
  const place = drawer();
  const page = await load(address);
  writer?.leave();
  place.innerHTML = page;
  window.htmx.process(place);
  place.dataset.address = address;
  if (!place.open) place.show();
  begin();
  name(address);
  toEnd();
  if (focus) firstField(place).focus();
  await seen();
}

/** Where one begins to write: what is still empty, else the words; without a form, the heading. */
function firstField(place) {
  if (!writer) return place.querySelector("h2");
  const empty = [...place.querySelectorAll("[name=to], [name=subject]")].find((field) => !field.value && field.checkVisibility());
  return empty ?? writer;
}

function leave() {
  const place = drawer();
  if (!place?.open) return;
  writer?.end();
  writer = null;
  name("");
  place.close();
  place.replaceChildren();
  const named = `[data-side-open="${CSS.escape(place.dataset.address ?? "")}"]`;
  const places = [opener, document.querySelector(`#sides ${named}`), document.querySelector(named)];
  const back = places.find((one) => one?.isConnected && one.checkVisibility());
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
    begin();
    if (atEnd) toEnd();
    return seen();
  }
  writer?.renew(now.querySelector("[name=to]")?.dataset.usual ?? "");
  if (atEnd) toEnd();
  await seen();
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

function onClick(event) {
  const on = (attribute) => event.target.closest?.(`[${attribute}]`);
  const link = on("data-side-open");
  if (link) {
    opener = link;
    open(link.dataset.sideOpen).catch(() => toast(drawer().dataset.wordsFailed, { bad: true }));
  } else if (on("data-side-leave")) leave();
  else if (on("data-side-do")) act(on("data-side-do"));
}

/** Another ticket is shown; a notice, a link or a reload names the side conversation to open. */
function onOpened() {
  const side = IN_ADDRESS.exec(location.hash)?.[1];
  leave();
  if (!side) return;
  opener = null;
  open(`/desk/sides/${side}/`).catch((error) => (error.status === 404 ? name("") : toast(drawer().dataset.wordsFailed, { bad: true })));
}

/** @param {() => Promise<void>} renewing asks anew for the ticket */
export function keepSides(renewing) {
  if (!drawer()) return;
  renewTicket = renewing;
  document.addEventListener("click", onClick);
  drawer().addEventListener("load", onGrown, true);
  drawer().addEventListener("keydown", (event) => {
    if (event.isComposing || event.code !== "Escape") return;
    event.preventDefault();
    event.stopPropagation();
    leave();
  });
  document.addEventListener("desk:renewed", () => renew().catch(() => {}));
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) writer?.leave();
    else seen().catch(() => {});
  });
  window.addEventListener("pagehide", () => writer?.leave());
  window.addEventListener("hashchange", () => IN_ADDRESS.test(location.hash) && onOpened());
  document.addEventListener("desk:opened", onOpened);
  onOpened();
}
