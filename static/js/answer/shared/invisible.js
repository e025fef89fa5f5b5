// Characters that cannot be seen, or that turn the direction of the text: shown as marks.

const CLASS = "[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}\\u034F\\u115F\\u1160\\u17B4\\u17B5\\u3164\\uFFA0]";
export const INVISIBLE = new RegExp(`(?!\\t)${CLASS}`, "u");
const SPLIT = new RegExp(`((?!\\t)${CLASS})`, "u");
/** @type {Record<string, string>} */
const NAMES = { "\n": "␊", "\r": "␍", "\0": "␀", "\u001b": "␛" };

// A text as pieces: plain ones at even places, single invisible characters at odd ones.
/** @param {string} text */
export const splitInvisible = (text) => text.split(SPLIT);

// What the mark of an invisible character says: "U+202E", "␊".
/** @param {string} character */
export function codeName(character) {
  return NAMES[character] ?? `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;
}
