// On a narrow screen the menu is a row: the page that is open is brought into sight.

document.querySelector(".settings-menu [aria-current]")?.scrollIntoView({ inline: "center", block: "nearest" });

// Held mail: one box for all on the page, which only a script can offer.
const all = document.querySelector("[data-held] [data-all]");
if (all) {
  const boxes = [...document.querySelectorAll("[data-held] input[name=id]")];
  const whole = all.querySelector("input");
  all.hidden = false;
  whole.addEventListener("change", () => boxes.forEach((box) => (box.checked = whole.checked)));
  for (const box of boxes) {
    box.addEventListener("change", () => (whole.checked = boxes.every((one) => one.checked)));
  }
}
