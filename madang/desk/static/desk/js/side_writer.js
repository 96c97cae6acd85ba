// The sheet of a side conversation: words, files and whom they go to, kept as a draft by the desk like an answer.

import { makeEditor } from "../../ui/js/editor.js";
import { call } from "./compose/calls.js";
import { makeDraft, remembered } from "./compose/drafts.js";
import { makeFiles } from "./compose/files.js";
import { makeLinks } from "./compose/link.js";
import { makeNaming } from "./compose/naming.js";
import { sendByKey } from "./compose/send_key.js";
import { takeFiles } from "./compose/taking_files.js";

const FIELDS = ["with", "team", "to", "subject"];
const freshKey = () => crypto.randomUUID?.() ?? `${Date.now()}${Math.random()}`.slice(0, 36);

/**
 * @param {HTMLFormElement} form
 * @param {(side: number) => Promise<void>} sent
 */
export function makeSideWriter(form, sent) {
  const words = form.dataset;
  const root = form.querySelector(".editor");
  const drafted = form.querySelector("[data-drafted]").content.textContent;
  const tab = remembered(words.author, words.draft, "side", words.blackedOut);
  const links = makeLinks(form);
  const files = makeFiles(form, form.querySelector(".draft-files"), "side", complain);
  let key = freshKey();
  let sending = false;
  let done = false; // it was sent: nothing of it is kept any more

  const field = (name) => form.elements[name];
  for (const [name, value] of Object.entries(tab.whom() ?? {})) if (field(name)) field(name).value = value;

  /** Whom it goes to and what about, where that is said: addresses as they stand are not. */
  function values() {
    const said = FIELDS.filter((name) => field(name)).map((name) => [name, field(name).value]);
    return Object.fromEntries(said.map(([name, value]) => [name, name === "to" && value === field("to").dataset.usual ? "" : value]));
  }

  const editor = makeEditor(root, tab.words() ?? drafted, {
    changed,
    pasted: (pictures) => pictures.forEach(addPicture),
  });
  const isInside = () => field("with")?.value === "team";
  const naming = makeNaming(form, root, () => (isInside() ? editor : { ...editor, after: () => null, names: () => [] }));
  const draft = makeDraft({
    address: words.draft,
    visibility: "side",
    drafted,
    tab,
    html: editor.html,
    recipients: { values, state: () => JSON.stringify(values()) },
    say: (state, why) => {
      form.querySelector(".saved").textContent = { "": "", saving: words.wordsSaving, saved: words.wordsSaved, unsaved: words.wordsUnsaved }[state];
      if (why) complain(why);
    },
    blackedOut: words.blackedOut,
    stale: [],
  });

  function changed() {
    key = freshKey();
    draft.changed();
  }

  /** Keep what is there although it goes away. */
  function leave() {
    if (!done) draft.leave();
  }

  function complain(text) {
    const line = form.querySelector("[data-side-wrong]");
    line.querySelector("span").textContent = text;
    line.hidden = !text;
  }

  async function addPicture(file) {
    const kept = await files.add(file, { inline: true });
    if (kept?.inline) editor.picture(`${kept.url}?shown`, kept.filename);
  }

  async function send() {
    if (sending || !form.reportValidity()) return;
    sending = true;
    const button = form.querySelector("[type=submit]");
    button.setAttribute("aria-busy", "true"); // not by a disabled button: that would take the focus away
    complain("");
    editor.hold(true);
    let side = 0;
    try {
      if (!(await files.settled())) return;
      await draft.settle();
      const { to = "", ...others } = values();
      ({ side } = await call(words.sideForm, { ...others, ...(field("do") ? { do: "write" } : {}), ...(field("to") ? { to: to || field("to").value } : {}), html: editor.html(), key }));
      draft.sent();
      done = true;
    } catch (error) {
      complain(error instanceof TypeError ? words.wordsFailed : error.message);
    } finally {
      sending = false;
      editor.hold(false);
      button.removeAttribute("aria-busy");
    }
    if (side) await sent(side);
  }

  /** Words of the customer, put into the text on purpose. */
  function quote() {
    const block = document.createElement("blockquote");
    for (const line of form.querySelector("[data-side-said]").content.textContent.split("\n")) {
      const paragraph = document.createElement("p");
      paragraph.append(line || document.createElement("br"));
      block.append(paragraph);
    }
    editor.focus();
    editor.insert(`${block.outerHTML}<p><br></p>`);
    changed();
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send();
  });
  form.addEventListener("input", (event) => FIELDS.includes(event.target.name) && changed());
  form.addEventListener("click", (event) => {
    const tool = event.target.closest?.("[data-mark]");
    if (tool?.dataset.mark === "link") links.open(editor);
    else if (tool) editor.mark(tool.dataset.mark);
    if (event.target.closest?.("[data-side-quote]")) quote();
  });
  sendByKey(form, send);
  takeFiles(form, (file) => files.add(file));

  return {
    focus: editor.focus,
    /** Somebody joined, or left. @param {string} usual who takes part now */
    renew: (usual) => {
      const to = field("to");
      if (!to || to.dataset.usual === usual) return;
      if (to.value === to.dataset.usual) to.value = usual;
      to.dataset.usual = usual;
    },
    leave,
    end: () => {
      naming.close();
      leave();
      editor.end();
    },
  };
}
