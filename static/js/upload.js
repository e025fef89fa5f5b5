// <file-field>: a file input that a file can be dropped on, and that says what is chosen. A file
// is never read here, only handed on or sliced: it may be larger than the memory.
import { all, byId, one } from "./elements.js";
import { prepareRow, size } from "./upload-row.js";
import { words } from "./words.js";

// What was chosen about chunks, for a form that is drawn anew.
const chunks = { wanted: false, size: "" };

class FileField extends HTMLElement {
  get input() {
    return one(this, 'input[type="file"]', HTMLInputElement);
  }

  get chosen() {
    return one(this, ".chosen", HTMLElement);
  }

  get takesBack() {
    return one(this.chosen, "button", HTMLButtonElement);
  }

  connectedCallback() {
    this.chosen.hidden = false;
    this.takesBack.addEventListener("click", () => this.take(new DataTransfer().files));
    this.input.addEventListener("change", () => this.show());
    for (const kind of /** @type {const} */ (["dragenter", "dragover"])) this.addEventListener(kind, (event) => this.welcome(event));
    this.addEventListener("dragleave", ({ relatedTarget: to }) => { if (!(to instanceof Node && this.contains(to))) this.classList.remove("is-over"); });
    this.addEventListener("drop", (event) => this.drop(event));
    prepareRow();
    this.offerChunks(this.querySelector(".chunks"));
    this.show();
  }

  /** @param {HTMLElement | null} box */
  offerChunks(box) {
    if (!box) return;
    const [wanted, choice] = [one(box, "input", HTMLInputElement), one(box, "select", HTMLSelectElement)];
    box.hidden = false;
    wanted.checked = chunks.wanted;
    choice.value = chunks.size || choice.value;
    const keep = () => {
      [chunks.wanted, chunks.size] = [wanted.checked, choice.value];
      choice.disabled = !wanted.checked;
      byId("resume", HTMLElement).hidden = !wanted.checked;
    };
    box.addEventListener("change", keep);
    keep();
  }

  /** @param {DragEvent} event */
  welcome(event) {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = "copy";
    this.classList.add("is-over");
  }

  /** @param {DragEvent} event */
  drop(event) {
    event.preventDefault();
    this.classList.remove("is-over");
    if (!event.dataTransfer) return;
    const { files, items } = event.dataTransfer;
    if (items[0]?.webkitGetAsEntry?.()?.isDirectory) return this.object(words.upload.folder);
    if (!files.length) return;
    const first = new DataTransfer();
    first.items.add(files[0]);
    this.take(first.files);
    if (files.length > 1) this.object(words.upload.one(files.length, files[0].name));
  }

  // As if a person had chosen it: ticks follow the events.
  /** @param {FileList} files */
  take(files) {
    this.input.files = files;
    for (const kind of ["input", "change"]) this.input.dispatchEvent(new Event(kind, { bubbles: true }));
    this.input.focus();
  }

  show() {
    const file = this.input.files?.[0];
    this.classList.toggle("is-chosen", Boolean(file));
    one(this.chosen, "span", HTMLElement).textContent = file ? `${file.name} · ${size(file.size)}` : words.upload.drop;
    this.takesBack.hidden = !file;
  }

  /** @param {string} sentence */
  object(sentence) {
    one(fieldOf(this), ":scope > .problem", HTMLElement).textContent = sentence;
  }
}

/** @param {Element} control */
const fieldOf = (control) => /** @type {HTMLElement} */ (control.closest("[data-field]"));

customElements.define("file-field", FileField);

/** @param {Element} part @returns {FileField | null} */
const holderOf = (part) => part.closest("file-field");

// A file that misses its field would otherwise be opened in place of the page.
for (const kind of /** @type {const} */ (["dragover", "drop"])) {
  window.addEventListener(kind, (event) => {
    if (event.defaultPrevented || !event.dataTransfer?.types.includes("Files") || !document.querySelector("file-field")) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = "none";
  });
}

// After a form was drawn anew: what the `former` file inputs held goes to the field that now
// stands for theirs (the server says which, by the former one's name).
/** @param {ParentNode} form @param {HTMLInputElement[]} former */
export function keepFiles(form, former) {
  for (const input of all(form, "file-field input[data-chosen]", HTMLInputElement)) {
    const before = former.find((one) => one.name === input.dataset.chosen);
    if (!before) continue;
    input.files = before.files;
    holderOf(input)?.show();
  }
}

// Files that do not go out are taken from `fields`, so that they do not travel either.
/** @param {HTMLFormElement} form @param {FormData} fields */
export function leaveOutUnticked(form, fields) {
  for (const input of all(form, 'file-field input[type="file"]', HTMLInputElement)) {
    /** @type {HTMLInputElement | null} */
    const box = fieldOf(input).querySelector(':scope > .field-head input[name="sent"]');
    if (box && !box.checked) fields.delete(input.name);
  }
}

// What no server could be asked to take, beside its field: too large, or gone from its place.
/** @param {HTMLFormElement} form @param {FormData} fields */
export async function problems(form, fields) {
  /** @type {import("./check.js").Problem[]} */
  const found = [];
  const limit = Number(one(form, "file-field", FileField).dataset.maxBytes);
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

/** @param {File} file */
async function isReadable(file) {
  try {
    await file.slice(0, 1).arrayBuffer();
    return true;
  } catch {
    return false;
  }
}

// The file field that is to be sent in chunks, and their size in bytes; null where none is.
/** @param {HTMLFormElement} form */
export function chunksOf(form) {
  const box = form.querySelector("file-field .chunks");
  const input = box && holderOf(box)?.input;
  if (!box || !input?.files?.length || !one(box, "input", HTMLInputElement).checked) return null;
  return { name: input.name, size: Number(one(box, "select", HTMLSelectElement).value) };
}
