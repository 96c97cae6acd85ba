// The list of answers that wait to leave, kept true; j and k move in it.

import { ask } from "../../ui/js/send.js";
import { count, keepCounting } from "./countdown.js";

let turn = Promise.resolve();

async function renew() {
  const place = document.getElementById("leaving");
  if (place.contains(document.activeElement)) return; // the focus stays where it is; the next hint asks again
  const answer = await ask(place.dataset.lines, { target: "leaving" });
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  place.replaceChildren(...document.adoptNode(fresh.body).childNodes);
  count();
}

function move(step) {
  const lines = [...document.querySelectorAll(".leaving-line")];
  const at = lines.indexOf(document.activeElement);
  (at < 0 ? lines[step > 0 ? 0 : lines.length - 1] : lines[at + step])?.focus();
}

document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey || event.target.closest?.("input, textarea")) return;
  const step = { KeyJ: 1, ArrowDown: 1, KeyK: -1, ArrowUp: -1 }[event.code];
  if (!step) return;
  event.preventDefault();
  move(step);
});

document.addEventListener("madang:hint", () => {
  turn = turn.then(renew).catch(() => {});
});
keepCounting();
