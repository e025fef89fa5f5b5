// Numbers as people read them, and the few elements that all previews are made of.
import { appendText } from "./marked-text-view.js";
import { words } from "./words.js";

// "512 bytes", "1.5 kB", "2.0 MB": as the server writes them.
/** @param {number} count */
export function sizeText(count) {
  if (count < 1000) return words.previewWords.bytes(count);
  return count < 1e6 ? `${(count / 1e3).toFixed(1)} kB` : `${(count / 1e6).toFixed(1)} MB`;
}

// "0:07", "1:02:03", with thousandths where `exact`.
/** @param {number} seconds @param {boolean} [exact] */
export function durationText(seconds, exact = false) {
  if (!Number.isFinite(seconds)) return words.previewWords.unknown;
  const thousandths = Math.round(seconds * 1000);
  const whole = Math.floor(thousandths / 1000);
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const two = (/** @type {number} */ number) => String(number).padStart(2, "0");
  const text = hours ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
  return exact ? `${text}.${String(thousandths % 1000).padStart(3, "0")}` : text;
}

// An element with properties (attributes where they have a hyphen) and children, which are texts or nodes.
/**
 * @template {keyof HTMLElementTagNameMap} Name
 * @param {Name} name @param {Record<string, unknown>} [properties] @param {(string | Node)[]} children
 * @returns {HTMLElementTagNameMap[Name]}
 */
export function make(name, properties = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (key.includes("-") || key === "role") made.setAttribute(key, String(value));
    else Object.assign(made, { [key]: value });
  }
  made.append(...children);
  return made;
}

// A cell of a table with text from elsewhere, whose ends of lines count.
/** @param {"td" | "th"} name @param {Record<string, unknown>} properties @param {string} text */
export function cell(name, properties, text) {
  const made = make(name, { dir: "auto", ...properties });
  text.split(/\r\n|\n/).forEach((line, at) => {
    if (at) made.append("\n");
    appendText(made, line);
  });
  return made;
}

/** @param {string} sentence */
export const caution = (sentence) => make("p", { className: "caution" }, sentence);

// A box that scrolls by itself, with its name, reachable by the keyboard.
/** @param {string} label @param {Node[]} children */
export const scrolling = (label, ...children) =>
  make("div", { className: "preview-scroll", role: "region", "aria-label": label, tabIndex: 0 }, ...children);

const ROWS_AT_ONCE_CELLS = 2000;

// Puts rows into a table's body a part at a time, so that no part blocks the page for long.
/**
 * @template Row
 * @param {HTMLTableSectionElement} body @param {Row[]} rows @param {(row: Row, index: number) => HTMLElement} rowOf @param {number} width in cells
 */
export async function fill(body, rows, rowOf, width) {
  const atOnce = Math.max(1, Math.floor(ROWS_AT_ONCE_CELLS / Math.max(1, width)));
  for (let at = 0; at < rows.length; at += atOnce) {
    body.append(...rows.slice(at, at + atOnce).map((row, index) => rowOf(row, at + index)));
    await new Promise((resume) => setTimeout(resume));
  }
}
