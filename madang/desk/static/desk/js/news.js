// Tells somebody at once what they have to act on: an answer of theirs that was stopped, one to review … The hint says
// which tickets changed and how; whether it concerns this person, the desk says.

import { ask } from "../../ui/js/send.js";
import { keepNotices } from "./notices.js";

const KINDS = new Set(["reply.stopped", "reply.handed_over", "reply.returned", "delivery.failed", "delivery.refused", "delivery.bounced"]);
const TOLD = "madang.told";
const MOST = 4;

let turn = Promise.resolve();

/** The last event that was told, on any page of this tab: what came before the page was opened isn't told again. */
const last = () => Math.max(Number(sessionStorage.getItem(TOLD) ?? 0), Number(document.querySelector("meta[name=madang-live]")?.dataset.from ?? 0));

async function tell(tickets) {
  const answer = await (await ask(`${document.getElementById("news").dataset.news}?tickets=${tickets.join(",")}&after=${last()}`)).json();
  sessionStorage.setItem(TOLD, String(answer.last));
  for (const one of answer.news) show(one);
}

/** Say it until somebody has followed it or closed it; the newest few. */
function show({ text, href }) {
  const place = document.getElementById("news");
  const item = document.getElementById("news-item").content.firstElementChild.cloneNode(true);
  const link = item.querySelector("a");
  link.textContent = text;
  link.href = href;
  place.append(item);
  while (place.childElementCount > MOST) place.firstElementChild.remove();
}

document.addEventListener("click", (event) => {
  const item = event.target.closest?.("#news .news-item");
  if (item && event.target.closest("a, [data-news-close]")) item.remove();
});

document.addEventListener("madang:hint", ({ detail }) => {
  if (!detail.tickets.length || !detail.kinds.some((kind) => KINDS.has(kind))) return;
  turn = turn.then(() => tell(detail.tickets)).catch(() => {}); // a mail says it too
});

keepNotices(show);
