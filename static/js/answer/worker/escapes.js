// What JSON's and XML's escapes stand for, and how they are shown.
import { INVISIBLE } from "../shared/invisible.js";
import { ATTRIBUTE } from "./structure.js";

const JSON_ESCAPE = /\\(?:u([0-9a-fA-F]{4})|(.))/gs;
/** @type {Record<string, string>} */
const JSON_LETTERS = { b: "\b", f: "\f", n: "\n", r: "\r", t: "\t" };
const SHOWN_JSON = /\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|.)/gs;
const REFERENCE = /&(?:#x([0-9a-fA-F]+)|#([0-9]+)|(amp|lt|gt|quot|apos));/g;
/** @type {Record<string, string>} */
const NAMED = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };
const CDATA = /<!\[CDATA\[(.*?)\]\]>/gs;

/** @param {string} raw */
export function decodeJson(raw) {
  if (!raw.includes("\\")) return raw;
  return raw.replace(JSON_ESCAPE, (_, /** @type {string} */ hex, /** @type {string} */ letter) => (hex ? String.fromCharCode(parseInt(hex, 16)) : (JSON_LETTERS[letter] ?? letter)));
}

// Only the five predefined entities and character references: others are left as written, never expanded.
/** @param {string} raw @param {number} [type] */
export function decodeXml(raw, type) {
  const lines = raw.includes("\r") ? raw.replace(/\r\n?/g, "\n") : raw;
  if (type === ATTRIBUTE) return references(lines.replace(/[\t\n]/g, " "));
  if (!lines.includes("<![CDATA[")) return references(lines);
  let [plain, from] = ["", 0];
  for (const section of lines.matchAll(CDATA)) {
    plain += references(lines.slice(from, section.index)) + section[1];
    from = section.index + section[0].length;
  }
  return plain + references(lines.slice(from));
}

/** @param {string} raw */
function references(raw) {
  if (!raw.includes("&")) return raw;
  return raw.replace(REFERENCE, plainXml);
}

/** @param {string} whole @param {string} hex @param {string} decimal @param {string} name */
function plainXml(whole, hex, decimal, name) {
  return name ? NAMED[name] : character(hex ? parseInt(hex, 16) : Number(decimal), whole);
}

/** @param {number} code @param {string} otherwise */
function character(code, otherwise) {
  return code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff) ? String.fromCodePoint(code) : otherwise;
}

// A raw stretch as it is shown in the formatted text: escapes of printable characters as the
// character, so that the text still means the same to a parser.
/** @param {string} raw @param {string | undefined} language */
export function shown(raw, language) {
  if (language === "json") return raw.includes("\\") ? raw.replace(SHOWN_JSON, shownJson) : raw;
  return raw.includes("&#") && !raw.includes("<![CDATA[") ? raw.replace(REFERENCE, shownXml) : raw;
}

/** @param {string} written */
function shownJson(written) {
  if (written === "\\/") return "/";
  if (written[1] !== "u") return written;
  const plain = decodeJson(written);
  return plain === '"' || plain === "\\" || INVISIBLE.test(plain) ? written : plain;
}

/** @param {string} reference @param {string} hex @param {string} decimal @param {string} name */
function shownXml(reference, hex, decimal, name) {
  if (name) return reference;
  const plain = character(hex ? parseInt(hex, 16) : Number(decimal), reference);
  return /[<>&"'\s]/.test(plain) || INVISIBLE.test(plain) ? reference : plain;
}

// Moves an offset at which a long line is cut out of an escape or a pair of surrogates.
/** @param {string} text @param {number} offset @param {string} [language] */
export function cutAt(text, offset, language) {
  if (offset >= text.length) return text.length;
  if (language === "json") return afterJsonEscape(text, offset);
  if (language === "xml") {
    const sign = text.lastIndexOf("&", offset - 1);
    const end = sign > offset - 10 && sign !== -1 ? text.indexOf(";", sign) : -1;
    if (end >= offset && end < sign + 10) return end + 1;
  }
  return afterPair(text, offset);
}

/** @param {string} text @param {number} offset */
function afterPair(text, offset) {
  const code = text.charCodeAt(offset);
  const before = text.charCodeAt(offset - 1);
  return code >= 0xdc00 && code <= 0xdfff && before >= 0xd800 && before <= 0xdbff ? offset + 1 : offset;
}

/** @param {string} text @param {number} offset */
function afterJsonEscape(text, offset) {
  for (let sign = offset - 1; sign > offset - 6 && sign >= 0; sign--) {
    if (text[sign] !== "\\") continue;
    let run = sign;
    while (run > 0 && run > sign - 1000 && text[run - 1] === "\\") run--;
    if ((sign - run) % 2) return offset;
    const end = sign + (text[sign + 1] === "u" ? 6 : 2);
    return Math.max(offset, Math.min(end, text.length));
  }
  return afterPair(text, offset);
}
