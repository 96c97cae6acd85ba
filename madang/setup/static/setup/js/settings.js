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

// The menu is searched while somebody types, also under the names that other desks use; Enter opens the first page.
const finder = document.querySelector("[data-find-setting]");
const pages = [...document.querySelectorAll(".settings-menu [data-found-by]")];
const wanted = () => finder.value.normalize("NFKC").toLocaleLowerCase().split(/\s+/).filter(Boolean);

function filterMenu() {
  const words = wanted();
  for (const page of pages) page.hidden = !words.every((word) => page.dataset.foundBy.includes(word));
}

finder?.addEventListener("input", filterMenu);
finder?.addEventListener("keydown", (event) => {
  if (event.isComposing) return;
  if (event.key === "Escape" && finder.value) {
    event.preventDefault();
    finder.value = "";
    filterMenu();
  }
  if (event.key === "ArrowDown") {
    event.preventDefault();
    pages.find((page) => !page.hidden)?.focus();
  }
  const first = pages.find((page) => !page.hidden);
  if (event.key === "Enter" && wanted().length && first) {
    event.preventDefault();
    location.assign(first.href);
  }
});
