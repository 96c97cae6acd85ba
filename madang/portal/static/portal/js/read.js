// Says once that a person has read the answer: when the page is in sight for a moment and a hand then moves,
// touches or presses something. Scrolling counts by the wheel or the finger alone: a program that scrolls
// makes the same event as a person.

const HANDS = ["pointerdown", "pointermove", "touchstart", "keydown", "wheel"];
const A_MOMENT = 800;

const form = document.querySelector("form[data-read]");
let inSightSince = inSight() ? performance.now() : Infinity;
let saying = false;

function inSight() {
  return document.visibilityState === "visible";
}

function onSight() {
  inSightSince = inSight() ? performance.now() : Infinity;
}

function onHand(event) {
  if (!saying && event.isTrusted && performance.now() - inSightSince >= A_MOMENT) void say();
}

async function say() {
  saying = true;
  const words = new FormData(form);
  words.set("by", "script");
  try {
    const answer = await fetch(form.action, { method: "POST", body: words, keepalive: true });
    if (answer.status < 500) stop();
  } catch {
    // Offline for a moment: the next move tries again.
  }
  saying = false;
}

function stop() {
  document.removeEventListener("visibilitychange", onSight);
  for (const hand of HANDS) removeEventListener(hand, onHand);
}

if (form) {
  document.addEventListener("visibilitychange", onSight);
  for (const hand of HANDS) addEventListener(hand, onHand, { passive: true });
}
