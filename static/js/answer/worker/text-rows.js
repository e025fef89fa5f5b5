// The rows on the screen: the lines that are not folded away, long ones cut into several.
import { cutAt, shown } from "./escapes.js";
import { FormattedLines } from "./formatted-lines.js";
import { RawLines } from "./raw-lines.js";

/** @import { Matches } from "./find.js" */
/** @import { Part } from "./raw-lines.js" */
/** @import { Language } from "./structure.js" */
/** @typedef {RawLines | FormattedLines} Lines */

/**
 * What is drawn: `mark` is 1 for what was found, 2 for the current one.
 * @typedef {[kind: string, text: string, mark: number]} Piece
 */

// A line longer than this is cut even where lines are not wrapped: browsers draw endless lines slowly.
export const LONGEST = 10_000;
const NARROWEST = 20;

export class Rows {
  // `columns`: how many characters fit into a row; 0 does not wrap.
  /** @param {Lines} lines @param {number} [columns] */
  constructor(lines, columns = 0) {
    this.lines = lines;
    this.columns = columns;
    this.folded = lines.structure ? new Uint8Array(lines.structure.count) : null;
    this.formatted = lines instanceof FormattedLines;
    this.rowLine = new Uint32Array(0);
    /** @type {Uint32Array | null} */
    this.rowSegment = null;
    this.count = 0;
    this.build();
  }

  build() {
    const { lines } = this;
    let row = 0;
    this.rowLine = new Uint32Array(lines.count + 16);
    this.rowSegment = null;
    for (let line = 0; line < lines.count; ) {
      const segments = this.#segments(line);
      if (row + segments > this.rowLine.length) this.#grow(row + segments);
      for (let segment = 0; segment < segments; segment++) {
        if (segment) this.rowSegment ??= new Uint32Array(this.rowLine.length);
        if (segment && this.rowSegment) this.rowSegment[row] = segment;
        this.rowLine[row++] = line;
      }
      line = this.#after(line);
    }
    this.count = row;
  }

  /** @param {number} least */
  #grow(least) {
    const room = Math.ceil(least * 1.6);
    this.rowLine = grown(this.rowLine, room);
    if (this.rowSegment) this.rowSegment = grown(this.rowSegment, room);
  }

  // The next line that is not folded away.
  /** @param {number} line */
  #after(line) {
    const { lines } = this;
    return lines instanceof FormattedLines && this.isFolded(line) ? lines.before + lines.lastLine[lines.nodeOf(line)] + 1 : line + 1;
  }

  /** @param {number} line */
  isFolded(line) {
    if (!this.folded) return false;
    const node = this.lines.nodeOf(line);
    return node !== -1 && this.folded[node] === 1 && this.lines.foldable(line);
  }

  /** @param {number} line */
  #width(line) {
    return this.columns ? Math.max(NARROWEST, this.columns - this.lines.indent(line)) : LONGEST;
  }

  /** @param {number} line */
  #segments(line) {
    const width = this.#width(line);
    if (this.lines.bound(line) <= width) return 1;
    return Math.max(1, Math.ceil(lengthOf(this.lines.parts(line, this.isFolded(line))) / width));
  }

  // The first row at or after a line; with `offset`, the row of that line in which it is.
  /** @param {number} line */
  rowOf(line, offset = -1) {
    let [low, high] = [0, this.count];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.rowLine[middle] < line) low = middle + 1;
      else high = middle;
    }
    const row = Math.min(low, this.count - 1);
    if (offset === -1 || !this.rowSegment || this.rowLine[row] !== line) return row;
    return Math.min(row + Math.floor(this.#before(line, offset) / this.#width(line)), this.count - 1);
  }

  // How many characters of a line stand before an offset of the text.
  /** @param {number} line @param {number} offset */
  #before(line, offset) {
    let length = 0;
    for (const part of this.lines.parts(line)) {
      if (part.length === 3 && offset < part[2]) return length + Math.max(0, offset - part[1]);
      length += lengthOf([part]);
    }
    return Math.max(0, length - 1);
  }

  /** @param {number} node @param {boolean} folded */
  setFold(node, folded) {
    if (this.folded) this.folded[node] = folded ? 1 : 0;
  }

  // Opens everything above a node.
  /** @param {number} node */
  reveal(node) {
    const { folded, lines: { structure } } = this;
    let changed = false;
    if (!folded || !structure) return changed;
    for (let above = structure.above(node); above !== -1; above = structure.above(above)) {
      changed ||= folded[above] === 1;
      folded[above] = 0;
    }
    return changed;
  }

  // Folds what is on this level or deeper; Infinity unfolds everything.
  /** @param {number} level */
  foldFrom(level) {
    const { folded, lines: { structure } } = this;
    if (!folded || !structure) return;
    const { count, depths, types } = structure;
    for (let node = 0; node < count; node++) folded[node] = types[node] <= 1 && depths[node] >= level ? 1 : 0;
  }

  // A row as it is drawn; `matches` marks what was found (see find.js).
  /** @param {number} row @param {Matches | null} matches */
  row(row, matches) {
    const { lines } = this;
    const line = this.rowLine[row];
    const segment = this.rowSegment ? this.rowSegment[row] : 0;
    const foldable = lines.foldable(line);
    const folded = foldable && this.isFolded(line);
    return {
      row,
      line,
      segment,
      indent: lines.indent(line),
      level: lines.level(line),
      fold: segment || !foldable ? "" : folded ? "folded" : "open",
      pieces: this.#pieces(line, segment, folded, matches),
    };
  }

  // A whole line as it is copied.
  /** @param {number} line */
  written(line) {
    const { lines } = this;
    /** @param {string} raw @param {string} raw */
    const asItCame = lines.nodeOf(line) === -1;
    let text = " ".repeat(lines.indent(line));
    for (const part of lines.parts(line)) {
      if (part.length === 2) text += part[1];
      else text += asItCame ? lines.text.slice(part[1], part[2]) : shown(lines.text.slice(part[1], part[2]), lines.structure?.language);
    }
    return text;
  }

  /** @param {number} line @param {number} segment @param {boolean} folded @param {Matches | null} matches @returns {Piece[]} */
  #pieces(line, segment, folded, matches) {
    const { lines } = this;
    const formatted = this.formatted && lines.nodeOf(line) !== -1;
    const language = lines.structure?.language;
    const width = this.#width(line);
    let parts = lines.parts(line, folded);
    if (lengthOf(parts) > width) parts = cut(parts, segment * width, (segment + 1) * width, lines.text, language);
    if (lines instanceof RawLines) parts = parts.flatMap((part) => (part.length === 3 ? lines.coloured(part[1], part[2]) : [part]));
    /** @param {number} from @param {number} to */
    const show = (from, to) => (formatted ? shown(lines.text.slice(from, to), language) : lines.text.slice(from, to));
    return parts.flatMap((part) => (part.length === 2 ? [[part[0], part[1], 0]] : marked(...part, matches, show)));
  }
}

/** @param {Part[]} parts */
const lengthOf = (parts) => parts.reduce((sum, part) => sum + (part.length === 2 ? part[1].length : part[2] - part[1]), 0);

/** @param {Uint32Array} numbers @param {number} room */
function grown(numbers, room) {
  const larger = new Uint32Array(room);
  larger.set(numbers);
  return larger;
}

// The parts between two places of a line.
/** @param {Part[]} parts @param {number} first @param {number} last @param {string} text @param {Language | undefined} language */
function cut(parts, first, last, text, language) {
  /** @type {Part[]} */
  const kept = [];
  let at = 0;
  for (const part of parts) {
    const length = lengthOf([part]);
    const [from, to] = [Math.max(0, first - at), Math.min(length, last - at)];
    at += length;
    if (to <= 0 || from >= length) continue;
    if (part.length === 2) {
      kept.push([part[0], part[1].slice(from, to)]);
      continue;
    }
    /** @param {number} offset */
    const place = (offset) => (offset === 0 || offset === length ? part[1] + offset : Math.min(part[2], cutAt(text, part[1] + offset, language)));
    if (place(to) > place(from)) kept.push([part[0], place(from), place(to)]);
  }
  return kept;
}

// A stretch as pieces [kind, text, mark]; mark: 1 for what was found, 2 for the current one.
/** @param {string} kind @param {number} from @param {number} to @param {Matches | null} matches @param {(from: number, to: number) => string} show @returns {Piece[]} */
function marked(kind, from, to, matches, show) {
  if (!matches?.count) return [[kind, show(from, to), 0]];
  /** @type {Piece[]} */
  const pieces = [];
  let at = from;
  for (let index = matches.firstEndingAfter(from); index < matches.count && matches.starts[index] < to; index++) {
    const [start, end] = [Math.max(at, matches.starts[index]), Math.min(to, matches.ends[index])];
    if (start > at) pieces.push([kind, show(at, start), 0]);
    pieces.push([kind, show(start, end), index === matches.current ? 2 : 1]);
    at = end;
  }
  if (at < to) pieces.push([kind, show(at, to), 0]);
  return pieces;
}
