// What has to be said of an answer's body before it is read: where it is broken, what is left out.

export function sizeText(bytes) {
  if (bytes < 1024) return `${bytes} bytes`;
  return bytes < 1024 ** 2 ? `${(bytes / 1024).toFixed(1)} kB` : `${(bytes / 1024 ** 2).toFixed(1)} MB`;
}

// Paragraphs; those about a place have a button for which `go(offset)` is called.
export function notesOf(facts, go) {
  const notes = [];
  const note = (sentence, offset = -1) => notes.push(paragraph(sentence, offset, go));
  const name = { json: "JSON", xml: "XML" }[facts.language];
  if (facts.problem) note(`Not valid ${name}: ${facts.problem} (line ${facts.place.line}, column ${facts.place.column})`, facts.brokenAt);
  if (facts.invalidAt !== -1) note(`Not valid UTF-8: byte ${(facts.invalidByte + 1).toLocaleString("en")} cannot be read; such bytes are shown as \uFFFD. Saving keeps them.`, facts.invalidAt);
  if (facts.tooLarge) note(`At ${sizeText(facts.size)} this answer is shown as it came: only up to 100 MB are laid out.`);
  if (facts.shortened) note("Only the beginning is shown: the rest is more than a browser can hold as text. Saving gives all of it.");
  return notes;
}

function paragraph(sentence, offset, go) {
  const element = Object.assign(document.createElement("p"), { className: "caution", textContent: sentence });
  if (offset !== -1) {
    const button = Object.assign(document.createElement("button"), { type: "button", className: "quiet", textContent: "Go there" });
    button.addEventListener("click", () => go(offset));
    element.append(" ", button);
  }
  return element;
}
