// What stands in a row, for cells, for sorting and for export. Nothing here recurses: an answer may be nested without end.

/** @import { Structure } from "./structure.js" */

const WIDEST = 300; // characters of a cell; its row in the Tree has the rest

/** @param {Structure} structure @param {number} node */
export function isEmpty(structure, node) {
  if (node === -1 || structure.literal(node) === "null") return true;
  return structure.kind(node) === "scalar" ? structure.text(node) === "" : structure.childCount(node) === 0;
}

// The value of a column in a row: the node at the end of its path, -1 where there is none.
/** @param {Structure} structure @param {number} row @param {string[]} path */
export function valueAt(structure, row, path) {
  let node = row;
  for (const name of path) node = node === -1 ? -1 : structure.property(node, name);
  return node;
}

// A value in a few characters; objects and lists as the number of what is in them.
/** @param {Structure} structure @param {number} node */
export function brief(structure, node) {
  if (node === -1 || structure.literal(node) === "null") return "";
  const kind = structure.kind(node);
  if (kind === "object") return `{${structure.childCount(node)}}`;
  if (kind === "array") return `[${structure.childCount(node)}]`;
  const text = structure.text(node);
  return text.length > WIDEST ? `${text.slice(0, WIDEST)}…` : text;
}

// A value as JSON on one line. What XML says stays text: it does not tell numbers from words.
/** @param {Structure} structure @param {number} node */
export function toJson(structure, node) {
  /** @type {string[]} */
  const parts = [];
  /** @type {{ isList: boolean, children: Generator<number>, first: boolean }[]} */
  const open = []; // what closes the containers that are open, with their iterators
  let current = node;
  for (;;) {
    if (structure.kind(current) === "scalar") {
      parts.push(scalar(structure, current));
    } else {
      const isList = structure.kind(current) === "array";
      parts.push(isList ? "[" : "{");
      open.push({ isList, children: structure.children(current), first: true });
    }
    let next = -1;
    for (let level = open.at(-1); level && next === -1; level = open.at(-1)) {
      const { done, value } = level.children.next();
      if (done) {
        parts.push(level.isList ? "]" : "}");
        open.pop();
        continue;
      }
      if (!level.first) parts.push(",");
      level.first = false;
      if (!level.isList) parts.push(JSON.stringify(structure.name(value)), ":");
      next = value;
    }
    if (next === -1) return parts.join("");
    current = next;
  }
}

const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/** @param {Structure} structure @param {number} node */
function scalar(structure, node) {
  const literal = structure.literal(node);
  const text = structure.text(node);
  if (literal === "null" || literal === "boolean") return text;
  return literal === "number" && NUMBER.test(text) ? text : JSON.stringify(text);
}

const DEEPEST = 6;

// All that an object says, as pairs of a dotted name and a node; objects below that depth, and lists, stay whole.
/** @param {Structure} structure @param {number} row @returns {Generator<[name: string, node: number]>} */
export function* flattened(structure, row) {
  const open = [{ prefix: "", children: structure.children(row) }];
  for (let level = open.at(-1); level; level = open.at(-1)) {
    const { prefix, children } = level;
    const { done, value } = children.next();
    if (done) {
      open.pop();
      continue;
    }
    const name = prefix + structure.name(value);
    if (structure.kind(value) === "object" && open.length < DEEPEST && structure.childCount(value)) {
      open.push({ prefix: `${name}.`, children: structure.children(value) });
    } else {
      yield [name, value];
    }
  }
}
