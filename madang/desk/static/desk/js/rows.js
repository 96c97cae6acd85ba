// More rows when somebody reaches the end of a list.

import { ask } from "../../ui/js/send.js";
import { renewHeadings } from "./live_rows.js";

async function loadMore(more) {
  if (more.hasAttribute("aria-busy")) return;
  const link = more.querySelector("a");
  more.setAttribute("aria-busy", "true");
  try {
    const answer = await ask(link.href, { target: "rows" });
    const had = link.matches(":focus");
    const last = more.previousElementSibling;
    window.htmx.swap(more, await answer.text(), { swapStyle: "outerHTML", swapDelay: 0, settleDelay: 0 });
    renewHeadings();
    if (had) last?.nextElementSibling?.focus();
    watch();
  } catch {
    more.removeAttribute("aria-busy");
    link.textContent = more.dataset.wordsFailed;
  }
}

const seen = new IntersectionObserver((entries) => {
  for (const entry of entries) if (entry.isIntersecting) loadMore(entry.target);
}, { rootMargin: "400px 0px" });

function watch() {
  seen.disconnect();
  for (const more of document.querySelectorAll("#rows [data-more]")) seen.observe(more);
}

export function keepRows() {
  document.addEventListener("click", (event) => {
    const more = event.target.closest?.("[data-more] a") && event.target.closest("[data-more]");
    if (!more) return;
    event.preventDefault();
    loadMore(more);
  });
  document.addEventListener("desk:list", watch);
  watch();
}
