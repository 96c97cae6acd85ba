// Mail lies in frames that run no scripts; from outside, each is given the height of what is in it.

const watched = new WeakMap();

function fit(frame) {
  const inside = frame.contentDocument;
  if (!inside?.body) return;
  const height = Math.ceil(inside.body.getBoundingClientRect().height);
  if (height && Math.abs(height - frame.clientHeight) > 0) frame.style.height = `${height}px`;
}

function onLoad(frame) {
  const inside = frame.contentDocument;
  if (!inside?.body) return;
  frame.toggleAttribute("data-dressed", inside.documentElement.classList.contains("dressed"));
  for (const summary of inside.querySelectorAll("summary")) summary.setAttribute("aria-label", frame.dataset.wordsQuoted ?? "");
  fit(frame);
  watched.get(frame)?.disconnect();
  const observer = new ResizeObserver(() => fit(frame));
  observer.observe(inside.body);
  watched.set(frame, observer);
  // Keys pressed in a mail act as in the page around it.
  inside.addEventListener("keydown", (event) => {
    const same = new KeyboardEvent("keydown", { code: event.code, key: event.key, ctrlKey: event.ctrlKey, metaKey: event.metaKey, shiftKey: event.shiftKey, altKey: event.altKey, bubbles: true, cancelable: true });
    if (!frame.dispatchEvent(same)) event.preventDefault();
  });
}

export function keepFrames() {
  document.addEventListener("load", (event) => event.target.matches?.("iframe[data-mail]") && onLoad(event.target), true);
  for (const frame of document.querySelectorAll("iframe[data-mail]")) if (frame.contentDocument?.readyState === "complete") onLoad(frame);
}
