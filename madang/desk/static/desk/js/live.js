// Keeps what is on the screen true. A hint says which tickets changed; this asks for them again and puts the answer in
// place. Nothing moves under the pointer, and the focus stays where it is.

import { refreshTimes } from "../../ui/js/times.js";
import { renewList } from "./live_rows.js";
import { renewTicket } from "./live_ticket.js";
import { tell } from "./navigation.js";

/** @param {{tickets: number[], kinds: string[], everything: boolean}} hint */
async function onHint({ tickets, kinds, everything }) {
  const numbers = tickets.map(String);
  if (!everything && !tickets.length && kinds.every((kind) => kind.startsWith("user."))) return;
  const all = everything || kinds.includes("list.changed");
  tell("desk:stale", all ? {} : { numbers });
  // One part that fails must not keep the others old; the next hint asks again.
  await Promise.allSettled([renewList(numbers, all), renewTicket(numbers, all)]);
  refreshTimes();
}

let turn = Promise.resolve();

export function keepLive() {
  document.addEventListener("madang:hint", ({ detail }) => {
    turn = turn.then(() => onHint(detail)).catch(() => {});
    detail.until(turn);
  });
}
