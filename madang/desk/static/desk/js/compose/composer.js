// The composer of the open ticket: two sheets, one in front, and sending.

import { toast } from "../../../ui/js/toast.js";
import { renewTicket } from "../live_ticket.js";
import { tell } from "../navigation.js";
import { toNewest } from "../talk.js";
import { asked } from "./asking.js";
import { call } from "./calls.js";
import { makeDraft, remembered } from "./drafts.js";
import { makeEditor } from "../../../ui/js/editor.js";
import { makeFiles } from "./files.js";
import { makeLater } from "./later.js";
import { makeLinks } from "./link.js";
import { makeMacros } from "./macros.js";
import { makeNaming } from "./naming.js";
import { makeRecipients } from "./recipients.js";
import { sendByKey } from "./send_key.js";
import { keepSignature } from "./signature.js";
import { takeFiles } from "./taking_files.js";

const THEN = "madang.then";
const newest = () => document.getElementById("ticket")?.dataset.newest ?? "";
const freshKey = () => crypto.randomUUID?.() ?? `${Date.now()}${Math.random()}`.slice(0, 36);

/** @param {HTMLFormElement} form */
export function makeComposer(form) {
  const words = form.dataset;
  const sheets = {};
  const links = makeLinks(form);
  const later = makeLater(form, (how) => send(how));
  const macros = makeMacros(form, {
    front: () => ({ visibility: words.front, ...front() }),
    show: (visibility) => show(visibility),
    settled: () => front().draft.settle(),
    pending: () => showThen(),
    complain: (text) => complain(text),
  });
  const signature = keepSignature(form);
  const recipients = makeRecipients(form, {
    changed: () => {
      key = freshKey();
      sheets.public.draft.changed();
    },
    back: () => front().editor.focus(),
    remembered: remembered(words.author, words.draft, "public", words.blackedOut).whom(),
  });
  let seen = newest(); // what the author has read: what came later is shown before anything is sent
  let key = freshKey();
  let sending = false;

  for (const panel of form.querySelectorAll("[data-sheet-of]")) {
    const visibility = panel.dataset.sheetOf;
    const sheet = (sheets[visibility] = { panel });
    sheet.files = makeFiles(form, panel.querySelector(".draft-files"), visibility, complain);
    const drafted = panel.querySelector("[data-drafted]").content.textContent;
    const tab = remembered(words.author, words.draft, visibility, words.blackedOut);
    if (tab.words()) words.front = visibility;
    sheet.editor = makeEditor(panel.querySelector(".editor"), tab.words() ?? drafted, {
      changed: () => {
        key = freshKey();
        sheet.draft.changed();
      },
      slash: () => macros.slash(),
      pasted: (files) => files.forEach((file) => addPicture(sheet, file)),
    });
    if (visibility === "internal") sheet.naming = makeNaming(form, panel.querySelector(".editor"), () => sheet.editor);
    const say = (state, why) => {
      form.querySelector(".saved").textContent = { "": "", saving: words.wordsSaving, saved: words.wordsSaved, unsaved: words.wordsUnsaved }[state];
      if (why) complain(why);
    };
    sheet.draft = makeDraft({ address: words.draft, visibility, drafted, tab, html: sheet.editor.html, recipients: visibility === "public" ? recipients : null, say, blackedOut: words.blackedOut });
  }

  const front = () => sheets[words.front];

  function show(visibility, { focus = true } = {}) {
    words.front = visibility;
    for (const tab of form.querySelectorAll("[data-sheet]")) {
      const chosen = tab.dataset.sheet === visibility;
      tab.setAttribute("aria-selected", String(chosen));
      tab.tabIndex = chosen ? 0 : -1;
    }
    for (const panel of form.querySelectorAll("[data-sheet-of]")) panel.hidden = panel.dataset.sheetOf !== visibility;
    for (const part of form.querySelectorAll("[data-for]")) part.hidden = part.dataset.for !== visibility;
    form.querySelector(".saved").textContent = "";
    links.close();
    later.close();
    macros.close();
    if (visibility !== "public") recipients?.close();
    recipients?.show();
    if (focus) front().editor.focus();
  }

  function complain(text) {
    const place = form.querySelector(".compose-crossed");
    place.hidden = !text;
    place.querySelector("p").textContent = text;
  }

  async function addPicture(sheet, file) {
    const kept = await sheet.files.add(file, { inline: true });
    if (kept?.inline) sheet.editor.picture(`${kept.url}?shown`, kept.filename);
  }

  /** @param {Record<string, string>} [how] of a reply: when it leaves, or who reviews it first */
  async function send(how = {}) {
    const sheet = front();
    if (sending || (words.front === "public" && recipients && !recipients.settled())) return;
    sending = true;
    const button = form.querySelector(`[data-for="${words.front}"] [data-submit]`);
    button.setAttribute("aria-busy", "true");
    complain("");
    const isReply = words.front === "public";
    const visibility = words.front;
    let next = () => {};
    sheet.editor.hold(true);
    try {
      if (!(await sheet.files.settled())) return;
      await sheet.draft.settle();
      const { message, planned } = await call(words.send, { visibility, html: sheet.editor.html(), key, ...(isReply ? { seen, then: how.then ?? (macros.setsStatus?.("public") ? "" : chosenThen()), ...recipients?.exact(), ...signature.values(), ...how } : {}) });
      sheet.draft.sent();
      sheet.editor.clear();
      sheet.naming?.say();
      sheet.files.clear();
      macros.clear?.(visibility);
      if (isReply) {
        recipients?.clear();
        signature.clear();
      }
      form.querySelector(".saved").textContent = "";
      key = freshKey();
      if (planned) {
        toast(how.reviewer ? words.wordsHandedOver : words.wordsPlanned, { undo: () => tell("desk:call-back", { planned }) });
        next = () => shownPlanned(planned);
      } else {
        toast(isReply ? words.wordsSent : words.wordsNoted);
        next = () => shown(message);
      }
    } catch (error) {
      const agreed = error.answer?.ask && !how[error.answer.ask] && (await asked(error.message));
      if (agreed) next = () => send({ ...how, [error.answer.ask]: "1" });
      else if (error.answer?.crossed) await shown(Math.max(...error.answer.crossed));
      if (!agreed) complain(error instanceof TypeError ? words.wordsFailed : error.message);
    } finally {
      sending = false;
      sheet.editor.hold(false);
      button.removeAttribute("aria-busy");
    }
    await next(); // the sheet is free again: what is written meanwhile belongs to the next message
  }

  /** Bring the message into sight, now that its author knows of it. */
  async function shown(message) {
    seen = String(message);
    await renewTicket([], true).catch(() => {}); // the next hint asks again
    toNewest();
  }

  async function shownPlanned(planned) {
    await renewTicket([], true).catch(() => {});
    document.getElementById(`planned-${planned}`)?.scrollIntoView({ block: "nearest" });
  }

  function chosenThen() {
    const choices = [...form.querySelectorAll("[data-then]")];
    const kept = localStorage.getItem(THEN);
    return (choices.find((choice) => choice.dataset.then === kept) ?? choices[0])?.dataset.then ?? "";
  }

  function showThen() {
    const choice = form.querySelector(`[data-then="${chosenThen()}"]`);
    const place = form.querySelector("[data-then-words]");
    if (choice && place) place.textContent = macros.setsStatus?.("public") ? words.wordsSend : choice.dataset.words;
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send();
  });
  form.addEventListener("click", (event) => {
    const tab = event.target.closest?.("[data-sheet]");
    if (tab) show(tab.dataset.sheet);
    const tool = event.target.closest?.("[data-mark]");
    if (tool?.dataset.mark === "link") links.open(front().editor);
    else if (tool) front().editor.mark(tool.dataset.mark);
    const then = event.target.closest?.("[data-then]");
    if (then) {
      localStorage.setItem(THEN, then.dataset.then);
      then.closest("details").open = false;
      showThen();
      send({ then: then.dataset.then });
    }
  });
  const menu = form.querySelector("[data-menu]");
  menu?.addEventListener("toggle", () => {
    form.querySelector(".compose-head").inert = menu.open; // it lies over the half of it
  });
  sendByKey(form, send);
  takeFiles(form, (file) => front().files.add(file));
  form.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const tab = event.target.closest?.("[role=tab]");
    if (tab && (event.key === "ArrowRight" || event.key === "ArrowLeft")) {
      const other = [...form.querySelectorAll("[role=tab]")].find((one) => one !== tab);
      if (other) {
        show(other.dataset.sheet, { focus: false });
        other.focus();
      }
    }
    if (event.key === "Escape" && event.target.closest?.(".editor")) document.getElementById("talk")?.focus();
  });

  show(words.front, { focus: false });
  showThen();
  return {
    /** New messages came: whoever writes nothing has read them. */
    heard: () => {
      if (Object.values(sheets).every((sheet) => sheet.editor.empty())) seen = newest();
    },
    /** Who takes part now. @param {Document} fresh */
    renew: (fresh) => recipients?.renew(fresh),
    /** What is written, for whoever can't send it any more: by visibility, as nodes. */
    written: () => Object.entries(sheets).filter(([, sheet]) => !sheet.editor.empty()).map(([visibility, sheet]) => [visibility, sheet.editor.copy()]),
    closed: words.wordsClosed,
    /** Keep what is written, and wait until the desk has it. */
    flush: () => Promise.all(Object.values(sheets).map((sheet) => sheet.draft.flush())),
    leave: () => Object.values(sheets).forEach((sheet) => sheet.draft.leave()),
    end: () => Object.values(sheets).forEach((sheet) => sheet.editor.end()),
  };
}
