// Puts what was chosen into a field, as if it had been typed.

/** @import { Control } from "./at-field.js" */

// Fields of these hold one value: a variable takes its place.
const ONE = ["whole", "decimal", "time", "enum", "bool", "nullable"];

/** @param {Control} control @param {string} text @param {number} from @param {number} to */
export function insert(control, text, from, to) {
  control.focus();
  if (control instanceof HTMLSelectElement) {
    // As a form that is drawn with it has it.
    if (![...control.options].some((option) => option.value === text)) control.add(new Option(text, text));
    control.value = text;
    control.dispatchEvent(new Event("input", { bubbles: true }));
    return;
  }
  const kind = /** @type {HTMLElement | null} */ (control.closest("[data-field]"))?.dataset.kind ?? "";
  const [start, end] = ONE.includes(kind) ? [0, control.value.length] : [from, to];
  const quotes = control.matches(".json") && !isWithinText(control.value.slice(0, start));
  control.setSelectionRange(start, end);
  // Which the browser's own undo knows of.
  document.execCommand("insertText", false, quotes ? JSON.stringify(text) : text);
}

// Whether the end of a beginning of JSON is between quotes.
/** @param {string} json */
const isWithinText = (json) => (json.replaceAll(/\\./g, "").split('"').length - 1) % 2 === 1;
