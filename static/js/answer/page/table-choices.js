// What a person chose for the tables of an action: kept while the page stays, so that the next answer
// looks the same. Not in the browser's storage: names of columns are what an answer says.

/**
 * By a column's key: whether it is shown, and how wide in pixels.
 * @typedef {{ columns: Map<string, boolean>, widths: Map<string, number> }} Choices
 */

/** @type {Map<string, Choices>} */
const kept = new Map();

/** @param {{ service?: string, action?: string }} facts @returns {Choices} */
export function choicesFor({ service, action }) {
  const name = `${service}.${action}`;
  const choices = kept.get(name) ?? { columns: new Map(), widths: new Map() };
  kept.set(name, choices);
  return choices;
}
