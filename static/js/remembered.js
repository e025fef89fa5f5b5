// Small choices kept from visit to visit; never anything that an answer says.
import { base } from "./tab.js";

/** @param {string} name @param {string} otherwise */
export function recall(name, otherwise) {
  try {
    return localStorage.getItem(name) ?? otherwise;
  } catch {
    return otherwise; // storage is switched off
  }
}

/** @param {string} name @param {string} value */
export function remember(name, value) {
  try {
    localStorage.setItem(name, value);
  } catch {
    // Storage is switched off or full: the choice holds for this page alone.
  }
}

// What the server has to know, so that the page comes as it was left.
/** @param {string} name @param {string} value */
export function tell(name, value) {
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is for https alone
  document.cookie = `${name}=${value}; path=${base}; max-age=31536000; samesite=lax`;
}
