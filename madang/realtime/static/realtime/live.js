// Tells the page that something happened elsewhere. The server says what, never what it says: pages ask again.
//
// Loaded by the tag {% live %} in a template that has {% load live %}. It dispatches on `document`:
//
//   madang:hint        detail {tickets: [numbers], kinds: [names of events], everything: boolean}
//                      These tickets changed. With `list.changed` in kinds, a ticket that isn't named left the
//                      person's sight. With `everything`, it isn't known what happened: ask for all that is shown.
//                      Comes at most once a second, and to a hidden page when it is looked at again. A listener
//                      that asks for something gives its promise to detail.until(…): the next hint waits longer
//                      when that took long.
//   madang:presence    detail {ticket, people: [{id, name, typing}]}: who else has the ticket open.
//   madang:told        Something is new for this person alone.
//   madang:offline     The line has been down for two seconds.     madang:online   It is up (again).
//   madang:reload      Too much was missed; a madang:hint with `everything` follows by itself.
//   madang:signed-out  detail {because: "session" | "rights"}. After "rights" the page is loaded anew, unless a
//                      listener prevents that.
//
// Elements that only need to be asked for again say so themselves:
//
//   <div hx-get="…" hx-trigger="live" data-live="10482">   when this ticket changed
//   <div hx-get="…" hx-trigger="live" data-live>           whenever anything changed
//
// and others listen to madang:hint. <html data-live> is online, offline or signed-out. Elements with [data-live-status] are shown while the line is down, those with
// [data-live-signed-out] once the session ended. What presence needs is said in presence.js.

import { Gathering } from "./gathering.js";
import { attend } from "./presence.js";
import { Stream } from "./stream.js";

const WORKER = "madang-live-2"; // another number whenever pages and worker speak differently than before

const settings = /** @type {HTMLMetaElement} */ (document.querySelector("meta[name=madang-live]")).dataset;
const from = settings.from ? Number(settings.from) : null;
let online = false;

/** @param {string} name @param {any} detail */
function tell(name, detail = {}) {
  if (["online", "offline", "signed-out"].includes(name)) document.documentElement.dataset.live = name;
  return document.dispatchEvent(new CustomEvent(`madang:${name}`, { detail, cancelable: true }));
}

const gathering = new Gathering((hint) => {
  /** @type {Promise<unknown>[]} */ const asked = [];
  tell("hint", { ...hint, until: (/** @type {Promise<unknown>} */ promise) => asked.push(promise) });
  for (const element of document.querySelectorAll("[data-live]")) {
    const ticket = element.getAttribute("data-live");
    if (hint.everything || !ticket || hint.tickets.includes(Number(ticket))) {
      element.dispatchEvent(new CustomEvent("live"));
    }
  }
  return Promise.allSettled(asked);
});

/** @param {string} selector @param {boolean} shown */
function show(selector, shown) {
  for (const element of document.querySelectorAll(selector)) element.toggleAttribute("hidden", !shown);
}

/** @param {import("./stream.js").Name} name @param {any} data */
function heard(name, data) {
  switch (name) {
    case "hint":
      return gathering.add(data);
    case "reload":
      tell("reload");
      return gathering.addEverything();
    case "presence":
      return tell("presence", data);
    case "told":
      return tell("told");
    case "hello":
      show("[data-live-status], [data-live-signed-out]", false);
      if (!online) tell("online");
      online = true;
      return undefined;
    case "offline":
      show("[data-live-status]", true);
      online = false;
      return tell("offline");
    default:
      return signedOut(data);
  }
}

/** @param {{because: "session" | "rights"}} detail */
function signedOut(detail) {
  show("[data-live-status]", false);
  online = false;
  const reload = tell("signed-out", detail) && detail.because === "rights";
  if (reload) location.reload();
  else show("[data-live-signed-out]", true);
}

/** One stream for all tabs, where the browser can; else one of this page's own. */
function connect() {
  if (!("SharedWorker" in globalThis)) return alone();
  const script = new URL("./worker.js", import.meta.url);
  const worker = new SharedWorker(script, { type: "module", name: `${WORKER}-${settings.person}` });
  worker.addEventListener("error", alone, { once: true });
  worker.port.addEventListener("message", ({ data }) => heard(data.name, data.data));
  worker.port.start();
  worker.port.postMessage({ say: "here", from });
  addEventListener("pagehide", () => worker.port.postMessage({ say: "bye" }));
  addEventListener("pageshow", (event) => event.persisted && comeBack(() => worker.port.postMessage({ say: "here", from: null })));
  return undefined;
}

function alone() {
  const stream = new Stream("/desk/live", heard);
  stream.start(from);
  addEventListener("pagehide", () => stream.stop());
  addEventListener("pageshow", (event) => event.persisted && comeBack(() => stream.start(from)));
}

/** The page was put away as it was, and nothing reached it meanwhile. */
function comeBack(connectAgain) {
  connectAgain();
  gathering.addEverything();
}

connect();
attend(settings.presence ?? "/desk/presence");
