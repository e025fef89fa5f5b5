// What the worker does for the table; the rows stay with it, the page gets the cells in sight.
import { csv, jsonLines } from "./table-export.js";
import { listsOf, Rows } from "./table-rows.js";
import { Ticks } from "./table-ticks.js";
import { readJson } from "./json-structure.js";
import { readXml } from "./xml-structure.js";
import { words } from "./words.js";

/** @import { State } from "./state.js" */
/** @import { Structure } from "./structure.js" */
/** @import { Shown } from "./table-export.js" */
/** @import { Seen } from "./table-rows.js" */

export const handlers = {
  // The lists of the answer: [{call, total, rows, path}].
  /** @param {State} state */
  "table.lists": ({ structure }) => {
    if (!structure) return [];
    return listsOf(structure).map(({ node, call, total, path }) => ({ call, total, path, rows: structure.childCount(node) }));
  },

  // Begins with the rows of one of those lists.
  /** @param {State} state @param {{ list?: number }} asked */
  "table.open": (state, { list = 0 }) => {
    const structure = opened(state);
    const rows = new Rows();
    const seen = rows.add(structure, listsOf(structure)[list]);
    state.table = { rows, ticks: new Ticks() };
    return { ...facts(state.table, seen), cut: structure.unclosed !== -1 };
  },

  // A further page's body; `fresh` lets it take the place of all rows there are.
  /** @param {State} state @param {{ bytes: ArrayBuffer, fresh?: boolean }} asked */
  "table.add": (state, { bytes, fresh = false }) => {
    const table = tableOf(state);
    const structure = read(new TextDecoder().decode(bytes), opened(state).language);
    const [list] = listsOf(structure);
    if (!list || structure.unclosed !== -1) throw new Error(words.tableHandlers.unreadable(structure.problem || words.tableHandlers.noList));
    const before = table.rows;
    if (fresh) table.rows = new Rows(before.sorted);
    const seen = table.rows.add(structure, list);
    if (fresh) table.ticks = table.ticks.carried(before, table.rows);
    return facts(table, seen);
  },

  /** @param {State} state @param {{ path: string[] | null, isNumber: boolean, descending: boolean }} asked */
  "table.sort": (state, { path, isNumber, descending }) => tableOf(state).rows.sort(path, isNumber, descending),

  /** @param {State} state @param {{ from: number, to: number, paths: string[][] }} asked */
  "table.cells": (state, { from, to, paths }) => {
    const { rows, ticks } = tableOf(state);
    return rows.cells(from, to, paths).map(({ row, ...shown }) => ({ ...shown, ticked: ticks.has(row) }));
  },

  // Ticks the rows that are shown from one place up to another, or unticks them; how many are ticked then.
  /** @param {State} state @param {{ from: number, to: number, on: boolean }} asked */
  "table.tick": (state, { from, to, on }) => {
    const { rows, ticks } = tableOf(state);
    ticks.set(rows, from, to, on);
    return ticks.count;
  },

  // Where the ticked rows came from, or the whole of them: [{page, rows: "1-3,7"}], "" for all of a page.
  /** @param {State} state @param {{ whole: boolean }} asked */
  "table.picked": (state, { whole }) => {
    const { rows, ticks } = tableOf(state);
    return ticks.pages(rows, whole);
  },

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

/** @param {{ rows: Rows, ticks: Ticks }} table @param {Seen} seen */
const facts = ({ rows, ticks }, seen) => ({
  count: rows.count,
  total: rows.total,
  columns: rows.columns.list(),
  leftOut: rows.columns.leftOut,
  classes: [...rows.columns.classes],
  objects: rows.objects,
  ticked: ticks.count,
  seen,
});
