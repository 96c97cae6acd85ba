// The shared worker: one stream for all tabs of this desk in this browser (browsers allow six connections a host).

import { Stream } from "./stream.js";

/** @typedef {{name: string, data: any, last: number | null}} News */

const KEPT = 200;
const LET_GO_AFTER = 5_000;

/** @type {Set<MessagePort>} */
const tabs = new Set();
/** @type {News[]} the newest hints, for tabs whose page was made before they were told */
const recent = [];
/** @type {number | null} all hints after this event are in `recent` */
let since = null;

const stream = new Stream("/desk/live", (name, data, last) => {
  if (name === "hello") since ??= last;
  if (name === "hint" || name === "reload") keep({ name, data, last });
  for (const tab of tabs) tab.postMessage({ name, data });
});

/** @param {News} news */
function keep(news) {
  recent.push(news);
  while (recent.length > KEPT) since = recent.shift()?.last ?? since;
}

/**
 * A page was made when the history stood at `from`: it is told what came after that.
 * @param {MessagePort} tab @param {number | null} from
 */
function welcome(tab, from) {
  const others = [...tabs].filter((one) => one !== tab);
  tabs.add(tab);
  if (!stream.isOpen) {
    // The session had ended, and somebody signed in again in this tab.
    for (const other of others) other.postMessage({ name: "reload", data: {} });
    begin(from);
    return;
  }
  if (stream.isOnline) tab.postMessage({ name: "hello", data: {} });
  if (stream.isOffline) tab.postMessage({ name: "offline", data: {} });
  if (from === null || since === null) return;
  if (from < since) tab.postMessage({ name: "reload", data: {} });
  else for (const { name, data, last } of recent) if (last === null || last > from) tab.postMessage({ name, data });
}

/** @param {number | null} from */
function begin(from) {
  recent.length = 0;
  since = from;
  stream.last = null;
  stream.start(from);
}

/** @param {MessagePort} tab */
function leave(tab) {
  tabs.delete(tab);
  setTimeout(() => tabs.size === 0 && stream.stop(), LET_GO_AFTER);
}

globalThis.addEventListener("connect", (event) => {
  const [tab] = /** @type {MessageEvent} */ (event).ports;
  tab.addEventListener("message", ({ data }) => (data.say === "here" ? welcome(tab, data.from) : leave(tab)));
  tab.start();
});
