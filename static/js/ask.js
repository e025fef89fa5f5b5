// The one way in which scripts talk to the console's own server.
import { words } from "./words.js";

export const headers = () => ({
  Accept: "application/json",
  "X-CSRFToken": /** @type {HTMLMetaElement} */ (document.querySelector('meta[name="csrf-token"]')).content,
});

export class Refusal extends Error {
  // What the server refused, with its answer.
  /** @param {number} status @param {{ error?: { code?: string, message?: string, field?: string }, [more: string]: any } | null} body */
  constructor(status, body) {
    super(status === 401 ? words.ask.signedOut : (body?.error?.message ?? words.ask.answered(status)));
    this.status = status;
    this.body = body;
  }
}

/** @param {string} url @param {BodyInit | null} [body] @param {RequestInit} [options] */
export async function request(url, body, options = {}) {
  try {
    return await fetch(url, {
      method: "POST",
      body,
      headers: headers(),
      ...options,
    });
  } catch (fault) {
    if (fault instanceof DOMException && fault.name === "AbortError") throw fault;
    throw new Refusal(0, { error: { message: words.ask.unreachable } });
  }
}

// Gives the answer's JSON.
/**
 * @param {string} url @param {FormData | Record<string, string>} fields @param {RequestInit} [options]
 * @returns {Promise<any>}
 */
export async function ask(url, fields, options) {
  const body = fields instanceof FormData ? fields : new URLSearchParams(fields);
  const response = await request(url, body, options);
  const answer = await response.json().catch(() => null);
  if (!response.ok || !answer) throw new Refusal(response.status, answer);
  return answer;
}
