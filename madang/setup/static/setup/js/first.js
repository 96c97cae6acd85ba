// The set-up form without a reload: how strong a password is, where the browser's clock stands.

import { sendAllOnce } from "./once.js";

const LONG_ENOUGH = 10;
const GOOD = 14;

function tellStrength(input) {
  const line = document.querySelector("[data-strength-words]");
  const bar = line.querySelector(".bar");
  const show = () => {
    const length = [...input.value].length;
    const kinds = new Set(input.value).size;
    line.hidden = length === 0;
    line.dataset.is = length < LONG_ENOUGH ? "short" : length >= GOOD && kinds >= 8 ? "good" : "fair";
    const { tooShort, fair, good } = line.dataset;
    const words = { short: tooShort.replace("#", LONG_ENOUGH - length), fair, good };
    line.querySelector(".word").textContent = words[line.dataset.is];
    bar.style.setProperty("--filled", line.dataset.is === "short" ? `${length * 5}%` : "");
  };
  input.addEventListener("input", show);
  show();
}

for (const field of document.querySelectorAll("[data-time-zone]")) {
  field.value ||= Intl.DateTimeFormat().resolvedOptions().timeZone ?? "";
}
for (const input of document.querySelectorAll("[data-strength]")) tellStrength(input);
sendAllOnce();
