// Reads JSON (and JSONP) into a Structure: without recursion, keeping what stands before a fault.
import { decodeJson } from "./escapes.js";
import { ARRAY, BOOLEAN, NULL, NUMBER, OBJECT, STRING, Structure } from "./structure.js";
import { words } from "./words.js";

const [VALUE, FIRST_VALUE, NAME, FIRST_NAME, AFTER] = [0, 1, 2, 3, 4];
const CALLBACK = /[\s\uFEFF]*(?:\/\*\*\/)?\s*[A-Za-z_$][\w$.]*(?:\[\w+\])*\s*\(/y;
const FITS_NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
/** @type {Record<string, [string, number] | undefined>} */
const WORDS = { t: ["true", BOOLEAN], f: ["false", BOOLEAN], n: ["null", NULL] };

/** @param {string} text */
export function readJson(text) {
  const structure = new Structure(text, "json", decodeJson);
  CALLBACK.lastIndex = 0;
  const wrapped = CALLBACK.test(text);
  const start = skip(text, wrapped ? CALLBACK.lastIndex : text.charCodeAt(0) === 0xfeff ? 1 : 0);
  structure.bodyStart = start;
  const end = new Reader(structure, text, start).read();
  if (end !== -1) finish(structure, text, end, wrapped);
  return structure;
}

/** @param {Structure} structure @param {string} text @param {number} end @param {boolean} wrapped */
function finish(structure, text, end, wrapped) {
  let at = skip(text, end);
  if (wrapped) {
    if (text[at] !== ")") structure.remark(at, words.jsonStructure.callback);
    while (at < text.length && (text[at] === ")" || text[at] === ";")) at = skip(text, at + 1);
  }
  if (at < text.length) structure.remark(at, words.jsonStructure.trailing);
  structure.bodyEnd = wrapped || at < text.length ? end : text.length;
}

/** @param {string} text @param {number} at */
function skip(text, at) {
  for (;;) {
    const code = text.charCodeAt(at);
    if (code !== 32 && code !== 10 && code !== 13 && code !== 9) return at;
    at++;
  }
}

// A digit, a sign, a point or the letter of an exponent.
/** @param {number} code */
const isOfNumber = (code) => (code >= 48 && code <= 57) || code === 43 || code === 45 || code === 46 || (code | 32) === 101;

class Reader {
  /** @param {Structure} structure @param {string} text @param {number} at */
  constructor(structure, text, at) {
    this.structure = structure;
    this.text = text;
    this.at = at;
    this.open = -1;
    this.rest = at; // the end of what is surely read
    this.nameStart = 0;
    this.nameEnd = 0;
  }

  // Gives the offset behind the root, or -1 where the text is broken.
  read() {
    const { structure, text } = this;
    let state = VALUE;
    do {
      this.at = skip(text, this.at);
      const code = text.charCodeAt(this.at);
      if (state === AFTER) {
        state = this.#after(code);
      } else if ((state === FIRST_VALUE && code === 93) || (state === FIRST_NAME && code === 125)) {
        this.#shut();
        state = AFTER;
      } else if (state === NAME || state === FIRST_NAME) {
        state = this.#name(code);
      } else {
        state = this.#value(code);
      }
      if (state === -1) {
        structure.stop(this.open, this.rest);
        return -1;
      }
    } while (this.open !== -1);
    return this.at;
  }

  /** @param {number} offset @param {string} problem */
  #fault(offset, problem) {
    const cut = offset >= this.text.length;
    this.structure.remark(Math.min(offset, this.text.length), cut ? words.jsonStructure.cut : problem);
    return -1;
  }

  /** @param {number} code */
  #after(code) {
    const inList = this.structure.types[this.open] === ARRAY;
    if (code === 44) {
      this.at++;
      return inList ? VALUE : NAME;
    }
    if (code !== (inList ? 93 : 125)) return this.#fault(this.at, words.jsonStructure.comma(inList ? "]" : "}"));
    this.#shut();
    return AFTER;
  }

  #shut() {
    this.rest = ++this.at;
    this.structure.close(this.open, this.at);
    this.open = this.structure.above(this.open);
  }

  /** @param {number} code */
  #name(code) {
    if (code !== 34) return this.#fault(this.at, words.jsonStructure.name);
    const end = this.#string();
    if (end === -1) return -1;
    this.nameStart = this.at + 1;
    this.nameEnd = end - 1;
    this.at = skip(this.text, end);
    if (this.text.charCodeAt(this.at) !== 58) return this.#fault(this.at, words.jsonStructure.colon);
    this.at++;
    return VALUE;
  }

  /** @param {number} code */
  #value(code) {
    const { text, at } = this;
    if (code === 123 || code === 91) {
      this.open = this.#add(code === 123 ? OBJECT : ARRAY);
      this.rest = ++this.at;
      return code === 123 ? FIRST_NAME : FIRST_VALUE;
    }
    if (code === 34) {
      const end = this.#string();
      return end === -1 ? -1 : this.#scalar(STRING, end);
    }
    if (code === 45 || (code >= 48 && code <= 57)) return this.#scalar(NUMBER, this.#number());
    const [word, type] = WORDS[text[at]] ?? ["", NULL];
    if (word && text.startsWith(word, at)) return this.#scalar(type, at + word.length);
    return this.#fault(word.startsWith(text.slice(at)) ? text.length : at, words.jsonStructure.value);
  }

  /** @param {number} type */
  #add(type) {
    const node = this.structure.open(type, this.open, this.at, this.nameStart, this.nameEnd);
    this.nameStart = this.nameEnd = 0;
    return node;
  }

  /** @param {number} type @param {number} end */
  #scalar(type, end) {
    this.structure.close(this.#add(type), end);
    this.at = this.rest = end;
    return AFTER;
  }

  // The offset behind the string that begins at this.at.
  #string() {
    const { text } = this;
    for (let at = this.at + 1; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code === 34) return at + 1;
      if (code === 92) at = this.#escape(at);
      else if (code < 32) this.structure.remark(at, words.jsonStructure.control);
    }
    return this.#fault(text.length, "");
  }

  /** @param {number} at */
  #escape(at) {
    const letter = this.text[at + 1];
    if (at + (letter === "u" ? 6 : 2) > this.text.length) return at + 1;
    if (letter === "u" ? !/^[0-9a-f]{4}$/i.test(this.text.slice(at + 2, at + 6)) : !'"\\/bfnrt'.includes(letter)) {
      this.structure.remark(at, words.jsonStructure.escape);
    }
    return at + 1;
  }

  #number() {
    const { text } = this;
    FITS_NUMBER.lastIndex = this.at;
    const fits = FITS_NUMBER.test(text) ? FITS_NUMBER.lastIndex : this.at;
    let end = this.at;
    while (isOfNumber(text.charCodeAt(end))) end++;
    if (end !== fits) this.#fault(end < text.length ? this.at : end, words.jsonStructure.number);
    return end;
  }
}
