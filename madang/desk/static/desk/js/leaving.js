// The list of answers that wait to leave, kept true.

import { ask } from "../../ui/js/send.js";

let turn = Promise.resolve();

async function renew() {
  const place = document.getElementById("leaving");
  if (place.contains(document.activeElement)) return; // the focus stays where it is; the next hint asks again
  const answer = await ask(place.dataset.lines, { target: "leaving" });
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  place.replaceChildren(...document.adoptNode(fresh.body).childNodes);
}

document.addEventListener("madang:hint", () => {
  turn = turn.then(renew).catch(() => {});
});
