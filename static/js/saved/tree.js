// The tree of what is saved, in the side bar and on a page of its own: one stop of Tab, arrows within it, folding that
// the browser remembers, a filter. What changes it is in tree-verbs.js, what drags in tree-drag.js.
import { ask } from "../ask.js";
import { recall, remember } from "../remembered.js";

/** @typedef {{ id: string, name: string }} Collection */

const ROW = '[role="treeitem"]';
let drawn = ""; // as the server wrote it
let started = false;

/** @returns {HTMLElement} */
export const place = () => /** @type {HTMLElement} */ (document.getElementById("saved-requests"));

/** @param {EventTarget | null} target @returns {HTMLElement | null} */
export const rowOf = (target) => (target instanceof Element ? target.closest(ROW) : null);

/** @returns {HTMLElement[]} */
const rows = () => [...place().querySelectorAll(/** @type {"li"} */ (ROW))];
const seen = () => rows().filter((row) => row.checkVisibility());
/** @param {string} id */
const rowFor = (id) => document.getElementById(`saved-${id}`);

// What a row is in: a collection's row, or null at the top.
/** @param {HTMLElement} row */
export const above = (row) => rowOf(row.parentElement);

// Fetches it anew; the focus stays where it was, or goes to the row of that id.
/** @param {string} [focused] @returns {Promise<{ collections: Collection[] }>} */
export async function showSaved(focused = rowOf(document.activeElement)?.dataset.id) {
  const { html, collections } = await ask(`${place().dataset.saved}${place().matches(".is-page") ? "?page=1" : ""}`, {}, { method: "GET", body: undefined });
  if (html !== drawn) {
    const typed = filter()?.value ?? "";
    drawn = html;
    place().replaceChildren(document.createRange().createContextualFragment(html));
    startSaved();
    const field = filter();
    if (field && typed) {
      field.value = typed;
      narrow();
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
  if (started) return;
  started = true;
  place().addEventListener("click", clicked);
  place().addEventListener("keydown", pressed);
  place().addEventListener("input", narrow);
  place().addEventListener("focusin", ({ target }) => target instanceof HTMLElement && target.matches(ROW) && reached(target));
  import("./tree-drag.js").then((drag) => drag.startDrag());
}

// The request that stands in the form.
export function mark() {
  const open = /** @type {HTMLInputElement | null} */ (document.querySelector('#request input[name="saved"]'))?.value.split("/")[0];
  for (const row of place().querySelectorAll(`${ROW}[aria-current]`)) row.removeAttribute("aria-current");
  if (open) rowFor(open)?.setAttribute("aria-current", "true");
}

/** @param {MouseEvent} event */
function clicked(event) {
  const target = event.target instanceof Element ? event.target : null;
  const row = rowOf(target);
  if (target?.closest("[data-new-collection]")) return verbs((all) => all.newCollection(/** @type {HTMLElement} */ (target), ""));
  if (!row || event.ctrlKey || event.metaKey || event.shiftKey || target?.closest("input")) return;
  const opens = target?.closest(".saved-verbs");
  if (!opens && row.dataset.kind !== "collection") return;
  event.preventDefault();
  reached(row);
  if (opens) verbs((all) => all.openMenu(row));
  else fold(row, row.ariaExpanded === "true");
}

/** @param {(all: typeof import("./tree-verbs.js")) => unknown} act */
const verbs = (act) => import("./tree-verbs.js").then(act);

/** @param {HTMLElement} row @param {boolean} isFolded */
function fold(row, isFolded) {
  row.ariaExpanded = String(!isFolded);
  const others = JSON.parse(recall("folded", "[]")).filter((/** @type {string} */ id) => id !== row.dataset.id && rowFor(id));
  remember("folded", JSON.stringify(isFolded ? [...others, row.dataset.id] : others));
}

/** @param {HTMLElement} row */
function reached(row) {
  for (const other of place().querySelectorAll(`${ROW}[tabindex="0"]`)) other.setAttribute("tabindex", "-1");
  row.tabIndex = 0;
}

/** @param {HTMLElement | null | undefined} row */
export function focus(row) {
  if (!row) return;
  reached(row);
  row.focus();
}

/** @param {KeyboardEvent} event */
function pressed(event) {
  const row = rowOf(event.target);
  if (event.target === filter()) return pressedInFilter(event);
  if (row !== event.target || !row || event.ctrlKey || event.metaKey) return;
  const key = event.altKey ? `Alt+${event.key}` : event.shiftKey && event.key === "F10" ? "ContextMenu" : event.key;
  const act = KEYS[key];
  if (!act) return;
  event.preventDefault();
  event.stopPropagation();
  act(row);
}

// The side bar is within the form, which Enter would send.
/** @param {KeyboardEvent} event */
function pressedInFilter(event) {
  if (event.key !== "Enter" && event.key !== "ArrowDown") return;
  event.preventDefault();
  event.stopPropagation();
  if (event.key === "ArrowDown") focus(seen()[0]);
  else seen().find((row) => row.dataset.kind !== "collection")?.querySelector("a")?.click();
}

/** @type {Record<string, (row: HTMLElement) => unknown>} */
const KEYS = {
  ArrowDown: (row) => step(row, 1),
  ArrowUp: (row) => step(row, -1),
  Home: () => focus(seen()[0]),
  End: () => focus(seen().at(-1)),
  ArrowRight: (row) => (row.ariaExpanded === "false" ? fold(row, false) : row.ariaExpanded && focus(row.querySelector(ROW))),
  ArrowLeft: (row) => (row.ariaExpanded === "true" ? fold(row, true) : focus(above(row))),
  Enter: (row) => row.querySelector("a")?.click(),
  " ": (row) => row.querySelector("a")?.click(),
  F2: (row) => verbs((all) => all.rename(row)),
  Delete: (row) => verbs((all) => all.remove(row)),
  ContextMenu: (row) => verbs((all) => all.openMenu(row)),
  "Alt+ArrowUp": (row) => verbs((all) => all.shift(row, -1)),
  "Alt+ArrowDown": (row) => verbs((all) => all.shift(row, 1)),
};

/** @param {HTMLElement} row @param {number} by */
function step(row, by) {
  const all = seen();
  focus(all[all.indexOf(row) + by]);
}

/** @returns {HTMLInputElement | null} */
const filter = () => place().querySelector(".saved-filter");

// Rows that have all words, with what they are in; a collection that has them with all that is in it.
function narrow() {
  const wanted = (filter()?.value ?? "").toLowerCase().split(/\s+/).filter(Boolean);
  const tree = place().querySelector(".saved-tree");
  tree?.classList.toggle("is-filtered", wanted.length > 0);
  const shown = new Set();
  for (const row of rows()) {
    const text = row.querySelector("a")?.textContent.toLowerCase() ?? "";
    if (!wanted.every((word) => text.includes(word)) && !(wanted.length && shown.has(above(row)) && above(row)?.matches(".is-meant"))) {
      row.classList.remove("is-meant");
      continue;
    }
    row.classList.toggle("is-meant", wanted.length > 0);
    for (let one = /** @type {HTMLElement | null} */ (row); one && !shown.has(one); one = above(one)) shown.add(one);
  }
  for (const row of rows()) row.hidden = !shown.has(row);
  const none = /** @type {HTMLElement | null} */ (place().querySelector(".saved-none"));
  if (none) none.hidden = shown.size > 0;
}
