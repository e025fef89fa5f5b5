// A line of the answer's text as a row on the screen, or the part of a long one that fits into it.
import { textSpan } from "./marked-text-view.js";
import { words } from "./words.js";

/**
 * What the Worker says of a row: see worker/text-rows.js. `segment` counts the rows of a line, `fold` is "" where nothing folds.
 * @typedef {{
 *   row: number, line: number, segment: number, fold: "" | "open" | "folded", indent: number, level: number,
 *   pieces: [kind: string, text: string, mark: number][],
 * }} Row
 */

/** @param {Row} row @param {boolean} current */
export function lineOf(row, current) {
  const element = document.createElement("div");
  element.className = "answer-line";
  element.dataset.line = String(row.line);
  element.dataset.row = String(row.row);
  if (current) element.classList.add("current");
  if (row.segment === 0) element.dataset.number = String(row.line + 1);
  if (row.fold) element.append(foldMark(row));
  if (row.indent) element.append(" ".repeat(row.indent));
  if (row.level * 2 > row.indent) element.append(levelMark(row.level));
  element.append(...row.pieces.map(([kind, text, mark]) => piece(kind, text, mark)));
  return element;
}

/** @param {Row} row */
function foldMark(row) {
  const mark = document.createElement("button");
  mark.type = "button";
  mark.className = "fold-mark";
  mark.tabIndex = -1; // the arrow keys do the same
  mark.dataset.fold = row.fold;
  mark.setAttribute("aria-expanded", String(row.fold === "open"));
  mark.setAttribute("aria-label", words.textView.line(row.line + 1));
  return mark;
}

// Very deep lines are not indented further: their level stands before them as a number.
/** @param {number} level */
function levelMark(level) {
  const mark = document.createElement("span");
  mark.className = "level";
  mark.dataset.level = String(level);
  return mark;
}

/** @param {string} kind @param {string} text @param {number} mark */
function piece(kind, text, mark) {
  if (!kind && !mark) return textSpan("", text);
  const element = textSpan(kind, text);
  if (!mark) return element;
  const found = document.createElement("mark");
  if (mark === 2) found.className = "current-match";
  found.append(element);
  return found;
}
