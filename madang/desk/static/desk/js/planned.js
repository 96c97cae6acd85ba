// Answers that wait to leave, at the end of the conversation: how long still, and what can be done with them.

import { ask } from "../../ui/js/send.js";
import { toast } from "../../ui/js/toast.js";
import { call } from "./compose/calls.js";
import { makeEditor } from "../../ui/js/editor.js";
import { makeRecipients } from "./compose/recipients.js";
import { count, keepCounting } from "./countdown.js";
import { makeEditedFiles } from "./planned_files.js";

const place = () => document.getElementById("planned");
const seen = () => document.getElementById("ticket")?.dataset.newest ?? "";
const chips = new WeakMap(); // card → its recipients, made once
const editors = new Map(); // id of the answer → its editor, while somebody changes it here

/** Put what waits now in the place of what waited; what is being changed here, or was opened, stays. */
export function renewPlanned(fresh) {
  const [old, now] = [place(), fresh.getElementById("planned")];
  if (!old || !now) return;
  const kept = new Map([...old.querySelectorAll("[data-planned]")].map((card) => [card.id, card]));
  const cards = [...now.querySelectorAll("[data-planned]")].map((card) => {
    const had = kept.get(card.id);
    return had && (had.dataset.asOf === card.dataset.asOf || inHand(had)) ? had : document.adoptNode(card);
  });
  const held = document.activeElement?.closest?.("[data-planned]");
  const deed = document.activeElement?.dataset?.do;
  const gone = held && !cards.includes(held);
  if (cards.length !== kept.size || cards.some((card, nth) => old.children[nth] !== card)) old.replaceChildren(...cards);
  old.hidden = !cards.length;
  count();
  if (!gone) return;
  const again = document.getElementById(held.id);
  (again?.querySelector(`[data-do="${deed}"]`) ?? again ?? document.getElementById("talk")).focus({ preventScroll: true });
}

const inHand = (card) => editors.has(card.dataset.planned) || Boolean(card.querySelector("[data-panel]:not([hidden])"));

/** @param {HTMLElement} card @param {Record<string, string>} values */
const act = (card, values) => {
  const address = place().dataset.act.replace("/0/", `/${card.dataset.planned}/`);
  if (!(values instanceof FormData)) return call(address, { seen: seen(), ...values });
  values.set("seen", seen());
  return call(address, values);
};

/** @param {(number: string) => Promise<void>} renew asks for the open ticket again */
async function tried(card, renew, deed) {
  card.setAttribute("aria-busy", "true");
  try {
    return await deed();
  } catch (error) {
    toast(error instanceof TypeError ? place().dataset.wordsFailed : error.message, { bad: true });
    return null;
  } finally {
    card.removeAttribute("aria-busy");
    await renew().catch(() => {});
  }
}

function show(card, editing) {
  card.querySelector("[data-edit]").hidden = !editing;
  card.querySelector("[data-words]").hidden = editing;
  for (const one of card.querySelectorAll("[data-files], [data-whom-line]")) one.toggleAttribute("hidden", editing);
  card.querySelector("[data-deeds]").hidden = editing;
}

async function edit(card, renew) {
  const id = card.dataset.planned;
  const held = await tried(card, async () => {}, () => act(card, { do: "hold" }));
  if (!held) return renew();
  const words = card.querySelector("[data-words]");
  const root = card.querySelector(".editor");
  show(card, true);
  const files = makeEditedFiles(card, place().dataset.wordsRemove);
  const editor = makeEditor(root, words.innerHTML, { changed: () => {}, pasted: files.add });
  const before = editor.html();
  const recipients = chips.get(card) ?? makeRecipients(card.querySelector("[data-edit]"), { changed: () => {}, back: () => editors.get(id)?.focus(), remembered: null });
  chips.set(card, recipients);
  editors.set(id, { ...editor, files, recipients, changed: () => editor.html() !== before || files.changed() || Boolean(recipients.state()) });
  editor.focus();
  await renew().catch(() => {});
}

async function stopEditing(card, renew, values) {
  const id = card.dataset.planned;
  const done = await tried(card, async () => {}, () => act(card, values));
  if (!done) return renew(); // what was written stays in the editor
  editors.get(id)?.end();
  editors.get(id)?.recipients.clear();
  editors.delete(id);
  card.removeAttribute("data-as-of"); // what the desk says now takes its place
  if (values instanceof FormData) toast(place().dataset.wordsChange);
  await renew().catch(() => {});
}

function save(card, renew) {
  const editor = editors.get(card.dataset.planned);
  if (!editor.recipients.settled()) return undefined;
  const values = editor.files.values();
  for (const [name, given] of Object.entries(editor.recipients.values())) for (const one of [given].flat()) values.append(name, one);
  values.set("do", "change");
  values.set("html", editor.html());
  return stopEditing(card, renew, values);
}

async function openPanel(card, button) {
  const panel = card.querySelector(`[data-panel="${button.dataset.panelOf}"]`);
  const opens = panel.hidden;
  for (const one of card.querySelectorAll("[data-panel]")) one.hidden = true;
  for (const one of card.querySelectorAll("[data-panel-of]")) one.setAttribute("aria-expanded", "false");
  panel.hidden = !opens;
  button.setAttribute("aria-expanded", String(opens));
  const people = panel.querySelector("[data-people]");
  if (opens && people && !people.length) await fill(people, place().dataset.reviewers);
  if (opens) panel.querySelector("select, textarea, button").focus();
}

/** Offer the colleagues who can review. @param {HTMLSelectElement} select @param {string} address */
export async function fill(select, address) {
  const { people } = await (await ask(address)).json();
  select.replaceChildren(...people.map(({ id, name, where }) => new Option(where ? `${name} (${where})` : name, String(id))));
}

async function perform(card, button, { renew, flush, reopen }) {
  const deed = button.dataset.do;
  const panel = button.closest("[data-panel]");
  const values = { do: deed };
  for (const field of panel?.querySelectorAll("[name]") ?? []) values[field.name] = field.value;
  if (button.dataset.at) values.at = button.dataset.at;
  const words = place().dataset;
  const own = Boolean(button.dataset.own);
  if (deed === "cancel" && own) await flush();
  const done = await tried(card, async () => {}, () => act(card, values));
  if (done && panel) panel.hidden = true;
  if (done) toast(deed === "cancel" ? (own ? words.wordsCancel : words.wordsCancelled) : words[`words${deed[0].toUpperCase()}${deed.slice(1)}`] ?? words.wordsReschedule);
  if (done && deed === "cancel" && own) await reopen();
  await renew().catch(() => {});
}

/**
 * @param {object} composer
 * @param {() => Promise<void>} composer.renew asks for the open ticket again
 * @param {() => Promise<unknown>} composer.flush keeps what is written in the composer
 * @param {() => Promise<void>} composer.reopen shows the draft in the composer as the desk has it
 */
export function keepPlanned(composer) {
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("#planned button");
    const card = button?.closest("[data-planned]");
    if (!card || card.getAttribute("aria-busy")) return;
    if (button.matches("[data-do]")) perform(card, button, composer);
    if (button.matches("[data-panel-of]")) openPanel(card, button).catch(() => toast(place().dataset.wordsFailed, { bad: true }));
    if (button.matches("[data-edit-it]")) edit(card, composer.renew);
    if (button.matches("[data-stop-editing]")) stopEditing(card, composer.renew, { do: "let_go" });
    if (button.matches("[data-save]")) save(card, composer.renew);
  });
  document.addEventListener("keydown", (event) => {
    const card = event.target.closest?.("#planned [data-edit]")?.closest("[data-planned]");
    const editor = card && editors.get(card.dataset.planned);
    if (!editor || event.isComposing || card.getAttribute("aria-busy")) return;
    if ((event.ctrlKey || event.metaKey) && (event.key === "Enter" || event.code === "Enter")) {
      event.preventDefault();
      save(card, composer.renew);
    }
    if (event.key !== "Escape") return;
    event.stopPropagation();
    if (editor.changed()) card.querySelector("[data-save]").focus(); // what was written isn't thrown away by a key
    else stopEditing(card, composer.renew, { do: "let_go" });
  });
  document.addEventListener("desk:call-back", async ({ detail }) => {
    const card = document.getElementById(`planned-${detail.planned}`);
    const button = card?.querySelector('[data-do="cancel"]');
    if (button) await perform(card, button, composer);
    else toast(place().dataset.wordsGone, { bad: true }); // it has left, or somebody else acted on it
  });
  document.addEventListener("desk:opened", () => {
    for (const editor of editors.values()) editor.end();
    editors.clear();
    count();
  });
  keepCounting();
}
