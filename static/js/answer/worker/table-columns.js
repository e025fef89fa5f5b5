// Which columns a table has: gathered row by row, so that a further page only adds to them.
import { isEmpty } from "./table-values.js";

/** @import { Structure } from "./structure.js" */

/**
 * What was seen of a column, in rows: `inner` are those of an object, by their names.
 * @typedef {{
 *   name: string, filled: number, scalars: number, objects: number, lists: number, numbers: number, longest: number,
 *   isLink: boolean, inner: Map<string, Column>, tooLarge: boolean,
 * }} Column
 */

/** @typedef {ReturnType<typeof described>} Described */

export const MOST_COLUMNS = 500;
const MOST_INNER = 6; // an object with at most so many scalars gets a column for each of them
const NUMBER = /^-?\d{1,15}(?:\.\d{1,15})?$/;
const THUMBNAIL = /thumb(?:nail)?url$/i;
const LINK = /^https?:\/\//i;
const FIRST = ["id", "name"];

export class Columns {
  /** @type {Map<string, Column>} */
  #found = new Map(); // by name
  /** @type {Set<string>} */
  classes = new Set();
  leftOut = 0; // properties beyond MOST_COLUMNS

  /** @param {Structure} structure @param {number} row */
  add(structure, row) {
    if (structure.kind(row) !== "object") return this.#note(this.#named("", this.#found), structure, row);
    for (const child of structure.children(row)) {
      const name = structure.name(child);
      if (!this.#found.has(name) && this.#found.size >= MOST_COLUMNS) {
        this.leftOut++;
        continue;
      }
      const column = this.#named(name, this.#found);
      if (name === "objectType") this.classes.add(structure.text(child));
      this.#note(column, structure, child);
      if (structure.kind(child) === "object") this.#inside(column, structure, child);
    }
  }

  // The columns in order: id and name first, objectType last. `path` leads from the row to the value.
  list() {
    const columns = [...this.#found.values()].flatMap((column) => (isSmall(column) ? inner(column) : [described(column, [column.name])]));
    return columns.sort((one, other) => rank(one) - rank(other));
  }

  /** @param {string} name @param {Map<string, Column>} among */
  #named(name, among) {
    const known = among.get(name);
    if (known) return known;
    /** @type {Column} */
    const made = { name, filled: 0, scalars: 0, objects: 0, lists: 0, numbers: 0, longest: 0, isLink: true, inner: new Map(), tooLarge: false };
    among.set(name, made);
    return made;
  }

  /** @param {Column} column @param {Structure} structure @param {number} node */
  #note(column, structure, node) {
    if (isEmpty(structure, node)) return;
    column.filled++;
    const kind = structure.kind(node);
    if (kind === "object") column.objects++;
    else if (kind === "array") column.lists++;
    else {
      column.scalars++;
      const text = structure.text(node);
      if (NUMBER.test(text)) column.numbers++;
      if (column.isLink && !LINK.test(text)) column.isLink = false;
      if (text.length > column.longest) column.longest = text.length;
    }
  }

  /** @param {Column} column @param {Structure} structure @param {number} node */
  #inside(column, structure, node) {
    if (column.tooLarge) return;
    for (const child of structure.children(node)) {
      const name = structure.name(child);
      if (column.inner.size >= MOST_INNER && !column.inner.has(name)) column.tooLarge = true;
      if (structure.kind(child) !== "scalar") column.tooLarge = true;
      if (column.tooLarge) return;
      this.#note(this.#named(name, column.inner), structure, child);
    }
  }
}

/** @param {Column} column */
const isSmall = (column) => column.objects > 0 && !column.scalars && !column.lists && !column.tooLarge && column.inner.size > 0;

/** @param {Column} column */
const inner = (column) => [...column.inner.values()].map((one) => described(one, [column.name, one.name]));

/** @param {Column} column @param {string[]} path */
function described(column, path) {
  const isNumber = column.numbers > 0 && column.numbers === column.filled;
  return {
    key: JSON.stringify(path),
    path: path[0] === "" ? [] : path, // a row that is no object is its own value
    label: path.join(".") || "value",
    filled: column.filled,
    longest: column.longest,
    isNumber,
    isThumbnail: column.filled > 0 && column.isLink && THUMBNAIL.test(column.name),
  };
}

/** @param {Described} column */
function rank(column) {
  const first = FIRST.indexOf(column.label);
  if (first !== -1) return first;
  return column.label === "objectType" ? FIRST.length + 1 : FIRST.length;
}
