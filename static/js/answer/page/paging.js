// Fetches further pages of a list, one or all; the console plans them (app/call/paging.py), here is kept what came.
import { ask, headers, Refusal } from "../../ask.js";
import { json, readFrames } from "./frames.js";
import { words } from "./words.js";

/**
 * What came on a page, by names that the console's plan takes.
 * @typedef {Record<string, string | number | null>} Seen
 */

const ACCEPT = "application/vnd.testme.answer, application/json;q=0.9";
const PLACE = "X-TestMe-Place";
const MOST_BYTES = 400_000_000; // of all pages together: they stay in the browser's memory

export class Paging {
  #place = ""; // the page before, as the console spells it
  #ticket = "";
  /** @type {AbortController | null} */
  #stopped = null; // of what is under way
  #bytes = 0;
  whole = false; // whether it began with the first page
  done = false;
  windows = false; // whether pages come in order of createdAt

  // `seen` is what came on the first page; `add` takes a page's body and says what came on it.
  /** @param {string} record @param {Seen} seen @param {(bytes: Uint8Array<ArrayBuffer>, fresh: boolean) => Promise<Seen>} add */
  constructor(record, seen, add) {
    this.record = record;
    this.records = [record]; // the recorded calls that the pages are of, in their order
    this.seen = seen;
    this.add = add;
  }

  get busy() {
    return this.#stopped !== null;
  }

  // The page after the last one.
  next() {
    return this.#under((signal) => this.#page(signal, this.#before()));
  }

  // All pages from the first one on, or the rest of them after a cancel; `told` is called after each.
  /** @param {() => void} told */
  all(told) {
    return this.#under(async (signal) => {
      if (!this.whole) await this.#page(signal, { start: "1", total: this.seen.total ?? "" }, true);
      told();
      while (!this.done) {
        await this.#page(signal, this.#before());
        told();
      }
    });
  }

  cancel() {
    this.#stopped?.abort();
    if (this.#ticket) ask("/send/cancel", { ticket: this.#ticket });
  }

  /** @param {(signal: AbortSignal) => Promise<void>} work */
  async #under(work) {
    const stopped = new AbortController();
    const { signal } = stopped;
    this.#stopped = stopped;
    try {
      await work(signal);
    } catch (fault) {
      if (!signal.aborted) throw fault;
    } finally {
      this.#stopped = null;
    }
  }

  #before() {
    const known = Object.entries(this.seen).filter(([, value]) => value !== null);
    return { ...Object.fromEntries(new URLSearchParams(this.#place)), ...Object.fromEntries(known) };
  }

  /** @param {AbortSignal} signal @param {Record<string, any>} fields @param {boolean} [fresh] */
  async #page(signal, fields, fresh = false) {
    this.#ticket = crypto.randomUUID?.() ?? String(Math.random()).slice(2);
    const response = await fetch(`/history/${this.record}/page`, {
      method: "POST",
      body: new URLSearchParams({ ...fields, ticket: this.#ticket }),
      headers: { ...headers(), Accept: ACCEPT },
      signal,
    });
    if (response.status === 204) {
      this.done = true;
      return;
    }
    if (!response.ok) throw new Refusal(response.status, await response.json().catch(() => null));
    const { bytes, id } = await bodyOf(response);
    signal.throwIfAborted();
    this.#bytes = fresh ? bytes.length : this.#bytes + bytes.length;
    this.seen = await this.add(bytes, fresh);
    this.records = fresh ? [id] : [...this.records, id];
    this.#place = response.headers.get(PLACE) ?? "";
    this.windows = this.#place.includes("place.windows=1");
    if (fresh) this.whole = true;
    if (this.#bytes > MOST_BYTES) throw new Error(words.paging.full);
  }
}

/** @param {Response} response */
async function bodyOf(response) {
  /** @type {Uint8Array<ArrayBuffer>[]} */
  const pieces = [];
  /** @type {any} */
  let end;
  if (response.body) await readFrames(response.body, (kind, payload) => {
    if (kind === "b") pieces.push(payload);
    if (kind === "x") throw new Refusal(500, json(payload));
    if (kind === "e") end = json(payload);
  });
  if (!end) throw new Error(words.paging.lost);
  if (end.outcome.kind !== "ok") throw new Error(end.outcome.message);
  return { bytes: new Uint8Array(await new Blob(pieces).arrayBuffer()), id: /** @type {string} */ (end.id) };
}
