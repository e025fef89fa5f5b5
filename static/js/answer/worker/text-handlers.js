// The Text view's questions to the worker. Each is a function of the state (see worker.js) and of
// what was asked, and gives what can be sent back.
import { Matches, pattern } from "./find.js";
import { FormattedLines } from "./formatted-lines.js";
import { jsonPath, reference, xPath } from "./paths.js";
import { RawLines } from "./raw-lines.js";
import { Rows } from "./text-rows.js";

/** @import { State } from "./state.js" */

const VALUE_SHOWN = 300; // characters
const MOST_ON_PAPER = 1_000_000; // characters, some 300 pages

// Begins with the lines: `mode` is "formatted" or "raw", `columns` where to wrap (0: not at all).
/** @param {State} state @param {{ mode: "formatted" | "raw", columns: number }} asked */
function textOpen(state, { mode, columns }) {
  const text = state.complete ? state.text : state.head;
  const structure = state.complete ? state.structure : null;
  const formatted = mode === "formatted" && structure !== null;
  const kept = state.textRows;
  if (kept && kept.lines.text === text && kept.formatted === formatted) {
    if (kept.columns !== columns) {
      kept.columns = columns;
      kept.build();
    }
    return size(kept);
  }
  state.textRows = new Rows(formatted ? new FormattedLines(text, structure) : new RawLines(text, structure), columns);
  return size(state.textRows);
}

/** @param {Rows} rows */
const size = (rows) => ({ rows: rows.count, lines: rows.lines.count, formatted: rows.formatted });

// The rows that were opened: the page asks for nothing else before.
/** @param {State} state */
function opened({ textRows: rows }) {
  if (!rows) throw new Error("textOpen");
  return rows;
}

/** @param {State} state @param {{ first: number, count: number }} asked */
function textRows(state, { first, count }) {
  const rows = opened(state);
  const drawn = [];
  for (let row = Math.max(0, first); row < Math.min(first + count, rows.count); row++) drawn.push(rows.row(row, state.matches));
  return { first, rows: drawn };
}

// Folds or unfolds a line; folding a line that cannot be folded folds what it stands in. Gives the line's row.
/** @param {State} state @param {{ line: number, fold: boolean }} asked */
function textFold(state, { line, fold }) {
  const rows = opened(state);
  const { lines } = rows;
  let node = lines.nodeOf(line);
  if (!(lines instanceof FormattedLines) || node === -1) return { ...size(rows), row: rows.rowOf(line) };
  const { structure } = lines;
  const foldsItself = (lines.foldable(line) && !rows.isFolded(line)) || lines.at(line).closes;
  if (fold && !foldsItself) node = Math.max(0, structure.above(node));
  const target = fold || lines.foldable(line) ? lines.lineOf(node) : line;
  rows.setFold(node, fold);
  rows.build();
  return { ...size(rows), row: rows.rowOf(target) };
}

/** @param {State} state @param {{ level: number | null, line: number }} asked */
function textFoldFrom(state, { level, line }) {
  const rows = opened(state);
  if (rows.formatted) rows.foldFrom(level ?? Infinity);
  rows.build();
  const row = rows.rowOf(line);
  return { ...size(rows), row: rows.rowLine[row] > line ? Math.max(0, row - 1) : row };
}

// Finds a text everywhere; `from` is the line at which the reader is, and `index` the first match
// from there on. `current` is the match that stays the current one, -1 for none.
/** @param {State} state @param {{ query: string, caseSensitive: boolean, from: number, current?: number }} asked */
function textFind(state, { query, caseSensitive, from, current = -1 }) {
  const { lines } = opened(state);
  const { text } = lines;
  const language = state.structure?.language ?? "text";
  state.matches = query ? Matches.in(text, pattern(query, language, text, caseSensitive)) : null;
  const { matches } = state;
  if (!matches?.count) return { count: 0, more: false, index: -1 };
  const { count, more } = matches;
  if (current !== -1 && current < count) {
    matches.current = current;
    return { count, more, index: current };
  }
  return { count, more, index: firstFrom(lines, matches, from) };
}

/** @param {Rows["lines"]} lines @param {Matches} matches @param {number} line */
function firstFrom(lines, matches, line) {
  let [low, high] = [0, matches.count];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (lines.lineAt(matches.starts[middle]) < line) low = middle + 1;
    else high = middle;
  }
  return low % matches.count;
}

// Makes a match the current one, unfolds what hides it, and gives its row.
/** @param {State} state @param {{ index: number }} asked */
function textMatch(state, { index }) {
  if (!state.matches) throw new Error("textFind");
  state.matches.current = index;
  return textGo(state, { offset: state.matches.starts[index] });
}

/** @param {State} state @param {{ offset: number }} asked */
function textGo(state, { offset }) {
  const rows = opened(state);
  const line = rows.lines.lineAt(offset);
  const node = rows.formatted ? rows.lines.nodeOf(line) : -1;
  if (node !== -1 && rows.reveal(node)) rows.build();
  return { ...size(rows), line, row: rows.rowOf(line, offset) };
}

// The whole text as the view shows it, nothing folded.
/** @param {State} state */
function textCopy(state) {
  const { lines, formatted } = opened(state);
  return formatted ? written(lines) : lines.text;
}

// What is printed of the text: all of it, formatted; "" where that would be a book.
/** @param {State} state */
function textPaper({ text, structure }) {
  if (text.length > MOST_ON_PAPER) return "";
  return structure ? written(new FormattedLines(text, structure)) : text;
}

/** @param {Rows["lines"]} lines */
function written(lines) {
  const written = new Array(lines.count);
  const unfolded = new Rows(lines);
  for (let line = 0; line < lines.count; line++) written[line] = unfolded.written(line);
  return written.join("\n");
}

/** @param {State} state @param {number} line */
const nodeOfLine = (state, line) => opened(state).lines.nodeOf(line);

/** @param {State} state @param {{ line: number }} asked */
function textAbout(state, { line }) {
  return about(state, nodeOfLine(state, line));
}

/** @param {State} state @param {{ line: number }} asked */
function textValue(state, { line }) {
  return textOf(state, nodeOfLine(state, line));
}

// What the menu beside a node offers: its paths, and what is needed for its links and meaning.
/** @param {State} state @param {number} node */
export function about(state, node) {
  const { structure, facts } = state;
  if (!structure || node === -1) return null;
  const multirequest = facts.service === "multirequest";
  const parent = structure.above(node);
  return {
    node,
    name: structure.name(node),
    text: structure.text(node).slice(0, VALUE_SHOWN),
    kind: structure.kind(node),
    literal: structure.literal(node),
    className: structure.objectType(node),
    ownerClass: parent === -1 ? "" : structure.objectType(parent),
    xPath: xPath(structure, node),
    jsonPath: jsonPath(structure, node),
    reference: reference(structure, node, multirequest),
  };
}

// A scalar's own text; of a container its stretch of the answer, as it came.
/** @param {State} state @param {number} node */
export function textOf({ structure }, node) {
  if (!structure) return "";
  if (structure.isContainer(node)) return structure.source.slice(structure.start(node), structure.end(node));
  return structure.text(node);
}

export const handlers = { textOpen, textRows, textFold, textFoldFrom, textFind, textMatch, textGo, textCopy, textPaper, textAbout, textValue };
