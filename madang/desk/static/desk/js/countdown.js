// How long until an answer leaves, beside its exact time: "leaves in 4 min 10 s". Without this script the time alone says it.
//
//   <div data-words-minutes="leaves in # min # s" …> … <span data-until="2026-11-23T14:30:00+09:00" aria-hidden="true">

/** The words of the seconds that are left. @param {number} seconds @param {DOMStringMap} words */
function inWords(seconds, words) {
  const left = Math.floor(seconds);
  if (left <= 0) return words.wordsSoon;
  const [hours, minutes, rest] = [Math.floor(left / 3600), Math.floor((left % 3600) / 60), left % 60];
  if (hours) return filled(words.wordsHours, [hours, minutes]);
  return minutes ? filled(words.wordsMinutes, [minutes, rest]) : filled(words.wordsSeconds, [rest]);
}

const filled = (text, numbers) => numbers.reduce((made, number) => made.replace("#", String(number)), text);

/** Say of all that is shown how long it is still. */
export function count() {
  for (const left of document.querySelectorAll("[data-until]")) {
    const words = left.closest("[data-words-minutes]");
    const text = words ? inWords((Date.parse(left.dataset.until) - Date.now()) / 1000, words.dataset) : "";
    if (left.textContent !== text) left.textContent = text;
  }
}

/** Keep it true; a page that nobody looks at waits until somebody does. */
export function keepCounting() {
  setInterval(() => document.hidden || count(), 1000);
  document.addEventListener("visibilitychange", () => document.hidden || count());
  count();
}
