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

/**
 * @param {string} address
 * @param {FormData | Record<string, string>} values
 * @returns {Promise<any>} what was answered; throws Refused with the desk's words, or TypeError when it is out of reach
 */
export async function call(address, values) {
  const body = values instanceof FormData ? values : new URLSearchParams(values);
  const answer = await fetch(address, { method: "POST", body, headers: { "X-CSRFToken": csrfToken() }, credentials: "same-origin" });
  if (answer.redirected && answer.url.includes("/accounts/login")) location.assign(location.href);
  const told = answer.headers.get("Content-Type")?.includes("json") ? await answer.json() : {};
  if (!answer.ok) throw new Refused(told.detail ?? String(answer.status), answer.status, told);
  return told;
}
