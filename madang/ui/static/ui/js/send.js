// Requests to our own server, with the token that shows they come from this page.

/** @returns {string} the token the page was made with */
export function csrfToken() {
  return JSON.parse(document.body.getAttribute("hx-headers") || "{}")["X-CSRFToken"] || "";
}

/** Ask for a part of a page; `target` is the id of the element it is for. Throws when it is not answered well. */
export async function ask(address, { target = "", signal } = {}) {
  const headers = { "HX-Request": "true", "HX-Target": target, "X-CSRFToken": csrfToken() };
  const answer = await fetch(address, { headers, signal, credentials: "same-origin" });
  const elsewhere = answer.headers.get("HX-Redirect");
  if (elsewhere) {
    location.assign(elsewhere); // signed out meanwhile
    throw new Error("redirected");
  }
  if (!answer.ok) throw Object.assign(new Error(`answered ${answer.status}`), { status: answer.status });
  return answer;
}

/** Post through htmx, so that what comes back is swapped and its triggers are heard. */
export function post(address, values = {}) {
  return window.htmx.ajax("POST", address, { source: document.body, swap: "none", values });
}
