// What the worker does for the table; the rows stay with it, the page gets the cells in sight.
import { csv, jsonLines } from "./table-export.js";
import { listsOf, Rows } from "./table-rows.js";
import { readJson } from "./json-structure.js";
import { readXml } from "./xml-structure.js";
import { words } from "./words.js";

export const handlers = {
  // The lists of the answer: [{call, total, rows}].
  "table.lists": (state) => lists(state).map(({ node, call, total }) => ({ call, total, rows: state.structure.childCount(node) })),

  // Begins with the rows of one of those lists.
  "table.open": (state, { list = 0 }) => {
    const rows = new Rows();
    const seen = rows.add(state.structure, lists(state)[list]);
    state.table = { rows };
    return { ...facts(rows, seen), cut: state.structure.unclosed !== -1 };
  },

  // A further page's body; `fresh` lets it take the place of all rows there are.
  "table.add": (state, { bytes, fresh = false }) => {
    const structure = read(new TextDecoder().decode(bytes), state.structure.language);
    const [list] = listsOf(structure);
    if (!list || structure.unclosed !== -1) throw new Error(words.tableHandlers.unreadable(structure.problem || words.tableHandlers.noList));
    if (fresh) state.table.rows = new Rows(state.table.rows.sorted);
    const seen = state.table.rows.add(structure, list);
    return facts(state.table.rows, seen);
  },

  "table.sort": (state, { path, isNumber, descending }) => state.table.rows.sort(path, isNumber, descending),

  "table.cells": (state, { from, to, paths }) => state.table.rows.cells(from, to, paths),

  // The hosts of the pictures that a column names.
  "table.hosts": (state, { path }) => {
    const hosts = new Set();
    for (const { cells } of state.table.rows.cells(0, Infinity, [path])) {
      if (URL.canParse(cells[0])) hosts.add(new URL(cells[0]).host);
    }
    return [...hosts];
  },

  // `format` is "csv" or "jsonl"; `columns` null for all that the rows say.
  "table.export": (state, { format, columns }) => {
    const made = (format === "csv" ? csv : jsonLines)(state.table.rows, columns);
    const type = format === "csv" ? "text/csv;charset=utf-8" : "application/jsonl";
    return { blob: new Blob(made.parts, { type }), leftOut: made.leftOut };
  },
};

const read = (text, language) => (language === "xml" ? readXml(text) : readJson(text));

const lists = (state) => (state.structure ? listsOf(state.structure) : []);

const facts = (rows, seen) => ({
  count: rows.count,
  total: rows.total,
  columns: rows.columns.list(),
  leftOut: rows.columns.leftOut,
  classes: [...rows.columns.classes],
  seen,
});
