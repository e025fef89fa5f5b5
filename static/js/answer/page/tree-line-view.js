// The parts of a row of the tree.
import { appendText, textSpan } from "./marked-text-view.js";
import { words as shared } from "../shared/words.js";
import { words } from "./words.js";

/**
 * What the Worker says of a row: see worker/tree-handlers.js. `expanded` is null where nothing is in it.
 * @typedef {{
 *   row: number, level: number, setSize: number, position: number, name: string, item: boolean, kind: string, literal: string,
 *   text: string, expanded: boolean | null, children: number, className: string, ownerClass: string, isResult: boolean,
 * }} Row
 */

/** @type {Record<string, string>} */
const VALUE_KINDS = { string: "s", number: "mi", boolean: "kc", null: "kc", text: "s" };

/** @param {boolean | null} expanded */
export function twisty(expanded) {
  const element = document.createElement("span");
  element.className = "twisty";
  element.ariaHidden = "true";
  element.textContent = expanded === null ? "" : expanded ? "▾" : "▸";
  return element;
}

/** @param {Row} row */
export function value(row) {
  const element = textSpan(`value ${VALUE_KINDS[row.literal]}`, row.text);
  if (row.text === "" && row.literal !== "null") element.append(textSpan("nothing", words.treeView.empty));
  return element;
}

/** @param {Row} row */
export function container(row) {
  const count = textSpan("folded", row.kind === "array" ? shared.counts.items(row.children) : shared.counts.properties(row.children));
  if (!row.className) return [count];
  const link = document.createElement("a");
  link.href = `/api-docs/object/${encodeURIComponent(row.className)}`;
  link.tabIndex = -1; // the menu of the row has it too
  appendText(link, row.className);
  return [link, " ", count];
}
