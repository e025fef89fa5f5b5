// <file-field>: a file input that a file can be dropped on, and that says what is chosen. A file
// is never read here, only handed on or sliced: it may be larger than the memory.
import { prepareRow, size } from "./upload-row.js";
import { words } from "./words.js";

// What was chosen about chunks, for a form that is drawn anew.
const chunks = { wanted: false, size: "" };

class FileField extends HTMLElement {
  connectedCallback() {
    this.input = this.querySelector('input[type="file"]');
    this.chosen = this.querySelector(".chosen");
    this.chosen.hidden = false;
    this.chosen.querySelector("button").addEventListener("click", () => this.take(new DataTransfer().files));
    this.input.addEventListener("change", () => this.show());
    for (const kind of ["dragenter", "dragover"]) this.addEventListener(kind, (event) => this.welcome(event));
    this.addEventListener("dragleave", (event) => { if (!this.contains(event.relatedTarget)) this.classList.remove("is-over"); });
    this.addEventListener("drop", (event) => this.drop(event));
    prepareRow();
    this.offerChunks(this.querySelector(".chunks"));
    this.show();
  }

  offerChunks(box) {
    if (!box) return;
    const [wanted, choice] = [box.querySelector("input"), box.querySelector("select")];
    box.hidden = false;
    wanted.checked = chunks.wanted;
    choice.value = chunks.size || choice.value;
    const keep = () => {
      [chunks.wanted, chunks.size] = [wanted.checked, choice.value];
      choice.disabled = !wanted.checked;
      document.getElementById("resume").hidden = !wanted.checked;
    };
    box.addEventListener("change", keep);
    keep();
  }

  welcome(event) {
    if (!event.dataTransfer.types.includes("Files")) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = "copy";
    this.classList.add("is-over");
  }

  drop(event) {
    event.preventDefault();
    this.classList.remove("is-over");
    const { files, items } = event.dataTransfer;
    if (items[0]?.webkitGetAsEntry?.()?.isDirectory) return this.object(words.upload.folder);
    if (!files.length) return;
    const first = new DataTransfer();
    first.items.add(files[0]);
    this.take(first.files);
    if (files.length > 1) this.object(words.upload.one(files.length, files[0].name));
  }

  // As if a person had chosen it: ticks follow the events.
  take(files) {
    this.input.files = files;
    for (const kind of ["input", "change"]) this.input.dispatchEvent(new Event(kind, { bubbles: true }));
    this.input.focus();
  }

  show() {
    const file = this.input.files[0];
    this.classList.toggle("is-chosen", Boolean(file));
    this.chosen.querySelector("span").textContent = file ? `${file.name} · ${size(file.size)}` : words.upload.drop;
    this.chosen.querySelector("button").hidden = !file;
  }

  object(sentence) {
    this.closest("[data-field]").querySelector(":scope > .problem").textContent = sentence;
  }
}

customElements.define("file-field", FileField);

// A file that misses its field would otherwise be opened in place of the page.
for (const kind of ["dragover", "drop"]) {
  window.addEventListener(kind, (event) => {
    if (event.defaultPrevented || !event.dataTransfer.types.includes("Files") || !document.querySelector("file-field")) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = "none";
  });
}

// After a form was drawn anew: what the `former` file inputs held goes to the field that now
// stands for theirs (the server says which, by the former one's name).
export function keepFiles(form, former) {
  for (const input of form.querySelectorAll("file-field input[data-chosen]")) {
    const before = former.find((one) => one.name === input.dataset.chosen);
    if (!before) continue;
    input.files = before.files;
    input.closest("file-field").show();
  }
}

// Files that do not go out are taken from `fields`, so that they do not travel either.
export function leaveOutUnticked(form, fields) {
  for (const input of form.querySelectorAll('file-field input[type="file"]')) {
    const box = input.closest("[data-field]").querySelector(':scope > .field-head input[name="sent"]');
    if (box && !box.checked) fields.delete(input.name);
  }
}

// What no server could be asked to take, beside its field: too large, or gone from its place.
export async function problems(form, fields) {
  const found = [];
  const limit = Number(form.querySelector("file-field").dataset.maxBytes);
  const inOneGo = !chunksOf(form);
  let total = 0;
  for (const [name, value] of fields) {
    if (!(value instanceof File) || !value.name) continue;
    total += value.size;
    if (inOneGo && total > limit) found.push({ field: name, message: words.upload.tooLarge(value.name, size(limit)) });
    else if (!(await isReadable(value))) found.push({ field: name, message: words.upload.unreadable(value.name) });
  }
  return found;
}

async function isReadable(file) {
  try {
    await file.slice(0, 1).arrayBuffer();
    return true;
  } catch {
    return false;
  }
}

// The file field that is to be sent in chunks, and their size in bytes; null where none is.
export function chunksOf(form) {
  const box = form.querySelector("file-field .chunks");
  const input = box?.closest("file-field").input;
  if (!box?.querySelector("input").checked || !input.files.length) return null;
  return { name: input.name, size: Number(box.querySelector("select").value) };
}
