// The conversation: it opens at the newest message and stays there while mails find their height; earlier ones on demand.

import { ask } from "../../ui/js/send.js";

let following = false; // until somebody scrolls, the newest message stays in view

const talk = () => document.getElementById("talk");

/** Show the newest message from its beginning, or the end when it is short. */
export function toNewest() {
  const place = talk();
  const last = place?.querySelector(".msg:last-of-type");
  if (!place || !last) return;
  const end = place.scrollHeight - place.clientHeight;
  const top = last.offsetTop - place.offsetTop - 12;
  place.scrollTop = Math.min(end, top);
}

const grown = new ResizeObserver(() => following && toNewest());

function onOpened() {
  grown.disconnect();
  const messages = document.getElementById("messages");
  if (!messages) return;
  following = true;
  grown.observe(messages);
  grown.observe(talk()); // the composer below takes its height when it is ready
  toNewest();
}

async function loadEarlier(link) {
  following = false;
  const place = talk();
  const fromEnd = place.scrollHeight - place.scrollTop;
  const answer = await ask(link.href, { target: "messages" });
  const parsed = new DOMParser().parseFromString(await answer.text(), "text/html");
  const earlier = parsed.getElementById("messages");
  link.closest(".earlier").replaceWith(...earlier.childNodes);
  window.htmx.process(document.getElementById("messages"));
  place.scrollTop = place.scrollHeight - fromEnd;
  document.dispatchEvent(new CustomEvent("desk:messages"));
}

/** Put the ticket's events between its messages, or take them out. What somebody writes below stays untouched. */
async function toggleActivity(link) {
  const on = link.getAttribute("aria-pressed") !== "true";
  const number = document.getElementById("ticket").dataset.number;
  const answer = await ask(`/desk/tickets/${number}/messages/${on ? "?activity" : ""}`, { target: "talk" });
  window.htmx.swap(talk(), await answer.text(), { swapStyle: "innerHTML", swapDelay: 0, settleDelay: 0 });
  link.setAttribute("aria-pressed", String(on));
  history.replaceState(history.state, "", location.pathname + (on ? "?activity" : ""));
  onOpened();
}

export function keepTalk() {
  const stop = (event) => { if (event.target.closest?.("#talk")) following = false; };
  for (const kind of ["wheel", "touchmove", "pointerdown", "keydown"]) document.addEventListener(kind, stop, { passive: true });
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("[data-earlier], [data-activity]");
    if (!link) return;
    event.preventDefault();
    const done = link.matches("[data-earlier]") ? loadEarlier(link) : toggleActivity(link);
    done.catch(() => location.reload());
  });
  document.addEventListener("desk:opened", onOpened);
  onOpened();
}
