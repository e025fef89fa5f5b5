// A file in chunks: one call of uploadToken.upload after the other, each with its part of the
// file and with resume, resumeAt and finalChunk filled in; it can be resumed where it ended.
import { ask, Refusal } from "./ask.js";
import { Upload } from "./upload-send.js";
import { percent, Progress, size } from "./upload-row.js";
import { words } from "./words.js";

const PAUSES = [1, 2, 4]; // seconds before each further try of a chunk
const FULL = ["2", "3"]; // KalturaUploadTokenStatus: FULL_UPLOAD, CLOSED

/** @import { Answer } from "./answer/page/receive.js" */
/** @import { Phase } from "./upload-send.js" */

export class ChunkedUpload {
  at = 0; // the first byte that is still to be sent
  done = 0;
  calls = 0;
  remark = ""; // what can be done once it has ended
  /** @type {Upload | null} */
  upload = null;
  /** @type {((value?: unknown) => void) | null} */
  wake = null;

  // `fields` is the form as FormData, `name` that of the file in it, `chunk` in bytes.
  /** @param {FormData} fields @param {{ name: string, size: number }} file @param {boolean} resume */
  constructor(fields, { name, size: chunk }, resume) {
    this.fields = fields;
    this.name = name;
    this.file = /** @type {File} */ (fields.get(name));
    this.chunk = chunk;
    this.resume = resume;
    this.cancelled = false;
    this.note = "";
    this.row = new Progress();
  }

  // The answer to the last chunk that was sent; throws a Refusal as `ask` does.
  async start() {
    if (this.resume) this.at = await this.arrived();
    for (;;) {
      const end = Math.min(this.at + this.chunk, this.file.size);
      const answer = await this.patiently(end);
      if (answer.outcome.kind !== "ok") {
        this.remark = this.whatNow();
        return answer;
      }
      this.at = end;
      if (end === this.file.size) return answer;
    }
  }

  // Sends one chunk; where the way there failed, and not the call itself, again after a pause.
  /** @param {number} end @returns {Promise<Answer>} */
  async patiently(end) {
    for (let tries = 0; ; tries++) {
      const came = await this.sendOne(end).catch((/** @type {Error} */ fault) => fault);
      if (!troubleOf(came) || tries === PAUSES.length || this.cancelled) {
        if (!(came instanceof Error)) return came;
        if (this.at) came.message = `${this.cancelled ? words.uploadChunks.cancelled : came.message} ${this.whatNow()}`;
        throw came;
      }
      await this.pause(PAUSES[tries], words.uploadChunks.again(this.number, tries + 2, PAUSES.length + 1, PAUSES[tries]));
    }
  }

  /** @param {number} end */
  async sendOne(end) {
    if (this.cancelled) throw new Refusal(0, { error: { code: "CANCELLED", message: words.uploadChunks.cancelled } });
    this.note = "";
    this.upload = new Upload(this.fieldsOf(end), (phase, done, total) => this.show(end, phase, total ? done / total : 1));
    return this.upload.start();
  }

  // The form with a part of the file, and with this chunk's place in it.
  /** @param {number} end */
  fieldsOf(end) {
    /** @type {Record<string, string>} */
    const place = {
      "param:resume": this.at > 0 ? "1" : "0",
      "param:resumeAt": String(this.at),
      "param:finalChunk": end === this.file.size ? "1" : "0",
    };
    const fields = new FormData();
    for (const [name, value] of this.fields) {
      const replaced = name === this.name || name in place || (["sent", "null"].includes(name) && String(value) in place);
      if (!replaced) fields.append(name, value);
    }
    for (const [name, value] of Object.entries(place)) {
      fields.append(name, value);
      fields.append("sent", name);
    }
    fields.append(this.name, this.file.slice(this.at, end, this.file.type), this.file.name);
    fields.set("ticket", `${this.fields.get("ticket")}-${this.calls++}`);
    return fields;
  }

  // Half of a chunk's way is that to the console, half the one to the endpoint.
  /** @param {number} end @param {Phase} phase @param {number} part */
  show(end, phase, part) {
    const way = { console: part / 2, endpoint: (1 + part) / 2, waiting: 1 }[phase];
    this.done = this.at + (end - this.at) * way;
    this.row.show(words.uploadChunks.chunk(this.number, Math.ceil(this.file.size / this.chunk) || 1), this.done, this.file.size);
  }

  get number() {
    return Math.floor(this.at / this.chunk) + 1;
  }

  /** @param {number} seconds @param {string} note */
  pause(seconds, note) {
    this.note = note;
    return new Promise((resolve) => {
      this.wake = resolve;
      setTimeout(resolve, seconds * 1000);
    });
  }

  // How much of the file the endpoint has: a call of uploadToken.get beside the one on the form.
  async arrived() {
    this.note = words.uploadChunks.asking;
    const fields = new FormData();
    for (const [name, value] of this.fields) {
      if (!name.startsWith("param:") || name === "param:uploadTokenId") fields.append(name, value);
    }
    for (const [name, value] of Object.entries({ action: "get", format: "1", aside: "1" })) fields.set(name, value);
    const answer = await ask("/send", fields);
    /** @param {string} sentence */
    const refuse = (sentence) => { throw new Refusal(0, { error: { code: "CANNOT_RESUME", message: sentence } }); };
    if (answer.outcome.kind !== "ok") refuse(words.uploadChunks.unknown(answer.outcome.message));
    const token = JSON.parse(answer.body);
    const arrived = Number(token.uploadedFileSize ?? 0);
    const announced = Number(token.fileSize ?? 0) || this.file.size;
    if (arrived > this.file.size || announced !== this.file.size) {
      refuse(words.uploadChunks.otherFile(Math.max(arrived, announced), this.file.size));
    }
    if (FULL.includes(String(token.status))) {
      refuse(arrived === this.file.size ? words.uploadChunks.whole(size(arrived)) : words.uploadChunks.full(size(arrived)));
    }
    // Without its last chunk no upload is ever final.
    return Math.min(arrived, Math.max(0, (Math.ceil(this.file.size / this.chunk) - 1) * this.chunk));
  }

  whatNow() {
    this.row.show(words.uploadChunks.arrived, this.at, this.file.size);
    return words.uploadChunks.resumes(size(this.at), size(this.file.size));
  }

  async cancel() {
    this.cancelled = true;
    this.wake?.();
    await this.upload?.cancel();
  }

  /** @param {number} seconds */
  state(seconds) {
    if (this.note) return this.note;
    if (this.upload?.phase === "waiting" && this.done === this.file.size) return words.send.waiting(seconds);
    const quarter = Math.floor(percent(this.done, this.file.size) / 25) * 25;
    return quarter ? words.uploadChunks.over(quarter) : words.uploadChunks.under;
  }
}

// What may go well another time: a connection that failed, an endpoint in trouble.
/** @param {Answer | Error} came */
function troubleOf(came) {
  if (came instanceof Error) return came instanceof Refusal && came.status === 0 && came.body?.error?.code !== "CANCELLED" && came.message !== "";
  const { outcome } = came;
  return outcome.kind === "failed" || (outcome.kind === "http_error" && /^(408|429|5..)$/.test(outcome.code));
}
