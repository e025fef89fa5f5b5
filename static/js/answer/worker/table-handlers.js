// What the worker does for the table; the rows stay with it, the page gets the cells in sight.
import { csv, jsonLines } from "./table-export.js";
import { listsOf, Rows } from "./table-rows.js";
import { readJson } from "./json-structure.js";
import { readXml } from "./xml-structure.js";
import { words } from "./words.js";

/** @import { State } from "./state.js" */
/** @import { Structure } from "./structure.js" */
/** @import { Shown } from "./table-export.js" */
/** @import { Seen } from "./table-rows.js" */

export const handlers = {
  // The lists of the answer: [{call, total, rows}].
  /** @param {State} state */
  "table.lists": ({ structure }) => {
    if (!structure) return [];
    return listsOf(structure).map(({ node, call, total }) => ({ call, total, rows: structure.childCount(node) }));
  },

  // Begins with the rows of one of those lists.
  /** @param {State} state @param {{ list?: number }} asked */
  "table.open": (state, { list = 0 }) => {
    const structure = opened(state);
    const rows = new Rows();
    const seen = rows.add(structure, listsOf(structure)[list]);
    state.table = { rows };
    return { ...facts(rows, seen), cut: structure.unclosed !== -1 };
  },

  // A further page's body; `fresh` lets it take the place of all rows there are.
  /** @param {State} state @param {{ bytes: ArrayBuffer, fresh?: boolean }} asked */
  "table.add": (state, { bytes, fresh = false }) => {
    const table = tableOf(state);
    const structure = read(new TextDecoder().decode(bytes), opened(state).language);
    const [list] = listsOf(structure);
    if (!list || structure.unclosed !== -1) throw new Error(words.tableHandlers.unreadable(structure.problem || words.tableHandlers.noList));
    if (fresh) table.rows = new Rows(table.rows.sorted);
    const seen = table.rows.add(structure, list);
    return facts(table.rows, seen);
  },

  /** @param {State} state @param {{ path: string[] | null, isNumber: boolean, descending: boolean }} asked */
  "table.sort": (state, { path, isNumber, descending }) => tableOf(state).rows.sort(path, isNumber, descending),

  /** @param {State} state @param {{ from: number, to: number, paths: string[][] }} asked */
  "table.cells": (state, { from, to, paths }) => tableOf(state).rows.cells(from, to, paths),

  // The hosts of the pictures that a column names.
  /** @param {State} state @param {{ path: string[] }} asked */
  "table.hosts": (state, { path }) => {
    const hosts = new Set();
    for (const { cells } of tableOf(state).rows.cells(0, Infinity, [path])) {
      if (URL.canParse(cells[0])) hosts.add(new URL(cells[0]).host);
    }
    return [...hosts];
  },

  // `columns` null for all that the rows say.
  /** @param {State} state @param {{ format: "csv" | "jsonl", columns: Shown | null }} asked */
  "table.export": (state, { format, columns }) => {
    const made = (format === "csv" ? csv : jsonLines)(tableOf(state).rows, columns);
    const type = format === "csv" ? "text/csv;charset=utf-8" : "application/jsonl";
    return { blob: new Blob(made.parts, { type }), leftOut: made.leftOut };
  },
};

/** @param {string} text @param {string} language */
const read = (text, language) => (language === "xml" ? readXml(text) : readJson(text));

/** @param {State} state */
function opened({ structure }) {
  if (!structure) throw new Error(words.tableHandlers.noList);
  return structure;
}

// What was opened: the page asks for nothing else before.
/** @param {State} state */
function tableOf({ table }) {
  if (!table) throw new Error("table.open");
  return table;
}

/** @param {Rows} rows @param {Seen} seen */
const facts = (rows, seen) => ({
  count: rows.count,
  total: rows.total,
  columns: rows.columns.list(),
  leftOut: rows.columns.leftOut,
  classes: [...rows.columns.classes],
  seen,
});
