// The one way in which scripts talk to the console's own server.
import { words } from "./words.js";

const meta = () => /** @type {HTMLMetaElement} */ (document.querySelector('meta[name="csrf-token"]'));
const token = () => ({ "X-CSRFToken": meta().content });

export const headers = () => ({ Accept: "application/json", ...token() });

// A token is of the browser's session: signing in again in another tab brings another, which comes with the refusal of
// the one before. That of another workspace is not taken: what this page holds is none of its.
/** @param {Response} response */
function takesNewToken(response) {
  const taken = response.headers.get("X-CSRFToken");
  const whose = /** @type {HTMLMetaElement | null} */ (document.querySelector('meta[name="whose"]'))?.content ?? "";
  if (!taken || response.headers.get("X-Whose") !== whose) return false;
  meta().content = taken;
  /** @type {NodeListOf<HTMLInputElement>} */
  const fields = document.querySelectorAll('input[name="csrf_token"]');
  for (const field of fields) field.value = taken;
  return true;
}

export class Refusal extends Error {
  // What the server refused, with its answer.
  /** @param {number} status @param {{ error?: { code?: string, message?: string, field?: string }, [more: string]: any } | null} body */
  constructor(status, body) {
    super(status === 401 ? words.ask.signedOut : (body?.error?.message ?? words.ask.answered(status)));
    this.status = status;
    this.body = body;
  }
}

// What a fault says to people: a part of the page that could not be fetched has no words of its own.
/** @param {Error} fault */
export const reasonOf = (fault) => (fault instanceof TypeError && /module/i.test(fault.message) ? words.ask.unreachable : fault.message);

// A form's own field would go before the header, so that it is left to that.
/**
 * @param {string} url @param {BodyInit | null} [body]
 * @param {Omit<RequestInit, "headers"> & { headers?: Record<string, string> }} [options]
 */
export async function request(url, body, options = {}) {
  if (body instanceof FormData || body instanceof URLSearchParams) body.delete("csrf_token");
  const post = () => fetch(url, { method: "POST", body, ...options, headers: { ...headers(), ...options.headers, ...token() } });
  try {
    const response = await post();
    return takesNewToken(response) ? await post() : response;
  } catch (fault) {
    if (fault instanceof DOMException && fault.name === "AbortError") throw fault;
    throw new Refusal(0, { error: { message: words.ask.unreachable } });
  }
}

// Gives the answer's JSON.
/**
 * @param {string} url @param {FormData | URLSearchParams | Record<string, string>} fields
 * @param {Omit<RequestInit, "headers"> & { headers?: Record<string, string> }} [options]
 * @returns {Promise<any>}
 */
export async function ask(url, fields, options) {
  const body = fields instanceof FormData ? fields : new URLSearchParams(fields);
  const response = await request(url, body, options);
  const answer = await response.json().catch(() => null);
  if (!response.ok || !answer) throw new Refusal(response.status, answer);
  return answer;
}
