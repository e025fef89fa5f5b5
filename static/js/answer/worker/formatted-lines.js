// The lines of a text laid out from its structure: two spaces a level, one value a line. Nothing is
// written anew: a line is made of stretches of the text. What stands before and behind the
// structure (a prolog, a JSONP callback, what could not be read) is shown as it came.
import { KINDS, RawLines } from "./raw-lines.js";
import { ATTRIBUTE, NOTE, RUN } from "./structure.js";
import { words } from "../shared/words.js";

/** @import { Part } from "./raw-lines.js" */
/** @import { Structure } from "./structure.js" */

// Levels beyond this one are not indented further: their number is shown instead.
export const DEEPEST = 60;

export class FormattedLines {
  /** @param {string} text @param {Structure} structure */
  constructor(text, structure) {
    this.text = text;
    this.structure = structure;
    const hasHead = text.slice(0, structure.bodyStart).trim() !== "";
    this.head = hasHead ? new RawLines(text, null, 0, structure.bodyStart) : null;
    const restStart = beginOfRest(text, structure.bodyEnd);
    this.rest = restStart < text.length ? new RawLines(text, null, restStart) : null;
    this.restStart = restStart;
    this.before = this.head ? this.head.count : 0;
    // node * 2, + 1 for the line that closes it; and of each node its first and last line among these.
    this.entries = new Uint32Array(structure.count * 2);
    this.firstLine = new Uint32Array(structure.count);
    this.lastLine = new Uint32Array(structure.count);
    this.after = this.before + this.#layOut();
    this.count = this.after + (this.rest ? this.rest.count : 0);
  }

  // Gives how many lines there are.
  #layOut() {
    const { structure } = this;
    const { count, nexts, types, parents } = structure;
    let [open, laid] = [-1, 0];
    const shut = () => {
      this.lastLine[open] = laid;
      this.entries[laid++] = open * 2 + 1;
      open = structure.above(open);
    };
    for (let node = 0; node < count; node++) {
      while (open !== -1 && node >= nexts[open]) shut();
      const type = types[node];
      if (type === ATTRIBUTE || (type === RUN && this.isInline(parents[node]))) {
        this.firstLine[node] = this.lastLine[node] = this.firstLine[parents[node]];
        continue;
      }
      this.firstLine[node] = this.lastLine[node] = laid;
      this.entries[laid++] = node * 2;
      if (structure.isContainer(node) && !this.isInline(node)) open = node;
    }
    while (open !== -1 && !this.#isUnclosed(open)) shut();
    for (; open !== -1; open = structure.above(open)) this.lastLine[open] = laid - 1;
    return laid;
  }

  // A container that takes one line: empty, or with nothing but attributes and one text.
  /** @param {number} node */
  isInline(node) {
    const { types, nexts } = this.structure;
    const end = nexts[node];
    let child = node + 1;
    while (child < end && types[child] === ATTRIBUTE) child++;
    if (child === end) return true;
    return types[child] === RUN && child + 1 === end && child > node + 1;
  }

  /** @param {number} line @returns {[RawLines | null, number]} */
  part(line) {
    if (line < this.before) return [this.head, line];
    return line >= this.after ? [this.rest, line - this.after] : [null, line - this.before];
  }

  // The node that a line shows, and whether it is its closing line.
  /** @param {number} line */
  at(line) {
    const [raw, own] = this.part(line);
    return raw ? { node: -1, closes: false } : { node: this.entries[own] >>> 1, closes: this.entries[own] % 2 === 1 };
  }

  /** @param {number} line */
  nodeOf(line) {
    return this.at(line).node;
  }

  /** @param {number} node */
  lineOf(node) {
    return this.before + this.firstLine[node];
  }

  /** @param {number} line */
  foldable(line) {
    const { node, closes } = this.at(line);
    return node !== -1 && !closes && this.lastLine[node] > this.firstLine[node];
  }

  /** @param {number} line */
  level(line) {
    const { node } = this.at(line);
    return node === -1 ? 0 : this.structure.depths[node];
  }

  /** @param {number} line */
  indent(line) {
    return 2 * Math.min(this.level(line), DEEPEST);
  }

  // At most this many characters, found without making the line's parts.
  /** @param {number} line */
  bound(line) {
    const [raw, own] = this.part(line);
    if (raw) return raw.bound(own);
    const { structure } = this;
    const entry = this.entries[own];
    const node = entry >>> 1;
    const laidOut = this.lastLine[node] > this.firstLine[node];
    if (structure.language === "json") return (laidOut ? structure.starts[node] : structure.ends[node]) - structure.begin(node) + 50;
    const named = structure.nameEnds[node] - structure.nameStarts[node] + 50;
    if (entry % 2) return named;
    return (laidOut ? structure.inner(node) : structure.ends[node]) - structure.starts[node] + named;
  }

  /** @param {number} line @param {boolean} [folded] @returns {Part[]} */
  parts(line, folded = false) {
    const [raw, own] = this.part(line);
    if (raw) return raw.parts(own);
    const entry = this.entries[own];
    return this.structure.language === "json" ? this.#jsonParts(entry >>> 1, entry % 2, folded) : this.#xmlParts(entry >>> 1, entry % 2, folded);
  }

  /** @param {number} node @param {number} closes @param {boolean} folded @returns {Part[]} */
  #jsonParts(node, closes, folded) {
    const { structure } = this;
    const { types, starts, ends, nexts, nameStarts, nameEnds } = structure;
    /** @type {Part[]} */
    const comma = node !== 0 && nexts[node] < nexts[structure.parents[node]] ? [["", ","]] : [];
    const [opening, closing] = types[node] === 0 ? ["{", "}"] : ["[", "]"];
    if (closes) return [["", closing], ...comma];
    /** @type {Part[]} */
    const parts = nameEnds[node] ? [["na", nameStarts[node] - 1, nameEnds[node] + 1], ["", ": "]] : [];
    if (!structure.isContainer(node)) parts.push([KINDS[types[node]], starts[node], ends[node]], ...comma);
    else if (folded) parts.push(["", opening], ["folded", countOf(structure, node)], ["", closing], ...comma);
    else if (nexts[node] > node + 1) parts.push(["", opening]);
    else parts.push(["", this.#isUnclosed(node) ? opening : opening + closing], ...(this.#isUnclosed(node) ? [] : comma));
    return parts;
  }

  /** @param {number} node */
  #isUnclosed(node) {
    for (let open = this.structure.unclosed; open !== -1; open = this.structure.above(open)) if (open <= node) return open === node;
    return false;
  }

  /** @param {number} node @param {number} closes @param {boolean} folded @returns {Part[]} */
  #xmlParts(node, closes, folded) {
    const { structure } = this;
    const { starts, ends, types } = structure;
    if (types[node] === RUN) return [["", ...trimmed(this.text, starts[node], ends[node])]];
    if (types[node] === NOTE) return [["cp", starts[node], ends[node]]];
    if (closes) return [["nt", structure.closing(node), ends[node]]];
    const inner = structure.inner(node);
    const parts = this.#tag(node, inner);
    if (inner === ends[node] || this.#isUnclosed(node)) return parts;
    if (folded) parts.push(["folded", countOf(structure, node)]);
    else if (!structure.isContainer(node) || this.isInline(node)) parts.push(["", inner, structure.closing(node)]);
    else return parts;
    parts.push(["nt", structure.closing(node), ends[node]]);
    return parts;
  }

  // An opening tag with its attributes.
  /** @param {number} node @param {number} inner */
  #tag(node, inner) {
    const { starts, ends, types, nameStarts, nameEnds, nexts } = this.structure;
    /** @type {Part[]} */
    const parts = [];
    let at = starts[node];
    for (let child = node + 1; child < nexts[node] && types[child] === ATTRIBUTE; child++) {
      parts.push(["nt", at, nameStarts[child]], ["na", nameStarts[child], nameEnds[child]], ["", nameEnds[child], starts[child] - 1], ["s", starts[child] - 1, ends[child] + 1]);
      at = ends[child] + 1;
    }
    parts.push(["nt", at, inner]);
    return parts;
  }

  // The line that shows an offset of the text.
  /** @param {number} offset */
  lineAt(offset) {
    if (offset < this.structure.bodyStart && this.head) return this.head.lineAt(offset);
    if (offset >= this.restStart && this.rest) return this.after + this.rest.lineAt(offset);
    const { structure } = this;
    const node = Math.max(0, structure.nodeAt(offset));
    let holder = node;
    while (holder !== 0 && offset >= structure.ends[holder]) holder = structure.parents[holder];
    const own = structure.isContainer(holder) && offset >= structure.closing(holder) ? this.lastLine[holder] : this.firstLine[node];
    return this.before + own;
  }
}

/** @param {string} text @param {number} from */
function beginOfRest(text, from) {
  const found = text.slice(from, from + 1000).search(/\S/);
  return found === -1 && from + 1000 >= text.length ? text.length : from + Math.max(0, found);
}

/** @param {string} text @param {number} from @param {number} to @returns {[number, number]} */
function trimmed(text, from, to) {
  while (from < to && " \t\r\n".includes(text[from])) from++;
  while (to > from && " \t\r\n".includes(text[to - 1])) to--;
  return [from, to];
}

/** @param {Structure} structure @param {number} node */
function countOf(structure, node) {
  const count = structure.childCount(node);
  return ` … ${structure.kind(node) === "array" ? words.counts.items(count) : words.counts.properties(count)} `;
}
