// What an answer's text says, as numbered nodes over typed arrays, the same for JSON and XML.
//
// Nodes are numbered in the order of the text (a container before its children), so a subtree is
// the range from its node to nexts[node]. No object is made for a node: answers have millions. (A long file, as what is
// asked of a node is asked here.)

export const OBJECT = 0;
export const ARRAY = 1;
export const STRING = 2;
export const NUMBER = 3;
export const BOOLEAN = 4;
export const NULL = 5;
export const LEAF = 6; // an XML element that holds text alone
export const ATTRIBUTE = 7;
export const RUN = 8; // text beside elements
export const NOTE = 9; // a comment or a processing instruction: part of the text, not of the data

/** @typedef {"json" | "xml"} Language */

const LITERALS = ["", "", "string", "number", "boolean", "null", "text", "text", "text", ""];
const COLUMNS = /** @type {const} */ (["starts", "ends", "nameStarts", "nameEnds", "parents", "nexts", "depths", "counts", "indexes"]);

export class Structure {
  // `decode` gives what a raw stretch of the text stands for.
  /** @param {string} text @param {Language} language @param {(raw: string, type?: number) => string} decode */
  constructor(text, language, decode) {
    this.source = text;
    this.language = language;
    this.decode = decode;
    this.count = 0;
    this.root = 0;
    this.bodyStart = 0; // before it: a prolog, or the name of a JSONP callback
    this.bodyEnd = text.length; // from it on: what could not be read, or what follows the root
    this.brokenAt = -1;
    this.problem = "";
    this.unclosed = -1; // the innermost container that the text leaves open
    this.namespaces = false;
    const room = 16 + (text.length >>> 4);
    this.types = new Uint8Array(room);
    this.starts = new Uint32Array(room);
    this.ends = new Uint32Array(room);
    this.nameStarts = new Uint32Array(room);
    this.nameEnds = new Uint32Array(room);
    this.parents = new Uint32Array(room);
    this.nexts = new Uint32Array(room);
    this.depths = new Uint32Array(room);
    this.counts = new Uint32Array(room);
    this.indexes = new Uint32Array(room);
  }

  // For the readers: begins a node below `parent` (-1: none) and gives its number.
  /** @param {number} type @param {number} parent @param {number} start @param {number} nameStart @param {number} nameEnd */
  open(type, parent, start, nameStart, nameEnd) {
    const node = this.count++;
    if (node === this.types.length) this.#grow();
    this.types[node] = type;
    this.starts[node] = start;
    this.nameStarts[node] = nameStart;
    this.nameEnds[node] = nameEnd;
    if (parent === -1) {
      this.parents[node] = 0;
    } else {
      this.parents[node] = parent;
      this.depths[node] = this.depths[parent] + 1;
      if (type !== NOTE) this.indexes[node] = this.counts[parent]++;
    }
    return node;
  }

  /** @param {number} node @param {number} end */
  close(node, end) {
    this.ends[node] = end;
    this.nexts[node] = this.count;
  }

  // The text is not as it should be at `offset`; only the first such place is kept.
  /** @param {number} offset @param {string} problem */
  remark(offset, problem) {
    if (this.brokenAt !== -1) return;
    this.brokenAt = offset;
    this.problem = problem;
  }

  // Reading ended early: `open` is the innermost container still open, `rest` where the unread part begins.
  /** @param {number} open @param {number} rest */
  stop(open, rest) {
    this.unclosed = open;
    this.bodyEnd = rest;
    for (let node = open; node !== -1; node = this.above(node)) this.close(node, rest);
  }

  #grow() {
    const room = Math.ceil(this.types.length * 1.6);
    const types = new Uint8Array(room);
    types.set(this.types);
    this.types = types;
    for (const column of COLUMNS) {
      const grown = new Uint32Array(room);
      grown.set(this[column]);
      this[column] = grown;
    }
  }

  /** @param {number} node */
  above(node) {
    return node === 0 ? -1 : this.parents[node];
  }

  /** @param {number} node */
  isContainer(node) {
    return this.types[node] <= ARRAY;
  }

  /** @param {number} node */
  kind(node) {
    return ["object", "array"][this.types[node]] ?? "scalar";
  }

  /** @param {number} node */
  literal(node) {
    return LITERALS[this.types[node]];
  }

  /** @param {number} node */
  hasName(node) {
    return this.nameEnds[node] > 0;
  }

  /** @param {number} node */
  rawName(node) {
    return this.source.slice(this.nameStarts[node], this.nameEnds[node]);
  }

  // A property's name; "" for an item of a list; "@name" for an attribute, "#text" for text beside elements.
  /** @param {number} node */
  name(node) {
    const type = this.types[node];
    if (type === RUN) return "#text";
    if (type === ATTRIBUTE) return `@${this.rawName(node)}`;
    if (node !== 0 && this.types[this.parents[node]] === ARRAY) return "";
    const name = this.rawName(node);
    return this.language === "json" ? this.decode(name) : name;
  }

  // The raw stretch of a scalar's value, without quotes or tags, as [from, to].
  /** @param {number} node */
  valueRange(node) {
    const [start, end] = [this.starts[node], this.ends[node]];
    if (this.types[node] === STRING) return [start + 1, end - 1];
    if (this.types[node] === LEAF) return [this.inner(node), this.closing(node)];
    return [start, end];
  }

  /** @param {number} node */
  text(node) {
    if (this.isContainer(node) || this.types[node] === NOTE) return "";
    const raw = this.source.slice(...this.valueRange(node));
    return this.decode(raw, this.types[node]);
  }

  // Where an XML element's content begins; its end where it has none (<a/>).
  /** @param {number} node */
  inner(node) {
    const text = this.source;
    for (let at = this.nameEnds[node]; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code === 62) return at + 1;
      if (code === 34 || code === 39) {
        at = text.indexOf(text[at], at + 1);
        if (at === -1) break;
      }
    }
    return this.ends[node];
  }

  // Where the closing tag or bracket begins.
  /** @param {number} node */
  closing(node) {
    const end = this.ends[node];
    if (this.language === "json") return end - 1;
    return this.inner(node) === end ? end : this.source.lastIndexOf("</", end - 1);
  }

  /** @param {number} node */
  firstChild(node) {
    return this.isContainer(node) ? this.#data(node + 1, this.nexts[node]) : -1;
  }

  /** @param {number} node */
  nextSibling(node) {
    return node === 0 ? -1 : this.#data(this.nexts[node], this.nexts[this.parents[node]]);
  }

  /** @param {number} node @param {number} end */
  #data(node, end) {
    while (node < end && this.types[node] === NOTE) node++;
    return node < end ? node : -1;
  }

  /** @param {number} node */
  *children(node) {
    for (let child = this.firstChild(node); child !== -1; child = this.nextSibling(child)) yield child;
  }

  /** @param {number} node */
  childCount(node) {
    return this.counts[node];
  }

  /** @param {number} node */
  indexInParent(node) {
    return this.indexes[node];
  }

  /** @param {number} node */
  start(node) {
    return this.starts[node];
  }

  /** @param {number} node */
  end(node) {
    return this.ends[node];
  }

  /** @param {number} node @param {string} name */
  property(node, name) {
    if (this.types[node] !== OBJECT) return -1;
    for (let child = this.firstChild(node); child !== -1; child = this.nextSibling(child)) {
      if (this.#isNamed(child, name)) return child;
    }
    return -1;
  }

  /** @param {number} node @param {string} name */
  #isNamed(node, name) {
    if (this.types[node] >= ATTRIBUTE) return false;
    const from = this.nameStarts[node];
    const length = this.nameEnds[node] - from;
    if (length === name.length) return this.source.startsWith(name, from);
    return length > name.length && this.language === "json" && this.decode(this.rawName(node)) === name;
  }

  /** @param {number} node */
  objectType(node) {
    const found = this.property(node, "objectType");
    return found === -1 ? "" : this.text(found);
  }

  // What the call gave back: in XML the content of <xml><result>, otherwise the root.
  resultNode() {
    if (this.language === "xml" && this.count && this.rawName(0) === "xml") {
      const result = this.property(0, "result");
      if (result !== -1) return result;
    }
    return 0;
  }

  // Where a node begins in the text, its name included.
  /** @param {number} node */
  begin(node) {
    return this.language === "json" && this.nameEnds[node] ? this.nameStarts[node] - 1 : this.starts[node];
  }

  // The last node that begins at or before an offset; -1 before the first.
  /** @param {number} offset */
  nodeAt(offset) {
    let [low, high] = [0, this.count];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.begin(middle) <= offset) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }
}
