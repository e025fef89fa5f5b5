// What has to be said of an answer's body before it is read: where it is broken, what is left out.
import { words } from "./words.js";

/** @import { Facts } from "./preview-choice.js" */

/** @param {number} bytes */
export function sizeText(bytes) {
  if (bytes < 1024) return words.bodyNotes.bytes(bytes);
  return bytes < 1024 ** 2 ? `${(bytes / 1024).toFixed(1)} kB` : `${(bytes / 1024 ** 2).toFixed(1)} MB`;
}

// Paragraphs; those about a place have a button for which `go(offset)` is called.
/** @param {Facts} facts @param {(offset: number) => void} go */
export function notesOf(facts, go) {
  /** @type {HTMLElement[]} */
  const notes = [];
  /** @param {string} sentence @param {number} [offset] */
  const note = (sentence, offset = -1) => notes.push(paragraph(sentence, offset, go));
  const name = facts.language === "json" ? "JSON" : "XML";
  if (facts.problem && facts.place) note(words.bodyNotes.invalid(name, facts.problem, facts.place), facts.brokenAt);
  if (facts.invalidByte !== undefined && facts.invalidAt !== -1) note(words.bodyNotes.notUtf8(facts.invalidByte + 1), facts.invalidAt);
  if (facts.tooLarge) note(words.bodyNotes.tooLarge(sizeText(facts.size)));
  if (facts.shortened) note(words.bodyNotes.shortened);
  return notes;
}

/** @param {string} sentence @param {number} offset @param {(offset: number) => void} go */
function paragraph(sentence, offset, go) {
  const element = Object.assign(document.createElement("p"), { className: "caution", textContent: sentence });
  if (offset !== -1) {
    const button = Object.assign(document.createElement("button"), { type: "button", className: "quiet", textContent: words.bodyNotes.go });
    button.addEventListener("click", () => go(offset));
    element.append(" ", button);
  }
  return element;
}
