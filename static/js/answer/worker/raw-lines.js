// The lines of a text as it came, from `from` to `to`.
//
// Both kinds of lines (see formatted-lines.js) give, for a line's number: `indent` (spaces before
// it), `bound` (a length that it does not exceed) and `parts`, what it is made of: [kind, text] for
// what was added, [kind, from, to] for stretches of the text. Kinds are the style sheet's classes.
import { ATTRIBUTE, BOOLEAN, LEAF, NOTE, NULL, NUMBER, RUN, STRING } from "./structure.js";

/** @import { Structure } from "./structure.js" */

/**
 * What was added, or a stretch of the text: see above.
 * @typedef {[kind: string, text: string] | [kind: string, from: number, to: number]} Part
 */

/** @type {Record<number, string>} */
export const KINDS = { [STRING]: "s", [NUMBER]: "mi", [BOOLEAN]: "kc", [NULL]: "kc", [LEAF]: "", [ATTRIBUTE]: "s", [RUN]: "", [NOTE]: "cp" };

/** @typedef {(kind: string, from: number, to: number) => void} Put */

// A stretch with more coloured parts than this is shown in one colour, so that drawing stays quick.
const MOST_PARTS = 300;

export class RawLines {
  /** @param {string} text @param {Structure | null} [structure] @param {number} [from] @param {number} [to] */
  constructor(text, structure = null, from = 0, to = text.length) {
    this.text = text;
    this.structure = structure;
    this.to = to;
    let starts = new Uint32Array(64);
    this.count = 0;
    for (let at = from; at < to || this.count === 0; ) {
      if (this.count === starts.length) {
        const grown = new Uint32Array(starts.length * 2);
        grown.set(starts);
        starts = grown;
      }
      starts[this.count++] = at;
      const end = text.indexOf("\n", at);
      if (end === -1 || end >= to) break;
      at = end + 1;
    }
    this.starts = starts;
  }

  indent() {
    return 0;
  }

  /** @param {number} line @returns {[number, number]} */
  range(line) {
    const start = this.starts[line];
    let end = line + 1 < this.count ? this.starts[line + 1] : this.to;
    if (end > start && this.text.charCodeAt(end - 1) === 10) end--;
    if (end > start && this.text.charCodeAt(end - 1) === 13) end--;
    return [start, end];
  }

  foldable() {
    return false;
  }

  level() {
    return 0;
  }

  /** @param {number} line */
  bound(line) {
    const [start, end] = this.range(line);
    return end - start;
  }

  /** @param {number} line @returns {Part[]} */
  parts(line) {
    return [["", ...this.range(line)]];
  }

  // The same with the colours of the structure, for a stretch of one part.
  /** @param {number} from @param {number} to @returns {Part[]} */
  coloured(from, to) {
    const { structure } = this;
    if (!structure) return [["", from, to]];
    /** @type {Part[]} */
    const parts = [];
    let at = from;
    /** @type {Put} */
    const put = (kind, start, end) => {
      const [first, last] = [Math.max(at, start), Math.min(to, end)];
      if (last <= first) return;
      if (first > at) parts.push(["", at, first]);
      parts.push([kind, first, last]);
      at = last;
    };
    for (let node = Math.max(0, structure.nodeAt(from)); node < structure.count && structure.begin(node) < to; node++) {
      tokens(structure, node, put);
      if (parts.length > MOST_PARTS) return [["", from, to]];
    }
    if (at < to) parts.push(["", at, to]);
    return parts;
  }

  /** @param {number} offset */
  lineAt(offset) {
    let [low, high] = [0, this.count];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.starts[middle] <= offset) low = middle + 1;
      else high = middle;
    }
    return Math.max(0, low - 1);
  }

  /** @param {number} line */
  nodeOf(line) {
    const { structure } = this;
    if (!structure?.count) return -1;
    const [start, end] = this.range(line);
    const first = structure.nodeAt(start);
    const next = first + 1;
    return first === -1 || (next < structure.count && structure.begin(next) < end) ? Math.min(next, structure.count - 1) : first;
  }
}

// The coloured stretches of a node itself, in their order.
/** @param {Structure} structure @param {number} node @param {Put} put */
function tokens(structure, node, put) {
  const type = structure.types[node];
  const [nameStart, nameEnd] = [structure.nameStarts[node], structure.nameEnds[node]];
  if (structure.language === "json") {
    if (nameEnd) put("na", nameStart - 1, nameEnd + 1);
    if (!structure.isContainer(node)) put(KINDS[type], structure.starts[node], structure.ends[node]);
    return;
  }
  if (type === NOTE) return put("cp", structure.starts[node], structure.ends[node]);
  if (type === ATTRIBUTE) {
    put("na", nameStart, nameEnd);
    return put("s", structure.starts[node] - 1, structure.ends[node] + 1);
  }
  if (type !== RUN) put("nt", structure.starts[node], nameEnd);
  if (type === LEAF) put("nt", structure.closing(node), structure.ends[node]);
  return undefined;
}
