// The open ticket, kept true: new messages below, receipts in place, the head and the customer beside it. What somebody
// writes is never touched.

import { ask } from "../../ui/js/send.js";
import { currentNumber, tell } from "./navigation.js";
import { renewPlanned } from "./planned.js";
import { toNewest } from "./talk.js";

const NEAR_END = 120;

/** Whether somebody works in this part just now: a menu of it is open, or the focus is in it. */
const inUse = (element) => element.contains(document.activeElement) || Boolean(element.querySelector("details[open], :popover-open, [data-unsaved]"));

/** Whether a ticket stands beside the open one, with its state. */
const isBeside = (number) => Boolean(document.querySelector(`#side [data-number="${CSS.escape(number)}"]`));

let asked = 0;
let shown = 0; // which asking the page shows: an answer that an older one gets late is not shown

export async function renewTicket(numbers, all) {
  const number = currentNumber();
  if (!number || !(all || numbers.includes(number) || numbers.some(isBeside))) return;
  const activity = location.search.includes("activity") ? "?activity" : "";
  const slug = document.getElementById("list").dataset.slug;
  const mine = ++asked;
  try {
    const answer = await ask(`/desk/${slug}/${number}/${activity}`, { target: "opened" });
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (number !== currentNumber() || mine < shown) return;
    shown = mine;
    put(fresh);
  } catch (error) {
    if (error.status === 404) tell("desk:gone", { number });
    else throw error;
  }
}

/** Whether a page holds a conversation: a deleted ticket has none. @param {Document} page */
const hasTalk = (page) => Boolean(page.getElementById("messages"));

function put(fresh) {
  if (!hasTalk(fresh) || !hasTalk(document)) return putWhole(fresh);
  for (const id of ["subject", "properties", "ties", "side"]) replaceInside(id, fresh);
  renewParts(fresh);
  renewPlanned(fresh);
  tell("desk:renewed", { fresh });
  if (isClosed(document) !== isClosed(fresh)) tell("desk:closing", { fresh });
  const talk = document.getElementById("talk");
  const atEnd = talk.scrollHeight - talk.scrollTop - talk.clientHeight < NEAR_END;
  const before = talk.scrollTop;
  const messages = document.getElementById("messages");
  takeOutGone(messages, fresh); // before what is new leaves the fresh page for this one
  const added = putIn(messages, fresh);
  messages.dataset.newest = fresh.getElementById("messages").dataset.newest;
  document.getElementById("ticket").dataset.newest = messages.dataset.newest;
  const said = added.filter((item) => item.matches(".msg"));
  if (!said.length) return;
  announce(said);
  tell("desk:messages", { number: currentNumber(), added: said.map((item) => item.dataset.message) });
  if (atEnd && !talk.matches(":hover")) toNewest();
  else {
    talk.scrollTop = before;
    if (talk.scrollHeight - talk.scrollTop - talk.clientHeight > NEAR_END) showNewer();
  }
}

/** A ticket was deleted, or brought back: nothing of what is shown stays. */
function putWhole(fresh) {
  tell("desk:leaving");
  const pane = document.getElementById("opened");
  fresh.querySelector("title")?.remove();
  pane.replaceChildren(...document.adoptNode(fresh.body).childNodes);
  window.htmx.process(pane);
  tell("desk:opened", { number: currentNumber() });
}

const isClosed = (page) => Boolean(page.getElementById("composer-closed"));

function replaceInside(id, fresh) {
  const [old, now] = [document.getElementById(id), fresh.getElementById(id)];
  if (!old || !now || old.innerHTML === now.innerHTML || inUse(old)) return;
  old.replaceChildren(...document.adoptNode(now).childNodes);
  window.htmx.process(old);
}

/** While somebody works beside the conversation, the parts there that are not in use are renewed each by itself. */
function renewParts(fresh) {
  if (!inUse(document.getElementById("side"))) return;
  for (const part of document.querySelectorAll("#side [data-part]")) replaceInside(part.id, fresh);
  for (const place of document.querySelectorAll("#side [data-parts]")) matchParts(place, fresh.getElementById(place.id));
}

/** Parts come and go as answers show others; the one that is in use stays where it is. */
function matchParts(place, fresh) {
  if (!fresh) return;
  const wanted = [...fresh.querySelectorAll(":scope > [data-part]")];
  for (const part of place.querySelectorAll(":scope > [data-part]")) {
    if (!wanted.some(({ id }) => id === part.id) && !inUse(part)) part.remove();
  }
  let last = null;
  for (const part of wanted) {
    const there = document.getElementById(part.id) ?? document.adoptNode(part);
    if (!there.parentElement && last) last.after(there);
    else if (!there.parentElement) place.querySelector("h2").after(there);
    last = there;
  }
}

/** Whether the item is on the screen already; its receipts are brought up to date. */
function renewed(item) {
  const old = document.getElementById(item.id);
  if (!old) return false;
  if (old.dataset.version !== item.dataset.version) {
    old.replaceWith(document.adoptNode(item)); // something of it was blacked out
    return true;
  }
  const [had, has] = [old.querySelector(".receipts"), item.querySelector(".receipts")];
  if (had && has && had.innerHTML !== has.innerHTML && !inUse(had)) {
    had.replaceChildren(...document.adoptNode(has).childNodes);
    window.htmx.process(had);
  }
  return true;
}

const itemsOf = (page) => [...page.querySelectorAll("#messages > .msg, #messages > .event")];

/** A message that was split off is not here any more; what lies before the first fresh one was not asked for. */
function takeOutGone(messages, fresh) {
  const there = itemsOf(fresh).map(({ id }) => id);
  const here = itemsOf(document);
  const first = here.findIndex(({ id }) => there.includes(id));
  if (first >= 0) for (const old of here.slice(first)) if (!there.includes(old.id)) old.remove();
}

/** What is new, each where it stands in the fresh page; what lies behind "Earlier messages" comes by that. */
function putIn(messages, fresh) {
  const items = itemsOf(fresh);
  const known = items.map(renewed);
  const first = known.indexOf(true);
  const from = messages.querySelector(":scope > .earlier") ? Math.max(first, 0) : 0;
  const added = [];
  let last = null;
  for (const [nth, item] of items.entries()) {
    if (!known[nth] && nth >= from) {
      if (last) last.after(document.adoptNode(item));
      else if (first >= 0) document.getElementById(items[first].id).before(document.adoptNode(item));
      else messages.append(document.adoptNode(item));
      item.classList.add("new");
      window.htmx.process(item);
      added.push(item);
    }
    last = document.getElementById(item.id);
  }
  return added;
}

function announce(messages) {
  const place = document.getElementById("announce");
  for (const message of messages) {
    const line = document.createElement("p");
    line.textContent = place.dataset.wordsMessage.replace("#", message.querySelector(".by h2").textContent);
    place.append(line);
  }
  while (place.childElementCount > 5) place.firstElementChild.remove();
}

function showNewer() {
  const talk = document.getElementById("talk");
  if (talk.querySelector(".newer")) return;
  talk.append(document.getElementById("newer").content.cloneNode(true));
  const button = talk.querySelector(".newer");
  button.querySelector("[data-newer]").addEventListener("click", () => {
    button.remove();
    toNewest();
  });
}
