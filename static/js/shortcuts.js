// The shortcuts of the keyboard. Their one table is the dialog's (templates/_shortcuts.html): each row says what it
// does and by which chord; a chord that somebody has changed is the browser's own.
import { recall } from "./remembered.js";

/** @typedef {(chord: string) => unknown} Act */

/** @type {Map<string, { act: Act, always: boolean }>} */
const acts = new Map();

/** @returns {Record<string, string>} chords that were changed, by what they do */
export const changed = () => JSON.parse(recall("shortcuts", "{}"));

/** @returns {[does: string, chord: string][]} */
export function table() {
  const own = changed();
  /** @type {NodeListOf<HTMLElement>} */
  const rows = document.querySelectorAll("#shortcuts [data-shortcut]");
  return [...rows].map(({ dataset: { shortcut = "", chord = "" } }) => [shortcut, own[shortcut] ?? chord]);
}

// "Ctrl" stands for the Mac's Command too. With Alt a key counts by its place, since it makes another character
// on some keyboards; a sign has its Shift in it.
/** @param {KeyboardEvent} event */
export function chordOf({ key, code, ctrlKey, metaKey, altKey, shiftKey }) {
  const held = [ctrlKey || metaKey ? "Ctrl+" : "", altKey ? "Alt+" : ""].join("");
  const placed = altKey ? /^(?:Key|Digit)(.)$/.exec(code)?.[1] : "";
  const shift = shiftKey && (held || key.length > 1) ? "Shift+" : "";
  return held + shift + (placed || (key.length === 1 ? key.toUpperCase() : key));
}

// One row stands for the nine digits.
/** @param {string} chord */
export const doneBy = (chord) => table().find(([does, its]) => its === (does === "show" ? chord.replace(/[1-9]$/, "1") : chord))?.[0];

// What stands behind a dialog is out of reach, but for what is `always` there.
/** @param {string} does @param {Act} act */
export const on = (does, act, always = false) => acts.set(does, { act, always });

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing) return;
  const chord = chordOf(event);
  const types = event.target instanceof Element && event.target.matches("input:not([type=checkbox]), select, textarea, [contenteditable]");
  if (types && !/^(Ctrl|Alt)\+|^(Shift\+)?F\d/.test(chord)) return;
  const found = acts.get(doneBy(chord) ?? "");
  if (!found || (!found.always && document.querySelector("dialog[open]"))) return;
  event.preventDefault();
  found.act(chord);
});
