// The mail a customer got is as high as its words; a letter is sent once.

import { sendAllOnce } from "./once.js";

const LOWEST = 96;
const HIGHEST = 2400;

function fit(frame) {
  const words = frame.contentDocument?.body;
  if (words) frame.style.height = `${Math.min(Math.max(words.offsetHeight, LOWEST), HIGHEST)}px`;
}

document.addEventListener("load", (event) => event.target.matches?.("iframe[data-fit]") && fit(event.target), true);
for (const frame of document.querySelectorAll("iframe[data-fit]")) if (frame.contentDocument?.readyState === "complete") fit(frame);
sendAllOnce();
