// The row of the send bar that shows how far an upload is. It has its place whenever the form
// has a file, so that nothing moves when the upload begins.
import { words } from "./words.js";

let row = null;

// For a form that has just been drawn, with a file in it.
export function prepareRow() {
  row ??= build();
  row.classList.remove("is-used");
  document.getElementById("resume").hidden = true;
}

function build() {
  const resume = Object.assign(document.createElement("button"), { type: "button", className: "quiet", id: "resume", textContent: words.uploadRow.resume });
  resume.dataset.verb = "resume-upload";
  document.getElementById("send").after(resume);
  const made = Object.assign(document.createElement("div"), { className: "upload-row" });
  made.append(
    Object.assign(document.createElement("label"), { htmlFor: "upload-progress" }),
    Object.assign(document.createElement("span"), { className: "figures" }),
    Object.assign(document.createElement("progress"), { id: "upload-progress", max: 1, value: 0 }),
  );
  document.querySelector(".send-bar").append(made);
  return made;
}

// Shows bytes, percent and speed; another label is another part, with a speed of its own.
export class Progress {
  show(label, done, total) {
    if (label !== this.label) this.seen = [];
    this.label = label;
    row.classList.add("is-used");
    row.querySelector("label").textContent = label;
    row.querySelector("progress").value = total ? done / total : 0;
    row.querySelector(".figures").textContent = [words.uploadRow.done(size(done), size(total)), `${percent(done, total)} %`, ...this.speed(done)].join(" · ");
  }

  // Over the last four seconds; nothing at first.
  speed(done) {
    const now = performance.now();
    this.seen.push([now, done]);
    while (this.seen.length > 2 && now - this.seen[0][0] > 4000) this.seen.shift();
    const [then, before] = this.seen[0];
    return now > then ? [words.uploadRow.speed(size(((done - before) / (now - then)) * 1000))] : [];
  }
}

export const percent = (done, total) => Math.floor((total ? done / total : 1) * 100);

export function size(bytes) {
  const [unit, name] = [[1e9, "GB"], [1e6, "MB"], [1e3, "kB"]].find(([least]) => bytes >= least) ?? [1, words.uploadRow.bytes];
  return `${(bytes / unit).toFixed(unit > 1 ? 1 : 0)} ${name}`;
}
