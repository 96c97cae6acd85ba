// Switches pushes on in this browser; only a press of the button asks. What can't be is said in words.

import { csrfToken } from "../ui/js/send.js";

const place = document.querySelector("[data-push]");
const say = (name, words = "") => {
  const line = document.querySelector(`[data-push-${name}]`);
  line.hidden = false;
  if (words) line.querySelector("span").textContent = words;
};
const able = () => "serviceWorker" in navigator && "PushManager" in globalThis && "Notification" in globalThis;
const isApplePhone = () => /iPhone|iPad/.test(navigator.userAgent) || (navigator.platform === "MacIntel" && navigator.maxTouchPoints > 1);

async function post(address, values = {}) {
  const headers = { "X-CSRFToken": csrfToken() };
  const answer = await fetch(address, { method: "POST", headers, body: new URLSearchParams(values), credentials: "same-origin" });
  if (answer.status === 422) throw Object.assign(new Error("refused"), { words: (await answer.json()).detail });
  if (!answer.ok || answer.redirected) throw new Error(`answered ${answer.status}`);
  return answer.json();
}

const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (one) => one.charCodeAt(0));
const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

/** The worker, once it is there; null where none was put up. */
const registration = () => navigator.serviceWorker.getRegistration(place.dataset.worker);

async function subscribed(key) {
  await navigator.serviceWorker.register(place.dataset.worker);
  const ready = await active();
  const before = await ready.pushManager.getSubscription();
  // One of another key, of a desk that was here before, takes nothing of ours.
  // Nor does one that its push service knows no more, although the browser still has it.
  if (before && ("gone" in place.dataset || text(before.options.applicationServerKey ?? new ArrayBuffer(0)) !== key)) await before.unsubscribe();
  return ready.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytes(key) });
}

/** The registration with a worker at work: this page is outside of what it stands for, so `ready` never comes. */
async function active() {
  const found = await registration();
  const worker = found.installing ?? found.waiting;
  if (found.active || !worker) return found;
  await new Promise((done) => {
    worker.addEventListener("statechange", () => ["activated", "redundant"].includes(worker.state) && done());
  });
  return found;
}

async function switchOn({ currentTarget: button }) {
  button.disabled = true;
  document.querySelector("[data-push-failed]").hidden = true;
  try {
    if ((await Notification.requestPermission()) !== "granted") {
      look();
      return;
    }
    const { key } = await post(place.dataset.key);
    const found = await subscribed(key);
    await post(place.dataset.here, { endpoint: found.endpoint, key: text(found.getKey("p256dh")), secret: text(found.getKey("auth")) });
    location.reload();
  } catch (error) {
    say("failed", error.words ?? document.querySelector("[data-push-failed] span").dataset.words);
  } finally {
    button.disabled = false;
  }
}

async function look() {
  const button = place.querySelector("[data-push-on]");
  if (!globalThis.isSecureContext) say("insecure");
  else if (!able()) say(isApplePhone() ? "apple" : "missing");
  else if (Notification.permission === "denied") {
    button.hidden = true;
    say("refused");
  } else {
    const known = "on" in place.dataset && (await (await registration())?.pushManager.getSubscription());
    button.hidden = Boolean(known);
  }
}

/** Whoever ends pushes here ends them in the browser too. */
async function end(event) {
  event.preventDefault();
  const form = event.currentTarget;
  await (await (await registration())?.pushManager.getSubscription())?.unsubscribe().catch(() => {});
  form.submit();
}

if (place) {
  place.querySelector("[data-push-on]").addEventListener("click", switchOn);
  if (able()) document.querySelector("[data-push-end]")?.closest("form").addEventListener("submit", end);
  look();
}
