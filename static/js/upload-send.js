// One call with files: to the console by XMLHttpRequest, which alone tells how far it is, then
// from the console to the endpoint, which the console is asked about.
import { ask, headers, Refusal } from "./ask.js";
import { receive, STREAMED } from "./answer/page/receive.js";
import { percent, Progress } from "./upload-row.js";
import { words } from "./words.js";

const ASKED_EVERY = 500; // ms

const PHASES = words.uploadSend.phases;
const NOTHING = { total: 0, sent: 0, phase: "" };
// What came of a call of which not everything may have been sent.
const BROKEN = ["failed", "cancelled"];

/** @import { Answer } from "./answer/page/receive.js" */
/** @typedef {keyof typeof PHASES} Phase where the bytes are that are counted */
/** @typedef {(phase: Phase, done: number, total: number) => void} Report bytes that are there, of all of them */

export class Upload {
  /** @type {Phase} */
  phase = "console";
  total = 0;
  quarter = 0; // percent, in steps of 25
  #xhr = new XMLHttpRequest();

  // `report(phase, done, total)` hears of bytes; without it the row of the send bar shows them.
  /** @param {FormData} fields @param {Report} [report] */
  constructor(fields, report) {
    this.fields = fields;
    this.ticket = String(fields.get("ticket"));
    const progress = new Progress();
    /** @type {Report} */
    this.report = report ?? ((phase, done, total) => progress.show(PHASES[phase], done, total));
  }

  // The console's answer; throws a Refusal as `ask` does.
  start() {
    /** @type {Promise<Answer>} */
    const answer = new Promise((resolve, reject) => {
      /** @param {string} code @param {string} message */
      const refuse = (code, message) => reject(new Refusal(0, { error: { code, message } }));
      this.#xhr.onload = async () => {
        try {
          const end = await receive(new Response(this.#xhr.response, { status: this.#xhr.status }));
          if (!BROKEN.includes(end.outcome.kind)) this.tell("waiting", this.total, this.total);
          resolve(end);
        } catch (fault) {
          reject(fault);
        }
      };
      this.#xhr.onerror = () => refuse("CONSOLE_LOST", words.uploadSend.lost);
      this.#xhr.onabort = () => refuse("CANCELLED", words.uploadSend.cancelled);
    });
    this.#xhr.upload.onprogress = (event) => this.tell("console", event.loaded, event.total);
    this.#xhr.upload.onload = () => this.follow();
    this.#xhr.open("POST", "/send");
    for (const [name, value] of Object.entries({ ...headers(), Accept: STREAMED })) this.#xhr.setRequestHeader(name, value);
    this.#xhr.responseType = "blob";
    this.#xhr.send(this.fields);
    return answer;
  }

  get over() {
    return this.#xhr.readyState === XMLHttpRequest.DONE;
  }

  /** @param {Phase} phase @param {number} done @param {number} total */
  tell(phase, done, total) {
    [this.phase, this.total] = [phase, total];
    this.quarter = Math.floor(percent(done, total) / 25) * 25;
    this.report(phase, done, total);
  }

  // Once the console has everything, it is asked how much of that it has sent on.
  async follow() {
    this.phase = "endpoint";
    this.quarter = 0;
    while (!this.over) {
      const far = await this.progress();
      if (this.over) return;
      if (far.total) this.tell(far.phase === "sending" ? "endpoint" : "waiting", far.sent, far.total);
      await new Promise((resolve) => setTimeout(resolve, ASKED_EVERY));
    }
  }

  /** @returns {Promise<{ total: number, sent: number, phase: string }>} */
  async progress() {
    try {
      const response = await fetch(`/send/progress?ticket=${this.ticket}`, { headers: { Accept: "application/json" } });
      return response.ok ? await response.json() : NOTHING;
    } catch {
      return NOTHING; // asked again soon; what became of the call itself, the call will say
    }
  }

  async cancel() {
    if (this.phase === "console") return this.#xhr.abort();
    // The console may still be reading the end of the file: then it does not know the call yet.
    while (!this.over && !(await ask("/send/cancel", { ticket: this.ticket })).cancelled) {
      await new Promise((resolve) => setTimeout(resolve, ASKED_EVERY));
    }
  }

  // What a screen reader is told, a few times in all; short, so that the bar keeps its height.
  /** @param {number} seconds */
  state(seconds) {
    if (this.phase === "waiting") return words.send.waiting(seconds);
    return this.quarter ? words.uploadSend.over(PHASES[this.phase], this.quarter) : PHASES[this.phase];
  }
}
