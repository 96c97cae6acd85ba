// The list of notices: read one by one or all at once, by pointer or by keys; j and k move, e marks.

import { ask } from "../../ui/js/send.js";
import { toast } from "../../ui/js/toast.js";
import { read } from "./notices.js";

const place = document.getElementById("notices");
const all = document.querySelector("[data-read-all]");
let turn = Promise.resolve();

async function renew() {
  const answer = await ask(location.pathname + location.search, { target: "notices" });
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  const at = document.activeElement?.closest?.(".notice-line")?.dataset.notice; // now: it moves while the answer is awaited
  place.replaceChildren(...document.adoptNode(fresh.body).childNodes);
  all.hidden = !place.querySelector(".fresh");
  if (at) place.querySelector(`[data-notice="${at}"] a`)?.focus({ preventScroll: true });
}

async function mark(values) {
  try {
    await read(values);
  } catch {
    toast(place.dataset.wordsFailed, { bad: true });
  }
}

document.addEventListener("click", (event) => {
  const line = event.target.closest?.(".notice-line");
  if (event.target.closest?.("[data-mark-read]")) mark({ notice: line.dataset.notice });
  else if (event.target.closest?.("[data-mark-unread]")) mark({ notice: line.dataset.notice, unread: "1" });
  else if (event.target.closest?.("[data-read-all]")) mark({ up_to: place.querySelector("[data-newest]").dataset.newest });
  else if (event.target.closest?.(".fresh .notice-link")) read({ notice: line.dataset.notice }).catch(() => {}); // goes along while the page changes
});

document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey || event.target.closest?.("input, textarea")) return;
  const links = [...place.querySelectorAll(".notice-link")];
  const at = links.indexOf(document.activeElement);
  const step = { KeyJ: 1, ArrowDown: 1, KeyK: -1, ArrowUp: -1 }[event.code];
  if (step) (at < 0 ? links[step > 0 ? 0 : links.length - 1] : links[at + step])?.focus();
  else if (event.code === "KeyE" && at >= 0) links[at].closest("li").querySelector("[data-mark-read], [data-mark-unread]").click();
  else return;
  event.preventDefault();
});

document.addEventListener("desk:noticed", () => {
  turn = turn.then(renew).catch(() => {});
});
