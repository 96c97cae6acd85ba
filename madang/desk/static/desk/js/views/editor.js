// The editor of a view, or of a segment: rows of conditions in groups, and what they find beside them. The page is the
// model: what is on it is read when it is asked about or saved.

import { csrfToken } from "../../../ui/js/send.js";
import { refreshTimes } from "../../../ui/js/times.js";
import { valueControl, valueOf } from "./values.js";

const PAUSE = 250;
const DEEPEST = 3;
const data = (id) => JSON.parse(document.getElementById(id).textContent);
const attributes = data("view-attributes");
const words = data("view-words");
const form = document.getElementById("view-editor");
let waiting = 0;
let asking = null;

function element(tag, className, ...children) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  made.append(...children);
  return made;
}

function button(className, words, icon, press) {
  const made = element("button", className, document.getElementById(icon).content.cloneNode(true));
  made.type = "button";
  if (className === "icon-button") made.setAttribute("aria-label", words);
  else made.append(words);
  made.addEventListener("click", press);
  return made;
}

function select(label, options, value) {
  const made = element("select", "input");
  made.setAttribute("aria-label", label);
  for (const [name, text, heading] of options) {
    const option = new Option(text, name, false, name === value);
    if (!heading) { made.append(option); continue; }
    let group = [...made.children].find((one) => one.label === heading);
    if (!group) {
      group = element("optgroup");
      group.label = heading;
      made.append(group);
    }
    group.append(option);
  }
  return made;
}

/** One condition; one that is not known any more can only be taken out. */
function condition(part) {
  const row = element("div", "cond");
  const takeOut = button("icon-button", words.removeCondition, "icon-x", () => { row.remove(); changed(); });
  const attribute = attributes.find((one) => one.name === part.attribute);
  if (!attribute) {
    row.dataset.lost = JSON.stringify(part);
    row.append(element("span", "cond-lost", words.unknown), takeOut);
    return row;
  }
  const asked = select(words.attribute, attributes.map((one) => [one.name, one.label, one.heading]), attribute.name);
  const known = attribute.operators.find((one) => one.name === part.operator) ?? attribute.operators[0];
  const how = select(words.operator, attribute.operators.map((one) => [one.name, one.label]), known.name);
  const place = element("div", "cond-value");
  const show = (value) => {
    const operator = attribute.operators.find((one) => one.name === how.value);
    if (place.dataset.kind === operator.kind) return;
    place.dataset.kind = operator.kind;
    place.replaceChildren(...valueControl(operator.kind, attribute.choices, value, `${attribute.label}: ${words.value}`, words));
  };
  asked.addEventListener("change", () => {
    const fresh = condition({ attribute: asked.value });
    row.replaceWith(fresh);
    fresh.querySelector("select").focus();
    changed();
  });
  how.addEventListener("change", () => show());
  show(part.value);
  row.append(asked, how, place, takeOut);
  return row;
}

function group(part, depth) {
  const how = ["all", "any", "none"].find((one) => Array.isArray(part[one])) ?? "all";
  const made = element("div", "cond-group");
  made.setAttribute("role", "group");
  const chosen = select(words.how, ["all", "any", "none"].map((one) => [one, words[one]]), how);
  chosen.dataset.how = "";
  const top = element("div", "cond-top", chosen);
  if (depth) top.append(button("icon-button", words.removeGroup, "icon-x", () => { made.remove(); changed(); }));
  const parts = element("div", "cond-parts");
  for (const one of part[how] ?? []) parts.append(one && "attribute" in one ? condition(one) : group(one ?? {}, depth + 1));
  const buttons = element("div", "cond-buttons", button("button small", words.add, "icon-plus", () => {
    const fresh = condition({ attribute: attributes[0].name });
    parts.append(fresh);
    fresh.querySelector("select").focus();
    changed();
  }));
  if (depth < DEEPEST) buttons.append(button("button small", words.addGroup, "icon-plus", () => {
    const fresh = group({ any: [{ attribute: attributes[0].name }] }, depth + 1);
    parts.append(fresh);
    fresh.querySelector("select").focus();
    changed();
  }));
  made.append(top, parts, buttons);
  return made;
}

/** What is on the page, as the server reads it. */
function written(made) {
  const how = made.querySelector(":scope > .cond-top > [data-how]").value;
  const parts = [...made.querySelector(":scope > .cond-parts").children].map((one) => {
    if (one.matches(".cond-group")) return written(one);
    if (one.dataset.lost) return JSON.parse(one.dataset.lost);
    const [asked, operator] = one.querySelectorAll(":scope > select");
    return { attribute: asked.value, operator: operator.value, value: valueOf(one.querySelector(".cond-value")) };
  });
  return { [how]: parts };
}

const conditions = () => JSON.stringify({ version: 1, ...written(document.querySelector("#conditions > .cond-group")) });

function changed() {
  clearTimeout(waiting);
  waiting = setTimeout(look, PAUSE);
}

async function look() {
  asking?.abort();
  asking = new AbortController();
  const body = new URLSearchParams({ conditions: conditions(), order: document.getElementById("view-order")?.value ?? "" });
  try {
    const answer = await fetch(form.dataset.preview, { method: "POST", body, signal: asking.signal, credentials: "same-origin", headers: { "X-CSRFToken": csrfToken(), "HX-Request": "true" } });
    if (!answer.ok) return;
    const place = document.getElementById("view-found");
    window.htmx.swap(place, await answer.text(), { swapStyle: "innerHTML", swapDelay: 0, settleDelay: 0 });
    refreshTimes(place);
  } catch (error) {
    if (error.name !== "AbortError") throw error;
  }
}

document.getElementById("conditions").append(group(data("view-tree") ?? { all: [] }, 0));
form.addEventListener("change", changed);
form.addEventListener("input", (event) => event.target.closest(".cond-value") && changed());
form.addEventListener("submit", () => { document.getElementById("view-conditions").value = conditions(); });
look();
