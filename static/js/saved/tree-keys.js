// The tree by keyboard and mouse: one stop of Tab, arrows within it, folding that the browser remembers, a filter.
import { recall, remember } from "../remembered.js";
import { startDrag } from "./tree-drag.js";
import { above, filter, focus, place, ROW, reached, rowFor, rowOf, rows, seen } from "./tree.js";
import * as verbs from "./tree-verbs.js";

let started = false;

export function startKeys() {
  if (started) return;
  started = true;
  place().addEventListener("click", clicked);
  place().addEventListener("keydown", pressed);
  place().addEventListener("input", narrow);
  place().addEventListener("focusin", ({ target }) => target instanceof HTMLElement && target.matches(ROW) && reached(target));
  startDrag();
}

/** @param {MouseEvent} event */
function clicked(event) {
  const target = event.target instanceof Element ? event.target : null;
  const row = rowOf(target);
  if (target?.closest("[data-new-collection]")) return verbs.newCollection(/** @type {HTMLElement} */ (target), "");
  if (!row || event.ctrlKey || event.metaKey || event.shiftKey || target?.closest("input")) return;
  const opens = target?.closest(".saved-verbs");
  if (!opens && row.dataset.kind !== "collection") return;
  event.preventDefault();
  reached(row);
  if (opens) verbs.openMenu(row);
  else fold(row, row.ariaExpanded === "true");
}

/** @param {HTMLElement} row @param {boolean} isFolded */
function fold(row, isFolded) {
  row.ariaExpanded = String(!isFolded);
  const others = JSON.parse(recall("folded", "[]")).filter((/** @type {string} */ id) => id !== row.dataset.id && rowFor(id));
  remember("folded", JSON.stringify(isFolded ? [...others, row.dataset.id] : others));
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
  F2: (row) => verbs.rename(row),
  Delete: (row) => verbs.remove(row),
  ContextMenu: (row) => verbs.openMenu(row),
  "Alt+ArrowUp": (row) => verbs.shift(row, -1),
  "Alt+ArrowDown": (row) => verbs.shift(row, 1),
};

/** @param {HTMLElement} row @param {number} by */
function step(row, by) {
  const all = seen();
  focus(all[all.indexOf(row) + by]);
}

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
