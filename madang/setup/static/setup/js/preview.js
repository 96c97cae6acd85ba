// The preview follows what is written: <form data-preview="address">. Without this
// module the button “Preview” does the same when it is pressed.

const form = document.querySelector("form[data-preview]");
const button = form?.querySelector("button[formtarget]");
let timer = 0;

function show() {
  const chosen = [...form.querySelectorAll("input[type=file]")].filter((one) => !one.disabled);
  for (const one of chosen) one.disabled = true; // files are shown once they are saved
  form.requestSubmit(button);
  for (const one of chosen) one.disabled = false;
}

if (button) {
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(show, 300);
  });
  show();
}
