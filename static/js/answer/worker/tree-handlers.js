// The Tree view's questions to the worker: which nodes are visible, and what is said of each.
import { about, textOf } from "./text-handlers.js";
import { NOTE } from "./structure.js";

/** @import { State } from "./state.js" */
/** @import { Structure } from "./structure.js" */

const VALUE_SHOWN = 1000; // characters
const OPENED_AT_FIRST = 100; // rows

export class TreeRows {
  /** @param {Structure} structure */
  constructor(structure) {
    this.structure = structure;
    this.expanded = new Uint8Array(structure.count);
    this.nodes = new Uint32Array(0);
    this.count = 0;
    this.#openFirst();
    this.build();
  }

  // What is within the result is opened level by level, as far as it goes without much scrolling.
  #openFirst() {
    const { structure } = this;
    const result = structure.resultNode();
    for (let node = result; node !== -1; node = structure.above(node)) this.expanded[node] = 1;
    const waiting = [result];
    for (let [at, room] = [0, OPENED_AT_FIRST]; at < waiting.length && room > 0; at++) {
      const count = structure.childCount(waiting[at]);
      const isList = structure.above(waiting[at]) === result && structure.kind(waiting[at]) === "array";
      if (at && count > room && !isList) continue;
      this.expanded[waiting[at]] = 1;
      room -= count;
      for (const child of structure.children(waiting[at])) {
        if (structure.isContainer(child)) waiting.push(child);
        if (waiting.length > OPENED_AT_FIRST) break;
      }
    }
  }

  build() {
    const { count, nexts, types } = this.structure;
    let room = new Uint32Array(1024);
    this.count = 0;
    for (let node = 0; node < count; ) {
      if (types[node] !== NOTE) {
        if (this.count === room.length) {
          const grown = new Uint32Array(room.length * 2);
          grown.set(room);
          room = grown;
        }
        room[this.count++] = node;
      }
      node = this.structure.isContainer(node) && !this.expanded[node] ? nexts[node] : node + 1;
    }
    this.nodes = room;
  }

  /** @param {number} node */
  rowOf(node) {
    let [low, high] = [0, this.count];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.nodes[middle] < node) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** @param {State} state */
function rowsOf(state) {
  if (!state.structure) throw new Error("treeOpen");
  state.treeRows ??= new TreeRows(state.structure);
  return state.treeRows;
}

/** @param {State} state */
function treeOpen(state) {
  return { rows: rowsOf(state).count };
}

/** @param {State} state @param {{ first: number, count: number }} asked */
function treeRows(state, { first, count }) {
  const rows = rowsOf(state);
  const drawn = [];
  for (let row = Math.max(0, first); row < Math.min(first + count, rows.count); row++) drawn.push(describe(rows, row));
  return { first, rows: drawn };
}

/** @param {TreeRows} rows @param {number} row */
function describe(rows, row) {
  const { structure } = rows;
  const node = rows.nodes[row];
  const parent = structure.above(node);
  const container = structure.isContainer(node);
  return {
    row,
    node,
    level: structure.depths[node] + 1,
    setSize: parent === -1 ? 1 : structure.childCount(parent),
    position: structure.indexInParent(node) + 1,
    name: structure.name(node) || (parent === -1 ? "" : String(structure.indexInParent(node))),
    item: parent !== -1 && structure.kind(parent) === "array",
    kind: structure.kind(node),
    literal: structure.literal(node),
    expanded: container && structure.childCount(node) ? rows.expanded[node] === 1 : null,
    children: structure.childCount(node),
    className: container ? structure.objectType(node) : "",
    ownerClass: parent === -1 ? "" : structure.objectType(parent),
    isResult: node === structure.resultNode(),
    text: structure.text(node).slice(0, VALUE_SHOWN),
  };
}

// Opens or closes a row's node; `deep` does the same to its siblings.
/** @param {State} state @param {{ row: number, expand: boolean, siblings?: boolean }} asked */
function treeToggle(state, { row, expand, siblings = false }) {
  const rows = rowsOf(state);
  const { structure } = rows;
  const node = rows.nodes[row];
  const parent = structure.above(node);
  const touched = siblings && parent !== -1 ? structure.children(parent) : [node];
  for (const one of touched) if (structure.isContainer(one)) rows.expanded[one] = expand ? 1 : 0;
  rows.build();
  return { rows: rows.count, row: rows.rowOf(node) };
}

/** @param {State} state @param {{ row: number }} asked */
function treeParent(state, { row }) {
  const rows = rowsOf(state);
  const parent = rows.structure.above(rows.nodes[row]);
  return { row: parent === -1 ? row : rows.rowOf(parent) };
}

// The next row from `row` on, around the end, whose name begins with what was typed; -1 without one.
/** @param {State} state @param {{ row: number, typed: string }} asked */
function treeJump(state, { row, typed }) {
  const rows = rowsOf(state);
  const wanted = typed.toLowerCase();
  for (let step = 0; step < rows.count; step++) {
    const at = (row + step) % rows.count;
    if (rows.structure.name(rows.nodes[at]).toLowerCase().startsWith(wanted)) return { row: at };
  }
  return { row: -1 };
}

/** @param {State} state @param {{ row: number }} asked */
function treeAbout(state, { row }) {
  return about(state, rowsOf(state).nodes[row]);
}

/** @param {State} state @param {{ row: number }} asked */
function treeValue(state, { row }) {
  return textOf(state, rowsOf(state).nodes[row]);
}

export const handlers = { treeOpen, treeRows, treeToggle, treeParent, treeJump, treeAbout, treeValue };
