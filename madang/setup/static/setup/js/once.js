// A form that is sent once, however often its button is pressed.

export function sendOnce(form) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    if (event.submitter?.name === "show_in") return;
    form.dataset.sent = "yes";
    const button = form.querySelector("[data-busy-words]");
    button.setAttribute("aria-busy", "true");
    button.textContent = button.dataset.busyWords;
  });
}

export function sendAllOnce() {
  for (const form of document.querySelectorAll("form[data-once]")) sendOnce(form);
  // Back from the next page: it may be sent again.
  addEventListener("pageshow", (event) => event.persisted && location.reload());
}
