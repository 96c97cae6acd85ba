// Keeps "25 min ago" right while a page stays open. Words come from the page, so that this file has none.

const MINUTE = 60_000;

/** The text for a moment less than six hours ago, or null when the server's words still hold. */
function inWords(moment, words) {
  const minutes = Math.floor((Date.now() - moment) / MINUTE);
  if (minutes < 0 || minutes >= 360) return null;
  if (minutes < 1) return words.wordsNow;
  if (minutes < 60) return words.wordsMinutes.replace("#", minutes);
  return words.wordsHours.replace("#", Math.floor(minutes / 60));
}

export function refreshTimes(root = document) {
  for (const time of root.querySelectorAll("time[data-ago]")) {
    const text = inWords(Date.parse(time.dateTime), document.body.dataset);
    if (text !== null && text !== time.textContent) time.textContent = text;
  }
}

export function keepTimes() {
  setInterval(() => document.hidden || refreshTimes(), 30_000);
  document.addEventListener("visibilitychange", () => document.hidden || refreshTimes());
}
