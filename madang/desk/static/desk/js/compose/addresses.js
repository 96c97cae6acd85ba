// Mail addresses out of what people type and paste.

const ADDRESS = /^[^\s@<>()[\]:;,"\\\u0080-\uffff]+@(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]*[\p{L}\p{N}])?\.)+[\p{L}\p{N}-]*[\p{L}\p{N}]$/u;
const MOST = 320;

/** Whether something can be written to; the desk looks once more before it sends. @param {string} given */
export const isAddress = (given) => given.length <= MOST && ADDRESS.test(given) && !given.includes("..") && !given.startsWith(".") && !given.includes(".@");

/**
 * The addresses in a list as mail programs write it: `홍길동 <hong@example.com>; "Kim, Mina" <mina@example.com>, a@b.example`.
 * @param {string} text
 * @returns {string[]} each as written, without its name; what is no address too, so that it can be said
 */
export function addressesIn(text) {
  const parts = [];
  let part = "";
  let quoted = false;
  for (const letter of text) {
    if (letter === '"') quoted = !quoted;
    if (!quoted && /[,;\n\r\t]/.test(letter)) {
      parts.push(part);
      part = "";
    } else part += letter;
  }
  parts.push(part);
  return parts.flatMap(inPart).filter(Boolean);
}

function inPart(part) {
  const angled = /<([^<>]*)>\s*$/.exec(part);
  if (angled) return [bare(angled[1])];
  const words = part.trim().split(/\s+/).map(bare);
  // Several addresses side by side, or one with words that nobody can place.
  return words.length > 1 && words.every((word) => word.includes("@")) ? words : [bare(part)];
}

const bare = (given) => given.trim().replace(/^mailto:/i, "").replace(/^[<'"]+|[>'"]+$/g, "").toLowerCase();
