// Fetches further pages of a list, one or all; the console plans them (app/call/paging.py), here is kept what came.
import { ask, headers, Refusal } from "../../ask.js";
import { json, readFrames } from "./frames.js";
import { words } from "./words.js";

const ACCEPT = "application/vnd.testme.answer, application/json;q=0.9";
const PLACE = "X-TestMe-Place";
const MOST_BYTES = 400_000_000; // of all pages together: they stay in the browser's memory

export class Paging {
  #place = ""; // the page before, as the console spells it
  #ticket = "";
  #stopped = null; // AbortController of what is under way
  #bytes = 0;
  whole = false; // whether it began with the first page
  done = false;
  windows = false; // whether pages come in order of createdAt

  // `seen` is what came on the first page; `add(bytes, fresh)` takes a page's body and says what came on it.
  constructor(record, seen, add) {
    this.record = record;
    this.seen = seen;
    this.add = add;
  }

  get busy() {
    return this.#stopped !== null;
  }

  // The page after the last one.
  next() {
    return this.#under(() => this.#page({ ...this.#before() }));
  }

  // All pages from the first one on, or the rest of them after a cancel; `told` is called after each.
  all(told) {
    return this.#under(async () => {
      if (!this.whole) await this.#page({ start: "1", total: this.seen.total ?? "" }, true);
      told();
      while (!this.done) {
        await this.#page(this.#before());
        told();
      }
    });
  }

  cancel() {
    this.#stopped?.abort();
    if (this.#ticket) ask("/send/cancel", { ticket: this.#ticket });
  }

  async #under(work) {
    this.#stopped = new AbortController();
    try {
      await work();
    } catch (fault) {
      if (!this.#stopped.signal.aborted) throw fault;
    } finally {
      this.#stopped = null;
    }
  }

  #before() {
    const known = Object.entries(this.seen).filter(([, value]) => value !== null);
    return { ...Object.fromEntries(new URLSearchParams(this.#place)), ...Object.fromEntries(known) };
  }

  async #page(fields, fresh = false) {
    const { signal } = this.#stopped;
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
    const bytes = await bodyOf(response);
    signal.throwIfAborted();
    this.#bytes = fresh ? bytes.length : this.#bytes + bytes.length;
    this.seen = await this.add(bytes, fresh);
    this.#place = response.headers.get(PLACE) ?? "";
    this.windows = this.#place.includes("place.windows=1");
    if (fresh) this.whole = true;
    if (this.#bytes > MOST_BYTES) throw new Error(words.paging.full);
  }
}

async function bodyOf(response) {
  const pieces = [];
  let end;
  await readFrames(response.body, (kind, payload) => {
    if (kind === "b") pieces.push(payload);
    if (kind === "x") throw new Refusal(500, json(payload));
    if (kind === "e") end = json(payload);
  });
  if (!end) throw new Error(words.paging.lost);
  if (end.outcome.kind !== "ok") throw new Error(end.outcome.message);
  return new Uint8Array(await new Blob(pieces).arrayBuffer());
}
