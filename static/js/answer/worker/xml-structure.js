// Reads XML into a Structure: without recursion, keeping what stands before a fault. A DOCTYPE is
// passed over and nothing that it declares is used: no entity is ever expanded. (A long file, as one reader walks through
// all of a text.)
import { decodeXml } from "./escapes.js";
import { ARRAY, ATTRIBUTE, LEAF, NOTE, OBJECT, RUN, Structure } from "./structure.js";
import { words } from "./words.js";

const FIRST_OF_NAME = /[A-Za-z_:\u0080-\uFFFF]/;
const REFERENCE = /&(?:#x[0-9a-fA-F]+|#[0-9]+|amp|lt|gt|quot|apos);/y;
const FORBIDDEN = /[\0-\x08\x0B\x0C\x0E-\x1F\uFFFE\uFFFF]/;
const NOT_SPACE = /[^ \t\r\n]/;

/** @param {string} text */
export function readXml(text) {
  const structure = new Structure(text, "xml", decodeXml);
  new Reader(structure, text).read();
  const forbidden = text.search(FORBIDDEN);
  if (forbidden !== -1) structure.remark(forbidden, words.xmlStructure.control);
  return structure;
}

/** @param {number} code */
const isSpace = (code) => code === 32 || code === 10 || code === 13 || code === 9;

class Reader {
  /** @param {Structure} structure @param {string} text */
  constructor(structure, text) {
    this.structure = structure;
    this.text = text;
    this.at = text.charCodeAt(0) === 0xfeff ? 1 : 0;
    this.open = -1;
    this.rest = 0;
    this.ampersand = -1;
  }

  read() {
    const { structure, text } = this;
    if (!this.#prolog()) return structure.stop(-1, 0);
    structure.bodyStart = this.rest = this.at;
    do {
      const sign = this.open === -1 ? this.at : text.indexOf("<", this.at);
      if (sign === -1) return this.#fail(text.length, words.xmlStructure.cut(structure.rawName(this.open)));
      if (!(sign > this.at || text.startsWith("<![CDATA[", sign) ? this.#text(sign) : this.#markup(sign))) return undefined;
    } while (this.open !== -1);
    return this.#epilog();
  }

  /** @param {number} offset @param {string} problem */
  #fail(offset, problem) {
    const { structure, text } = this;
    const cut = offset >= text.length && this.open !== -1;
    structure.remark(offset, cut ? words.xmlStructure.cut(structure.rawName(this.open)) : problem);
    structure.stop(this.open, this.rest);
    return false;
  }

  // Passes over what stands before the root.
  #prolog() {
    const { text } = this;
    for (;;) {
      while (isSpace(text.charCodeAt(this.at))) this.at++;
      const after = text.startsWith("<!DOCTYPE", this.at) ? this.#doctype() : this.#note(this.at);
      if (after === -1) return this.#fail(this.at, words.xmlStructure.unclosed);
      if (!after) break;
      this.at = after;
    }
    if (text[this.at] === "<") return true;
    return this.#fail(this.at, words.xmlStructure.noElement);
  }

  #doctype() {
    const { text } = this;
    let depth = 0;
    for (let at = this.at; at < text.length; at++) {
      const sign = text[at];
      if (sign === '"' || sign === "'") {
        at = text.indexOf(sign, at + 1);
        if (at === -1) return -1;
      } else if (sign === "[") depth++;
      else if (sign === "]") depth--;
      else if (sign === ">" && depth <= 0) return at + 1;
      else if (text.startsWith("<!--", at)) {
        at = this.#note(at) - 1;
        if (at < 0) return -1;
      }
    }
    return -1;
  }

  // The offset behind a comment or processing instruction: 0 where there is none, -1 where it is not closed.
  /** @param {number} at */
  #note(at) {
    const ending = this.text.startsWith("<!--", at) ? "-->" : this.text.startsWith("<?", at) ? "?>" : "";
    if (!ending) return 0;
    const end = this.text.indexOf(ending, at + (ending === "-->" ? 4 : 2));
    return end === -1 ? -1 : end + ending.length;
  }

  #epilog() {
    const { structure, text } = this;
    for (;;) {
      while (isSpace(text.charCodeAt(this.at))) this.at++;
      if (this.at >= text.length) break;
      const after = this.#note(this.at);
      if (after < 1) {
        structure.remark(this.at, words.xmlStructure.trailing);
        break;
      }
      this.at = after;
    }
    structure.bodyEnd = structure.ends[0];
  }

  // Text up to the next tag or comment, CDATA included.
  /** @param {number} first */
  #text(first) {
    const { structure, text, at: from } = this;
    let [sign, plain] = [first, from];
    while (text.startsWith("<![CDATA[", sign)) {
      this.#references(plain, sign);
      const end = text.indexOf("]]>", sign + 9);
      if (end === -1) return this.#fail(sign, words.xmlStructure.unclosedCdata);
      plain = end + 3;
      sign = text.indexOf("<", plain);
      if (sign === -1) return this.#fail(text.length, "");
    }
    this.#references(plain, sign);
    this.at = sign;
    const alone = structure.nexts[this.open] === 0 && structure.count === this.open + 1;
    if (alone && text.charCodeAt(sign + 1) === 47) return true;
    if (sign > first || NOT_SPACE.test(text.slice(from, sign))) {
      this.#child(RUN, from, 0, 0, sign);
      structure.types[this.open] = OBJECT;
    }
    return true;
  }

  /** @param {number} from @param {number} end */
  #references(from, end) {
    const { text } = this;
    // The next one is remembered: looking for it from every text would cost their number squared.
    if (this.ampersand < from) this.ampersand = this.#ampersandFrom(from);
    while (this.ampersand < end) {
      REFERENCE.lastIndex = this.ampersand;
      if (!REFERENCE.test(text)) this.structure.remark(this.ampersand, words.xmlStructure.reference);
      this.ampersand = this.#ampersandFrom(this.ampersand + 1);
    }
  }

  /** @param {number} offset */
  #ampersandFrom(offset) {
    const at = this.text.indexOf("&", offset);
    return at === -1 ? Infinity : at;
  }

  /** @param {number} type @param {number} start @param {number} nameStart @param {number} nameEnd @param {number} end */
  #child(type, start, nameStart, nameEnd, end) {
    this.structure.close(this.structure.open(type, this.open, start, nameStart, nameEnd), end);
  }

  /** @param {number} sign */
  #markup(sign) {
    const { structure, text } = this;
    const code = text.charCodeAt(sign + 1);
    if (code === 47) return this.#close(sign);
    const after = code === 33 || code === 63 ? this.#note(sign) : 0;
    if (after === -1) return this.#fail(sign, words.xmlStructure.unclosed);
    if (!after) return this.#element(sign);
    this.#child(NOTE, sign, 0, 0, after);
    if (structure.types[this.open] === LEAF) structure.types[this.open] = OBJECT;
    this.at = this.rest = after;
    return true;
  }

  /** @param {number} sign */
  #close(sign) {
    const { structure, text, open } = this;
    const [from, end] = [structure.nameStarts[open], structure.nameEnds[open]];
    let at = sign + 2 + end - from;
    if (!text.startsWith(text.slice(from, end), sign + 2)) return this.#mismatch(sign);
    while (isSpace(text.charCodeAt(at))) at++;
    if (text.charCodeAt(at) !== 62) return this.#mismatch(sign);
    structure.close(open, at + 1);
    this.open = structure.above(open);
    this.at = this.rest = at + 1;
    return true;
  }

  /** @param {number} sign */
  #mismatch(sign) {
    const partly = !this.text.includes(">", sign);
    return this.#fail(partly ? this.text.length : sign, words.xmlStructure.closing(this.structure.rawName(this.open)));
  }

  /** @param {number} at */
  #nameEnd(at) {
    for (let code; at < this.text.length; at++) {
      code = this.text.charCodeAt(at);
      if (code === 62 || code === 47 || code === 61 || code === 60 || isSpace(code)) break;
    }
    return at;
  }

  /** @param {number} sign */
  #element(sign) {
    const { structure, text } = this;
    const end = this.#nameEnd(sign + 1);
    if (!FIRST_OF_NAME.test(text[sign + 1] ?? "")) return this.#fail(sign, words.xmlStructure.noTag);
    const parent = this.open;
    const before = structure.count;
    const node = structure.open(LEAF, parent, sign, sign + 1, end);
    const after = text.charCodeAt(end) === 62 ? end + 1 : this.#attributes(end, node);
    if (after === -1) return this.#drop(before, parent);
    if (parent !== -1) this.#classify(parent, sign + 1, end);
    this.at = this.rest = after;
    if (text.charCodeAt(after - 2) === 47 && after - 2 >= end) structure.close(node, after);
    else this.open = node;
    return true;
  }

  // A parent is a list as long as its children are <item> alone.
  /** @param {number} parent @param {number} from @param {number} end */
  #classify(parent, from, end) {
    const { types, counts } = this.structure;
    const isItem = end - from === 4 && this.text.startsWith("item", from);
    if (types[parent] === LEAF) types[parent] = isItem && counts[parent] === 1 ? ARRAY : OBJECT;
    else if (!isItem) types[parent] = OBJECT;
  }

  // The offset behind the tag, or -1 where it is broken.
  /** @param {number} from @param {number} node */
  #attributes(from, node) {
    const { structure, text } = this;
    for (let at = from; ; ) {
      while (isSpace(text.charCodeAt(at))) at++;
      const code = text.charCodeAt(at);
      if (code === 62) return at + 1;
      if (code === 47 && text.charCodeAt(at + 1) === 62) return at + 2;
      const end = this.#nameEnd(at);
      let value = end;
      while (isSpace(text.charCodeAt(value))) value++;
      if (end === at || text[value] !== "=") return this.#broken(Math.max(at, value), words.xmlStructure.noAttribute);
      do value++; while (isSpace(text.charCodeAt(value)));
      if (text[value] !== '"' && text[value] !== "'") return this.#broken(value, words.xmlStructure.attributeValue);
      const close = text.indexOf(text[value], value + 1);
      if (close === -1) return this.#broken(text.length, "");
      const attribute = structure.open(ATTRIBUTE, node, value + 1, at, end);
      structure.close(attribute, close);
      structure.types[node] = OBJECT;
      if (text.startsWith("xmlns", at)) structure.namespaces = true;
      this.#references(value + 1, close);
      at = close + 1;
    }
  }

  /** @param {number} offset @param {string} problem */
  #broken(offset, problem) {
    const { structure, text } = this;
    const cut = offset >= text.length;
    structure.remark(Math.min(offset, text.length), cut ? words.xmlStructure.cutTag : problem);
    return -1;
  }

  // Forgets the element whose tag is broken: it is shown as it came.
  /** @param {number} count @param {number} parent */
  #drop(count, parent) {
    const { structure } = this;
    structure.count = count;
    if (parent !== -1) structure.counts[parent]--;
    structure.stop(parent, this.rest);
    return false;
  }
}
