// Rows as CSV and as JSON lines: lists of text pieces for a Blob.
import { flattened, toJson, valueAt } from "./table-values.js";

/** @import { Structure } from "./structure.js" */
/** @import { Rows } from "./table-rows.js" */
/** @typedef {{ path: string[], label: string }[]} Shown */
/** @typedef {[structure: Structure, node: number]} Row */

const MOST_COLUMNS = 2000;
const PIECE = 500; // rows in one string

// Spreadsheets run a cell that begins like this as a formula, some also behind spaces or written full-width.
const FORMULA = /^(?:[\t\r\n]|[\s\p{C}]*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20\uFE62\uFE63\uFE66\uFE6B\u2212])/u;
const NUMBER = /^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

// A field of RFC 4180. An apostrophe keeps what could be a formula text; plain numbers stay as they are.
/** @param {string} text */
function csvField(text) {
  const safe = FORMULA.test(text) && !NUMBER.test(text) ? `'${text}` : text;
  return /[",;\r\n\t]|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

// A line of one empty field would be an empty line, which is no row to many readers.
/** @param {string[]} fields */
export const csvLine = (fields) => `${fields.map(csvField).join(",") || '""'}\r\n`;

// A value whole, unlike in a cell of the page: what has parts as JSON.
/** @param {Structure} structure @param {number} node */
function whole(structure, node) {
  if (node === -1 || structure.literal(node) === "null") return "";
  return structure.kind(node) === "scalar" ? structure.text(node) : toJson(structure, node);
}

// The BOM makes spreadsheets read it as UTF-8. `columns` are those shown, or null for all that the rows say.
/** @param {Rows} rows @param {Shown | null} columns */
export function csv(rows, columns) {
  if (columns) {
    /** @param {Row} row */
    const line = ([structure, row]) => columns.map(({ path }) => whole(structure, valueAt(structure, row, path)));
    return { parts: ["\uFEFF", csvLine(columns.map(({ label }) => label)), ...pieces(rows, (row) => csvLine(line(row)))], leftOut: 0 };
  }
  /** @type {Map<string, number>} */
  const names = new Map(); // name -> its place in a line
  let leftOut = 0;
  for (const [structure, row] of rows.inOrder()) {
    for (const [name] of flattened(structure, row)) {
      if (names.has(name)) continue;
      if (names.size < MOST_COLUMNS) names.set(name, names.size);
      else leftOut++;
    }
  }
  /** @param {Row} row */
  const line = ([structure, row]) => {
    const fields = new Array(names.size).fill("");
    for (const [name, node] of flattened(structure, row)) {
      const place = names.get(name);
      if (place !== undefined) fields[place] = whole(structure, node);
    }
    return csvLine(fields);
  };
  return { parts: ["\uFEFF", csvLine([...names.keys()]), ...pieces(rows, line)], leftOut };
}

/** @param {Rows} rows @param {Shown | null} columns */
export function jsonLines(rows, columns) {
  /** @param {Row} row */
  const line = ([structure, row]) => `${columns ? shown(structure, row, columns) : toJson(structure, row)}\n`;
  return { parts: [...pieces(rows, line)], leftOut: 0 };
}

/** @param {Structure} structure @param {number} row @param {Shown} columns */
function shown(structure, row, columns) {
  /** @type {string[]} */
  const members = [];
  for (const { path, label } of columns) {
    const node = valueAt(structure, row, path);
    if (node !== -1) members.push(`${JSON.stringify(label)}:${toJson(structure, node)}`);
  }
  return `{${members.join(",")}}`;
}

/** @param {Rows} rows @param {(row: Row) => string} line */
function* pieces(rows, line) {
  /** @type {string[]} */
  let piece = [];
  for (const row of rows.inOrder()) {
    piece.push(line(row));
    if (piece.length < PIECE) continue;
    yield piece.join("");
    piece = [];
  }
  if (piece.length) yield piece.join("");
}
