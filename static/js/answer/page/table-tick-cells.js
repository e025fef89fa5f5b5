// What ticks the rows of a table: a box before each row, and one in the head for all of them.
import { words } from "./words.js";

/** @param {string} name @param {boolean} checked @param {number} [place] of its row; that of the head has none */
function box(name, checked, place) {
  const made = Object.assign(document.createElement("input"), { type: "checkbox", className: "row-tick", checked, ariaLabel: name });
  if (place !== undefined) Object.assign(made, { tabIndex: -1 }).dataset.place = String(place);
  const label = Object.assign(document.createElement("label"), { className: "tick", translate: true });
  label.append(made);
  return label;
}

/** @param {number} place @param {string} called @param {boolean} ticked */
export function tickCell(place, called, ticked) {
  const cell = Object.assign(document.createElement("td"), { className: "ticks-row" });
  cell.append(box(words.tableTicks.row(called || String(place + 1)), ticked, place));
  return cell;
}

export function tickHead() {
  const head = Object.assign(document.createElement("th"), { className: "ticks-row", scope: "col" });
  head.append(box(words.tableTicks.all, false));
  return head;
}

/**
 * Tells of what is ticked within a table: the rows from one place up to another, all of them where `to` is Infinity. One
 * listener for all boxes, as rows come and go.
 * @param {HTMLElement} table @param {(from: number, to: number, on: boolean) => void} tell
 */
export function listen(table, tell) {
  let last = -1;
  /** @param {Event} event */
  const at = ({ target }) => (target instanceof HTMLInputElement && target.matches(".row-tick") ? target : null);
  table.addEventListener("click", (event) => {
    const ticked = at(event);
    if (!ticked) return;
    if (ticked.dataset.place === undefined) return tell(0, Infinity, ticked.checked);
    const place = Number(ticked.dataset.place);
    const from = event.shiftKey && last >= 0 ? last : place;
    last = place;
    tell(Math.min(from, place), Math.max(from, place) + 1, ticked.checked);
  });
  // Shift would select the text between.
  table.addEventListener("mousedown", (event) => {
    if (event.shiftKey && event.target instanceof Element && event.target.closest(".ticks-row")) event.preventDefault();
  });
}
