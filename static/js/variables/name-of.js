// What people call a field.
import { words } from "./words.js";

/** @param {HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement} control */
export const nameOf = (control) => control.labels?.[0]?.textContent?.trim() || control.getAttribute("aria-label") || words.atField.thisField;
