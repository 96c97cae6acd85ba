// Menus made of <details data-menu>: one open at a time, closed by Escape or by pressing elsewhere; arrows move in them.

const openMenus = () => document.querySelectorAll("details[data-menu][open]");
const choices = (menu) => [...menu.querySelectorAll(".menu-list :is(a, button, input):not([disabled])")];

function close(menu, { focus = false } = {}) {
  menu.open = false;
  if (focus) menu.querySelector("summary").focus();
}

function onKey(event) {
  const menu = event.target.closest?.("details[data-menu][open]");
  if (!menu || event.isComposing) return;
  if (event.key === "Escape") {
    event.stopPropagation();
    close(menu, { focus: true });
  }
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
  const all = choices(menu);
  const step = event.key === "ArrowDown" ? 1 : -1;
  const next = all[(all.indexOf(document.activeElement) + step + all.length) % all.length];
  event.preventDefault();
  next?.focus();
}

export function keepMenus() {
  document.addEventListener("keydown", onKey);
  document.addEventListener("pointerdown", (event) => {
    for (const menu of openMenus()) if (!menu.contains(event.target)) close(menu);
  });
  document.addEventListener("toggle", (event) => {
    if (!event.target.matches?.("details[data-menu][open]")) return;
    for (const menu of openMenus()) if (menu !== event.target && !menu.contains(event.target)) close(menu);
  }, true);
}
