// Puts text that came from elsewhere on the page: always as text, with a visible mark for each
// character that cannot be seen or that would turn the direction of the line.
import { codeName, splitInvisible } from "../shared/invisible.js";

// Appends `text` to an element. The mark is drawn by the style sheet from data-code, while the
// character itself stays in the text, so that copying gives the original.
/** @param {Element} host @param {string} text */
export function appendText(host, text) {
  const pieces = splitInvisible(text);
  if (pieces.length === 1) return host.append(text);
  return host.append(...pieces.map((piece, index) => (index % 2 ? mark(piece) : piece)));
}

/** @param {string} character */
function mark(character) {
  const element = document.createElement("span");
  element.className = "code-point";
  element.dataset.code = codeName(character);
  element.textContent = character;
  return element;
}

// A span with a class of the style sheet; without one, the text alone.
/** @param {string} className @param {string} text */
export function textSpan(className, text) {
  const element = document.createElement("span");
  if (className) element.className = className;
  appendText(element, text);
  return element;
}
