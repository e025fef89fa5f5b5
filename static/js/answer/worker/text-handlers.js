// The Text view's questions to the worker. Each is a function of the state (see worker.js) and of
// what was asked, and gives what can be sent back.
import { Matches, pattern } from "./find.js";
import { FormattedLines } from "./formatted-lines.js";
import { jsonPath, reference, xPath } from "./paths.js";
import { RawLines } from "./raw-lines.js";
import { Rows } from "./text-rows.js";

const VALUE_SHOWN = 300; // characters

// Begins with the lines: `mode` is "formatted" or "raw", `columns` where to wrap (0: not at all).
function textOpen(state, { mode, columns }) {
  const text = state.complete ? state.text : state.head;
  const formatted = mode === "formatted" && state.complete && state.structure;
  const kept = state.textRows;
  if (kept && kept.lines.text === text && kept.formatted === Boolean(formatted)) {
    if (kept.columns !== columns) {
      kept.columns = columns;
      kept.build();
    }
    return size(state);
  }
  const structure = state.complete ? state.structure : null;
  state.textRows = new Rows(formatted ? new FormattedLines(text, structure) : new RawLines(text, structure), columns);
  state.textRows.formatted = Boolean(formatted);
  return size(state);
}

const size = ({ textRows }) => ({ rows: textRows.count, lines: textRows.lines.count, formatted: textRows.formatted });

function textRows({ textRows: rows, matches }, { first, count }) {
  const drawn = [];
  for (let row = Math.max(0, first); row < Math.min(first + count, rows.count); row++) drawn.push(rows.row(row, matches));
  return { first, rows: drawn };
}

// Folds or unfolds a line; folding a line that cannot be folded folds what it stands in. Gives the line's row.
function textFold(state, { line, fold }) {
  const rows = state.textRows;
  const { lines } = rows;
  let node = rows.formatted ? lines.nodeOf(line) : -1;
  if (node === -1) return { ...size(state), row: rows.rowOf(line) };
  const { structure } = lines;
  const foldsItself = (lines.foldable(line) && !rows.isFolded(line)) || lines.at(line).closes;
  if (fold && !foldsItself) node = Math.max(0, structure.above(node));
  const target = fold || lines.foldable(line) ? lines.lineOf(node) : line;
  rows.setFold(node, fold);
  rows.build();
  return { ...size(state), row: rows.rowOf(target) };
}

function textFoldFrom(state, { level, line }) {
  const rows = state.textRows;
  if (rows.formatted) rows.foldFrom(level ?? Infinity);
  rows.build();
  const row = rows.rowOf(line);
  return { ...size(state), row: rows.rowLine[row] > line ? Math.max(0, row - 1) : row };
}

// Finds a text everywhere; `from` is the line at which the reader is, and `index` the first match
// from there on. `current` is the match that stays the current one, -1 for none.
function textFind(state, { query, caseSensitive, from, current = -1 }) {
  const { text } = state.textRows.lines;
  const language = state.structure?.language ?? "text";
  state.matches = query ? Matches.in(text, pattern(query, language, text, caseSensitive)) : null;
  const { count = 0, more = false } = state.matches ?? {};
  if (current !== -1 && current < count) {
    state.matches.current = current;
    return { count, more, index: current };
  }
  return { count, more, index: count ? firstFrom(state, from) : -1 };
}

function firstFrom({ textRows: { lines }, matches }, line) {
  let [low, high] = [0, matches.count];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (lines.lineAt(matches.starts[middle]) < line) low = middle + 1;
    else high = middle;
  }
  return low % matches.count;
}

// Makes a match the current one, unfolds what hides it, and gives its row.
function textMatch(state, { index }) {
  state.matches.current = index;
  return textGo(state, { offset: state.matches.starts[index] });
}

function textGo(state, { offset }) {
  const rows = state.textRows;
  const line = rows.lines.lineAt(offset);
  const node = rows.formatted ? rows.lines.nodeOf(line) : -1;
  if (node !== -1 && rows.reveal(node)) rows.build();
  return { ...size(state), line, row: rows.rowOf(line, offset) };
}

// The whole text as the view shows it, nothing folded.
function textCopy(state) {
  const { lines, formatted } = state.textRows;
  if (!formatted) return lines.text;
  const written = new Array(lines.count);
  const unfolded = new Rows(lines);
  for (let line = 0; line < lines.count; line++) written[line] = unfolded.written(line);
  return written.join("\n");
}

const nodeOfLine = (state, line) => state.textRows.lines.nodeOf(line);

function textAbout(state, { line }) {
  return about(state, nodeOfLine(state, line));
}

function textValue(state, { line }) {
  return valueOf(state, nodeOfLine(state, line));
}

// What the menu beside a node offers: its paths, and what is needed for its links and meaning.
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
export function valueOf({ structure }, node) {
  if (structure.isContainer(node)) return structure.source.slice(structure.start(node), structure.end(node));
  return structure.text(node);
}

export const handlers = { textOpen, textRows, textFold, textFoldFrom, textFind, textMatch, textGo, textCopy, textAbout, textValue };
