// The tree of what is saved, in the side bar and on a page of its own, as the server draws it. Its keys are in
// tree-keys.js, what changes it in tree-verbs.js, what drags in tree-drag.js.
import { ask } from "../ask.js";
import { recall } from "../remembered.js";

/** @typedef {{ id: string, name: string }} Collection */

export const ROW = '[role="treeitem"]';
let drawn = ""; // as the server wrote it

/** @returns {HTMLElement} */
export const place = () => /** @type {HTMLElement} */ (document.getElementById("saved-requests"));

/** @param {EventTarget | null} target @returns {HTMLElement | null} */
export const rowOf = (target) => (target instanceof Element ? target.closest(ROW) : null);

/** @returns {HTMLElement[]} */
export const rows = () => [...place().querySelectorAll(/** @type {"li"} */ (ROW))];
export const seen = () => rows().filter((row) => row.checkVisibility());
/** @param {string} id */
export const rowFor = (id) => document.getElementById(`saved-${id}`);

// What a row is in: a collection's row, or null at the top.
/** @param {HTMLElement} row */
export const above = (row) => rowOf(row.parentElement);

// What our own server has drawn.
/** @param {string} html */
export const drawnFrom = (html) => document.createRange().createContextualFragment(html);

/** @returns {HTMLInputElement | null} */
export const filter = () => place().querySelector(".saved-filter");

// Fetches it anew; the focus stays where it was, or goes to the row of that id.
/** @param {string} [focused] @returns {Promise<{ collections: Collection[] }>} */
export async function showSaved(focused = rowOf(document.activeElement)?.dataset.id) {
  const { html, collections } = await ask(`${place().dataset.saved}${place().matches(".is-page") ? "?page=1" : ""}`, {}, { method: "GET", body: undefined });
  if (html !== drawn) {
    const typed = filter()?.value ?? "";
    drawn = html;
    place().replaceChildren(drawnFrom(html));
    startSaved();
    const field = filter();
    if (field && typed) {
      field.value = typed;
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
    if (focused) focus(rowFor(focused) ?? seen()[0]);
  }
  mark();
  return { collections };
}

// Makes what is drawn there a tree for the keyboard.
export function startSaved() {
  for (const stop of place().querySelectorAll(/** @type {"a"} */ (`.saved-tree :is(a, ${ROW}):not([tabindex])`))) stop.tabIndex = -1;
  for (const id of JSON.parse(recall("folded", "[]"))) rowFor(id)?.setAttribute("aria-expanded", "false");
  mark();
  (place().querySelector(`${ROW}[aria-current]`) ?? place().querySelector(ROW))?.setAttribute("tabindex", "0");
}

// The request that stands in the form.
export function mark() {
  const open = /** @type {HTMLInputElement | null} */ (document.querySelector('#request input[name="saved"]'))?.value.split("/")[0];
  for (const row of place().querySelectorAll(`${ROW}[aria-current]`)) row.removeAttribute("aria-current");
  if (open) rowFor(open)?.setAttribute("aria-current", "true");
}

/** @param {HTMLElement} row */
export function reached(row) {
  for (const other of place().querySelectorAll(`${ROW}[tabindex="0"]`)) other.setAttribute("tabindex", "-1");
  row.tabIndex = 0;
}

/** @param {HTMLElement | null | undefined} row */
export function focus(row) {
  if (!row) return;
  reached(row);
  row.focus();
}
