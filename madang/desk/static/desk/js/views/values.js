// The control in which the value of a condition is written or chosen, by its kind, and what is written in it.

function input(type, label, value) {
  const made = document.createElement("input");
  made.type = type;
  made.className = "input";
  made.value = value;
  made.autocomplete = "off";
  made.setAttribute("aria-label", label);
  return made;
}

function span(value, label, words) {
  const [unit, number] = Object.entries(value ?? { hours: 24 })[0];
  const written = input("number", label, number);
  written.min = 1;
  written.classList.add("number");
  const units = document.createElement("select");
  units.className = "input";
  units.setAttribute("aria-label", label);
  for (const one of ["minutes", "hours", "days"]) units.append(new Option(words[one], one, false, one === unit));
  return [written, units];
}

function summary(menu, label, words) {
  const chosen = [...menu.querySelectorAll(":checked")].map((one) => one.parentElement.textContent);
  const head = menu.querySelector("summary");
  head.textContent = chosen.join(", ") || words.choose;
  head.setAttribute("aria-label", `${label}: ${head.textContent}`);
}

/** A list to tick in, with a field that finds in it when it is long. */
function ticks(choices, value, label, words) {
  const chosen = (value ?? []).map(String);
  const missing = (value ?? []).filter((one) => !choices.some(([known]) => String(known) === String(one)));
  const menu = document.createElement("details");
  menu.className = "menu";
  menu.dataset.menu = "";
  const head = document.createElement("summary");
  head.className = "input";
  const list = document.createElement("div");
  list.className = "menu-list";
  for (const [known, text] of [...choices, ...missing.map((one) => [one, words.gone])]) {
    const line = document.createElement("label");
    const box = document.createElement("input");
    box.type = "checkbox";
    box.checked = chosen.includes(String(known));
    box.dataset.value = JSON.stringify(known);
    line.append(box, text);
    list.append(line);
  }
  if (choices.length > 8) {
    const find = input("search", words.find, "");
    find.placeholder = words.find;
    find.addEventListener("input", (event) => {
      event.stopPropagation();
      const typed = find.value.normalize("NFC").toLowerCase();
      for (const line of list.querySelectorAll("label")) line.hidden = !line.textContent.normalize("NFC").toLowerCase().includes(typed);
    });
    list.prepend(find);
  }
  menu.append(head, list);
  menu.addEventListener("change", () => summary(menu, label, words));
  summary(menu, label, words);
  return [menu];
}

/** A value of one thing of several, such as of a field: which one, and the control of the value. */
function valueOfOne(kind, choices, value, label, words) {
  const which = document.createElement("select");
  which.className = "input";
  which.setAttribute("aria-label", words.field);
  for (const [known, text] of choices) which.append(new Option(text, known, false, known === value?.of));
  if (value && !choices.some(([known]) => known === value.of)) which.append(new Option(words.gone, value.of, true, true));
  return [which, ...valueControl(kind, null, value?.value, label, words)];
}

/** The elements of a control; `value` is what is written in it at first. */
export function valueControl(kind, choices, value, label, words) {
  if (kind.startsWith("of_")) return valueOfOne(kind.slice("of_".length), choices, value, label, words);
  if (kind === "choices" && choices) return ticks(choices, value, label, words);
  if (kind === "choices") {
    const made = input("text", label, (value ?? []).join(", "));
    made.placeholder = words.address;
    return [made];
  }
  if (kind === "words") return [input("text", label, value ?? "")];
  if (kind === "number") {
    const made = input("text", label, value ?? "");
    made.inputMode = "decimal";
    return [made];
  }
  if (kind === "day") return [input("date", label, value ?? "")];
  if (kind === "span") return span(value, label, words);
  return [];
}

/** What is written in the control. */
export function valueOf(place) {
  const field = place.querySelector(":scope > input");
  if (place.dataset.kind.startsWith("of_")) return { of: Number(place.querySelector("select").value), value: field.value };
  switch (place.dataset.kind) {
    case "choices":
      if (field) return field.value.split(/[,;\s]+/).filter(Boolean);
      return [...place.querySelectorAll(".menu-list :checked")].map((one) => JSON.parse(one.dataset.value));
    case "span":
      return { [place.querySelector("select").value]: Number(field.value) };
    case "nothing":
      return null;
    default:
      return field.value;
  }
}
