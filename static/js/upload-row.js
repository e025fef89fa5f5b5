// The row of the send bar that shows how far an upload is. It has its place whenever the form
// has a file, so that nothing moves when the upload begins.
import { byId, one } from "./elements.js";
import { words } from "./words.js";

/** @type {HTMLElement | null} */
let row = null;

// For a form that has just been drawn, with a file in it.
export function prepareRow() {
  row ??= build();
  row.classList.remove("is-used");
  byId("resume", HTMLElement).hidden = true;
}

function build() {
  const resume = Object.assign(document.createElement("button"), { type: "button", className: "quiet", id: "resume", textContent: words.uploadRow.resume });
  resume.dataset.verb = "resume-upload";
  byId("send", HTMLElement).after(resume);
  const made = Object.assign(document.createElement("div"), { className: "upload-row" });
  made.append(
    Object.assign(document.createElement("label"), { htmlFor: "upload-progress" }),
    Object.assign(document.createElement("span"), { className: "figures" }),
    Object.assign(document.createElement("progress"), { id: "upload-progress", max: 1, value: 0 }),
  );
  one(document, ".send-bar", HTMLElement).append(made);
  return made;
}

// Shows bytes, percent and speed; another label is another part, with a speed of its own.
export class Progress {
  #label = "";
  /** @type {[milliseconds: number, bytes: number][]} */
  #seen = [];

  /** @param {string} label @param {number} done @param {number} total both in bytes */
  show(label, done, total) {
    if (label !== this.#label) this.#seen = [];
    this.#label = label;
    if (!row) return;
    row.classList.add("is-used");
    one(row, "label", HTMLElement).textContent = label;
    one(row, "progress", HTMLProgressElement).value = total ? done / total : 0;
    one(row, ".figures", HTMLElement).textContent = [words.uploadRow.done(size(done), size(total)), `${percent(done, total)} %`, ...this.#speed(done)].join(" · ");
  }

  // Over the last four seconds; nothing at first.
  /** @param {number} done */
  #speed(done) {
    const now = performance.now();
    this.#seen.push([now, done]);
    while (this.#seen.length > 2 && now - this.#seen[0][0] > 4000) this.#seen.shift();
    const [then, before] = this.#seen[0];
    return now > then ? [words.uploadRow.speed(size(((done - before) / (now - then)) * 1000))] : [];
  }
}

/** @param {number} done @param {number} total */
export const percent = (done, total) => Math.floor((total ? done / total : 1) * 100);

/** @type {[bytes: number, name: string][]} */
const UNITS = [[1e9, "GB"], [1e6, "MB"], [1e3, "kB"]];

/** @param {number} bytes */
export function size(bytes) {
  const [unit, name] = UNITS.find(([least]) => bytes >= least) ?? [1, words.uploadRow.bytes];
  return `${(bytes / unit).toFixed(unit > 1 ? 1 : 0)} ${name}`;
}
