// Posts to the desk that answer in JSON.

import { csrfToken } from "../../../ui/js/send.js";

export class Refused extends Error {
  /** @param {string} words @param {number} status @param {Record<string, unknown>} answer */
  constructor(words, status, answer) {
    super(words);
    this.status = status;
    this.answer = answer;
  }
}

const MOST_KEPT_ALIVE = 60_000; // browsers take 64 KB with them when a page goes away

/**
 * @param {string} address
 * @param {FormData | Record<string, string | string[]>} values a list is sent as one value each
 * @returns {Promise<any>} what was answered; throws Refused with the desk's words, or TypeError when it is out of reach
 */
export async function call(address, values) {
  const body = values instanceof FormData ? values : new URLSearchParams(Object.entries(values).flatMap(([name, value]) => [value].flat().map((one) => [name, one])));
  const keepalive = body instanceof URLSearchParams && body.toString().length < MOST_KEPT_ALIVE;
  const answer = await fetch(address, { method: "POST", body, keepalive, headers: { "X-CSRFToken": csrfToken() }, credentials: "same-origin" });
  if (answer.redirected) {
    location.assign(location.href); // signed out meanwhile; the tab remembers what was written
    throw new TypeError("redirected");
  }
  const told = answer.headers.get("Content-Type")?.includes("json") ? await answer.json() : {};
  if (!answer.ok && !told.detail) throw new TypeError(`answered ${answer.status}`); // by what stands before the desk
  if (!answer.ok) throw new Refused(told.detail, answer.status, told);
  return told;
}
