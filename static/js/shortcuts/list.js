// The list of all shortcuts, in which each of our own can be given another chord.
import { remember } from "../remembered.js";
import { changed, chordOf, doneBy, table } from "../shortcuts.js";
import { words } from "./words.js";

// What browsers do not let a page have, or what people need for the text and the page itself.
const KEPT = [
  /^Ctrl\+(Shift\+)?[NQTW]$/, /^Ctrl\+[ACFLPRVXYZ1-90+-]$/, /^Ctrl\+Shift\+[RVZ]$/, /^(Ctrl|Alt)\+(Shift\+)?Tab$/, /^Ctrl\+Page(Up|Down)$/,
  /^Alt\+(F4|ArrowLeft|ArrowRight)$/, /^(Shift\+)?F(1|3|5|6|7|10|11|12)$/,
];
// A letter or a key of a field on its own would be lost to whoever types.
const NEEDS_MORE = /^(Shift\+)?([A-Z0-9 ]|Enter|Tab|Escape|Backspace|Delete|Home|End|Page\w+|Arrow\w+|ContextMenu)$/;

const dialog = /** @type {HTMLDialogElement} */ (document.getElementById("shortcuts"));
const told = /** @type {HTMLElement} */ (dialog.querySelector(":scope > [role=status]"));
/** @type {HTMLElement | null} */
let recorded = null; // the row whose next chord is waited for

export function showShortcuts() {
  if (!dialog.open) dialog.showModal();
  relabel();
}

/** @type {NodeListOf<HTMLElement>} */
const rows = dialog.querySelectorAll("[data-shortcut]");
for (const row of rows) {
  const button = Object.assign(document.createElement("button"), { type: "button", className: "quiet", textContent: words.shortcuts.change });
  button.append(Object.assign(document.createElement("span"), { className: "visually-hidden", textContent: ` ${saysOf(row)}` }));
  button.addEventListener("click", () => record(row));
  const cell = document.createElement("td");
  const said = document.createElement("p");
  said.setAttribute("role", "status");
  cell.append(button, said);
  row.append(cell);
}
dialog.querySelector("[data-defaults]")?.addEventListener("click", () => {
  remember("shortcuts", "{}");
  record(null);
  relabel();
  told.textContent = words.shortcuts.defaults;
});
dialog.addEventListener("keydown", take, true);
dialog.addEventListener("close", () => record(null));
// The whole chord is meant, of which Escape is none.
dialog.addEventListener("cancel", (event) => { if (recorded) event.preventDefault(); });

/** @param {HTMLElement | null} row */
function record(row) {
  if (recorded) shows(recorded, false);
  recorded = row;
  told.textContent = "";
  for (const one of rows) say(one, "");
  if (row) shows(row, true);
}

/** @param {HTMLElement} row @param {boolean} waits */
function shows(row, waits) {
  row.classList.toggle("is-recorded", waits);
  const label = row.querySelector("button")?.firstChild;
  if (label) label.textContent = waits ? words.shortcuts.press : words.shortcuts.change;
  if (waits) say(row, words.shortcuts.escape);
}

// In the row itself, as the foot of the list may be out of sight.
/** @param {HTMLElement} row @param {string} sentence */
function say(row, sentence) {
  const said = row.querySelector("[role=status]");
  if (said) said.textContent = sentence;
}

/** @param {KeyboardEvent} event */
function take(event) {
  if (!recorded || ["Control", "Meta", "Alt", "Shift", "AltGraph"].includes(event.key)) return;
  event.preventDefault();
  event.stopPropagation();
  const [row, does, chord] = [recorded, recorded.dataset.shortcut ?? "", chordOf(event)];
  if (chord === "Escape") return record(null);
  const problem = problemOf(does, chord);
  if (problem) {
    say(row, problem);
    return;
  }
  const { [does]: _, ...others } = changed();
  const to = does === "show" ? chord.replace(/[1-9]$/, "1") : chord;
  remember("shortcuts", JSON.stringify(to === row.dataset.chord ? others : { ...others, [does]: to }));
  record(null);
  relabel();
  say(row, words.shortcuts.taken(saysOf(row), chord.replaceAll("+", " ")));
}

/** @param {string} does @param {string} chord */
function problemOf(does, chord) {
  const [shown, other] = [chord.replaceAll("+", " "), doneBy(chord)];
  if (does === "show" && !/\+[1-9]$/.test(chord)) return words.shortcuts.digit;
  if (KEPT.some((one) => one.test(chord))) return words.shortcuts.browsers(shown);
  if (NEEDS_MORE.test(chord)) return words.shortcuts.more(shown);
  const row = other && other !== does ? dialog.querySelector(`[data-shortcut="${other}"]`) : null;
  return row ? words.shortcuts.inUse(shown, saysOf(row)) : "";
}

/** @param {Element} row */
function saysOf(row) {
  return row.querySelector("td:nth-child(2)")?.textContent ?? "";
}

// Wherever a shortcut is named, on the page too, it is the one in use.
export function relabel() {
  for (const [does, chord] of table()) {
    const keys = chord.split(/\+(?=.)/);
    for (const place of document.querySelectorAll(`[data-shortcut="${does}"] td:first-child, kbd[data-names="${does}"]`)) {
      const kbds = keys.map((key) => Object.assign(document.createElement("kbd"), { textContent: key }));
      if (place.matches("kbd")) place.textContent = keys.join(" ");
      else place.replaceChildren(...kbds.flatMap((one, at) => (at ? [" ", one] : [one])));
      if (does === "show" && !place.matches("kbd")) place.append(` ${words.shortcuts.toNine}`);
    }
    const named = chord.startsWith("Ctrl+") ? `${chord.replace("Ctrl", "Control")} ${chord.replace("Ctrl", "Meta")}` : chord;
    for (const control of document.querySelectorAll(`[data-does="${does}"]`)) control.setAttribute("aria-keyshortcuts", named);
  }
}
