// One sheet to write on: Squire, fed with nothing but what the desk keeps.

import Squire from "../vendor/squire-2.4.8.mjs";

const TAGS = ["a", "b", "blockquote", "br", "code", "div", "em", "h1", "h2", "h3", "i", "img", "li", "ol", "p", "pre", "s", "strong", "u", "ul"];

const NAMES = 'a[href^="#agent-"], a[href^="#team-"]';

function purified(html) {
  const fragment = window.DOMPurify.sanitize(html, { ALLOWED_TAGS: TAGS, ALLOWED_ATTR: ["href", "src", "alt"], RETURN_DOM_FRAGMENT: true, RETURN_DOM: true, WHOLE_DOCUMENT: false });
  for (const name of fragment.querySelectorAll(NAMES)) name.contentEditable = "false"; // one thing: taken out as a whole
  // A picture that comes with pasted text lies somewhere else; the browser must not ask for it.
  for (const picture of fragment.querySelectorAll("img")) if (!picture.getAttribute("src")?.startsWith("/desk/files/")) picture.remove();
  return document.importNode(fragment, true);
}

/**
 * @param {HTMLElement} root
 * @param {string} html what was drafted
 * @param {{changed: () => void, pasted: (files: File[]) => void, slash?: () => void}} hear
 */
export function makeEditor(root, html, { changed, pasted, slash }) {
  const squire = new Squire(root, { blockTag: "P", sanitizeToDOMFragment: purified, toPlainText: null });
  if (html) squire.setHTML(html);
  const look = () => root.toggleAttribute("data-empty", !root.textContent.trim() && !root.querySelector("img, li"));
  look();
  const written = () => (root.hasAttribute("data-empty") ? "" : squire.getHTML());
  let last = written();
  squire.addEventListener("input", () => {
    look();
    if (written() === last) return; // Squire tells of attributes too
    last = written();
    changed();
  });
  // Squire would offer to change a picture's size, which no mail would keep.
  root.addEventListener("click", (event) => event.target instanceof HTMLImageElement && event.stopPropagation());
  let held = false; // while it is being sent nothing is added: it would be lost with what was sent
  root.addEventListener("beforeinput", (event) => held && event.preventDefault());
  root.addEventListener("beforeinput", (event) => {
    if (!slash || held || event.isComposing || event.inputType !== "insertText" || event.data !== "/" || !atStart(squire, root)) return;
    event.preventDefault();
    slash();
  });
  // A name goes as a whole; browsers leave what can't be edited where it is.
  root.addEventListener("keydown", (event) => {
    const step = { Backspace: -1, Delete: 1 }[event.code];
    const name = step && !held && !event.isComposing ? nameBeside(squire.getSelection(), step) : null;
    if (!name) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    squire.saveUndoState();
    const range = document.createRange();
    range.setStartBefore(name);
    range.collapse(true);
    const line = name.parentElement;
    name.remove();
    if (!line.hasChildNodes()) line.append(document.createElement("br"));
    squire.setSelection(range);
    look();
    root.dispatchEvent(new InputEvent("input", { bubbles: true }));
  }, true);
  squire.addEventListener("pasteImage", (event) => {
    event.preventDefault();
    const items = [...(event.detail?.clipboardData?.items ?? [])];
    pasted(items.map((item) => item.getAsFile()).filter(Boolean));
  });
  return {
    html: written,
    empty: () => root.hasAttribute("data-empty"),
    focus: () => squire.focus(),
    hold: (on) => {
      held = on;
    },
    clear: () => {
      squire.setHTML("");
      look();
      last = "";
    },
    picture: (src, alt) => {
      squire.insertImage(src, { alt });
      look();
    },
    /** What is being typed after an @, and where; null when the caret is not behind one. */
    after: () => afterAt(squire, root),
    /** The colleagues and teams that are named. */
    names: () => [...root.querySelectorAll(NAMES)].map((name) => name.getAttribute("href")),
    /** @param {Range} range what gives way @param {string} mark @param {string} words */
    name: (range, mark, words) => {
      squire.saveUndoState();
      squire.setSelection(range);
      const name = document.createElement("a");
      name.setAttribute("href", `#${mark}`);
      name.textContent = `@${words}`;
      squire.insertHTML(`${name.outerHTML}\u00a0`);
      look();
    },
    /** Clean HTML, or a few words as if they were typed, where the caret is. */
    insert: (clean) => {
      squire.saveUndoState();
      squire.insertHTML(clean);
      look();
    },
    type: (words) => {
      squire.insertPlainText(words, false);
      look();
    },
    mark: (name) => mark(squire, name),
    /** Where a link would be set: the selected words, and the link that they are in already. */
    place: () => placeOf(squire, root),
    /** @param {ReturnType<typeof placeOf>} place @param {string} address */
    link: (place, address) => {
      squire.saveUndoState();
      if (place.link?.isConnected) place.link.setAttribute("href", address);
      else {
        squire.setSelection(place.range);
        squire.makeLink(address);
      }
    },
    unlink: (place) => {
      const words = document.createRange();
      words.selectNodeContents(place.link);
      squire.setSelection(words);
      squire.removeLink();
    },
    /** Go on writing where it was left. */
    back: (place) => {
      squire.focus();
      if (root.contains(place.range.commonAncestorContainer)) squire.setSelection(place.range);
    },
    copy: () => root.cloneNode(true).childNodes,
    end: () => squire.destroy(),
  };
}

/** Whether the caret stands where nothing of its line is written before it. */
function atStart(squire, root) {
  const range = squire.getSelection();
  if (!range.collapsed) return false;
  const at = range.startContainer;
  const line = (at instanceof Element ? at : at.parentElement)?.closest("p, div, li, blockquote") ?? root;
  const before = document.createRange();
  before.selectNodeContents(root.contains(line) ? line : root);
  before.setEnd(range.startContainer, range.startOffset);
  const written = before.cloneContents();
  const last = [...written.querySelectorAll("br")].pop();
  if (last) before.setStartAfter([...(root.contains(line) ? line : root).querySelectorAll("br")][written.querySelectorAll("br").length - 1]);
  return !before.toString();
}

/** The name that the caret stands at, before it (-1) or behind (1), or in. */
function nameBeside(range, step) {
  const at = range.startContainer;
  const inside = (at instanceof Element ? at : at.parentElement)?.closest(NAMES);
  if (inside) return inside;
  if (!range.collapsed) return null;
  let beside = null;
  if (at instanceof Element) beside = at.childNodes[step < 0 ? range.startOffset - 1 : range.startOffset];
  else if (range.startOffset === (step < 0 ? 0 : at.data.length)) beside = step < 0 ? at.previousSibling : at.nextSibling;
  return beside instanceof Element && beside.matches(NAMES) ? beside : null;
}

const MOST_TYPED = 30;

function afterAt(squire, root) {
  const range = squire.getSelection();
  const at = range.startContainer;
  if (!range.collapsed || at.nodeType !== Node.TEXT_NODE || !root.contains(at)) return null;
  const found = /(?:^|[^\p{L}\p{N}@._-])@([^\s@]*)$/u.exec(at.data.slice(0, range.startOffset).normalize("NFC"));
  if (!found || found[1].length > MOST_TYPED) return null;
  const whole = document.createRange();
  whole.setStart(at, at.data.lastIndexOf("@", range.startOffset - 1));
  whole.setEnd(at, range.startOffset);
  return { typed: found[1], range: whole };
}

function placeOf(squire, root) {
  const range = squire.getSelection();
  const at = range.startContainer;
  const link = (at instanceof Element ? at : at.parentElement)?.closest("a");
  const inside = range.collapsed ? null : [...root.querySelectorAll("a")].find((one) => range.intersectsNode(one));
  return { range, link: link && root.contains(link) ? link : (inside ?? null) };
}

function mark(squire, name) {
  if (name === "bold") squire.hasFormat("B") ? squire.removeBold() : squire.bold();
  if (name === "italic") squire.hasFormat("I") ? squire.removeItalic() : squire.italic();
  if (name === "list") squire.hasFormat("UL") ? squire.removeList() : squire.makeUnorderedList();
  if (name === "numbers") squire.hasFormat("OL") ? squire.removeList() : squire.makeOrderedList();
  if (name === "quote") squire.hasFormat("BLOCKQUOTE") ? squire.decreaseQuoteLevel() : squire.increaseQuoteLevel();
  squire.focus();
}
