// Rows of the tree are dragged before, after or into others.
import { moveTo } from "./tree-verbs.js";
import { above, place, rowOf } from "./tree.js";

/** @typedef {"before" | "after" | "into"} Where */

const MARKS = ["is-before", "is-after", "is-into"];
/** @type {HTMLElement | null} */
let dragged = null;

export function startDrag() {
  place().addEventListener("dragstart", ({ target }) => { dragged = rowOf(target); });
  place().addEventListener("dragend", () => { dragged = null; unmark(); });
  place().addEventListener("dragleave", unmark);
  for (const kind of /** @type {const} */ (["dragover", "drop"])) {
    place().addEventListener(kind, (event) => {
      unmark();
      const row = rowOf(event.target);
      if (!dragged || (row && dragged.contains(row))) return;
      event.preventDefault();
      const where = row ? whereIn(row, event.clientY) : "into";
      if (kind === "dragover") row?.classList.add(`is-${where}`);
      else drop(dragged, row, where);
    });
  }
}

function unmark() {
  for (const row of place().querySelectorAll(".is-before, .is-after, .is-into")) row.classList.remove(...MARKS);
}

/** @param {HTMLElement} row @param {number} y @returns {Where} */
function whereIn(row, y) {
  const line = /** @type {HTMLElement} */ (row.querySelector(".saved-row")).getBoundingClientRect();
  const share = (y - line.top) / line.height;
  if (row.dataset.kind !== "collection") return share < 0.5 ? "before" : "after";
  if (share < 0.25) return "before";
  return share > 0.75 && row.ariaExpanded === "false" ? "after" : "into";
}

/** @param {HTMLElement} from @param {HTMLElement | null} row null for the end of the top @param {Where} where */
function drop(from, row, where) {
  const id = row?.dataset.id ?? "";
  if (where === "into") return moveTo(from, { parent: id });
  return moveTo(from, { parent: (row && above(row)?.dataset.id) ?? "", [where]: id });
}
