// Asks the browser whether the desk may show notifications; only a press of the button asks.

const place = document.querySelector("[data-allow]");

function show() {
  if (!place || !("Notification" in globalThis)) return;
  place.hidden = Notification.permission === "granted";
  place.querySelector("button").hidden = Notification.permission === "denied";
  place.querySelector("[data-allow-refused]").hidden = Notification.permission !== "denied";
}

place?.querySelector("button").addEventListener("click", () => Notification.requestPermission().then(show));
document.querySelector("[data-trial]")?.addEventListener("click", ({ currentTarget }) => {
  if ("Notification" in globalThis && Notification.permission === "granted") new Notification("Madang", { body: currentTarget.dataset.words });
});
show();
