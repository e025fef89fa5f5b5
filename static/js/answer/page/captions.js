// Captions (SubRip, WebVTT, TTML/DFXP) read as far as they can be: what cannot is noted with its line.
// Everything goes once through the text, whatever is in it.
import { words } from "./words.js";

/**
 * Times in seconds, NaN where one cannot be read.
 * @typedef {{ start: number, end: number, text: string, line: number }} Cue
 */

/** @typedef {{ line: number, sentence: string }} Fault */
/** @typedef {{ frame: number, tick: number }} Rates */

// "srt", "vtt", "ttml", or "" where the text is none of them.
/** @param {string} text @param {string} [mediaType] */
export function captionFormat(text, mediaType = "") {
  const start = text.slice(0, 4000).replace(/^\ufeff/, "").trimStart();
  if (/^WEBVTT(?:\s|$)/.test(start)) return "vtt";
  if (start.startsWith("<")) return /<(?:[\w-]{1,40}:)?tt[\s>]/.test(start) ? "ttml" : "";
  if (/^\d{1,6}[^\S\n]*\n\d{1,3}:\d\d:\d\d[,.]\d{1,3}[^\S\n]*-->/.test(start.replace(/\r\n?/g, "\n"))) return "srt";
  if (mediaType.endsWith("vtt")) return "vtt";
  return /subrip|\bsrt$/.test(mediaType) ? "srt" : "";
}

/** @param {string} text @param {string} format @returns {{ cues: Cue[], faults: Fault[] }} */
export function readCaptions(text, format) {
  const plain = text.replace(/^\ufeff/, "").replace(/\r\n?/g, "\n");
  const found = format === "ttml" ? readTtml(plain) : readLines(plain.split("\n"), format === "vtt");
  for (const cue of found.cues) {
    const sentence = problemOf(cue);
    if (sentence) found.faults.push({ line: cue.line, sentence });
  }
  found.faults.sort((one, other) => one.line - other.line);
  return found;
}

/** @param {Cue[]} cues */
export const lastEnd = (cues) => cues.reduce((latest, cue) => Math.max(latest, cue.end || 0), 0);

/** @param {Cue} cue */
function problemOf({ start, end, text }) {
  if (Number.isNaN(start) || Number.isNaN(end)) return words.captions.unreadableTime;
  if (end < start) return words.captions.endsEarly;
  return text.trim() ? "" : words.captions.noText;
}

/** @param {string[]} lines @param {boolean} vtt */
function readLines(lines, vtt) {
  /** @type {{ start: number, end: number, text: string[], line: number }[]} */
  const cues = [];
  /** @type {Fault[]} */
  const faults = [];
  /** @type {typeof cues[number] | null} */
  let cue = null;
  let skipping = vtt && /^WEBVTT(?:\s|$)/.test(lines[0]); // a block that is none of the captions
  let loose = -1; // where text began that no time stands above
  if (vtt && !skipping) faults.push({ line: 1, sentence: words.captions.notVtt });
  let before = "";
  [...lines, ""].forEach((line, at) => {
    if (vtt && before === "" && /^(?:NOTE|STYLE|REGION)(?:\s|$)/.test(line)) skipping = true;
    before = line.trim();
    if (before === "") {
      if (loose >= 0) faults.push({ line: loose + 1, sentence: words.captions.noTime });
      cue = null;
      skipping = false;
      loose = -1;
    } else if (skipping) {
      return;
    } else if (line.includes("-->")) {
      if (cue) {
        faults.push({ line: at + 1, sentence: words.captions.noEmptyLine });
        // What looked like text was the number of this one.
        if (/^\d+$/.test(cue.text.at(-1)?.trim() ?? "")) cue.text.pop();
      }
      const [start, rest] = line.split("-->", 2);
      cue = { start: clock(start.trim()), end: clock(rest.trim().split(/\s/)[0]), text: [], line: at + 1 };
      cues.push(cue);
      loose = -1;
    } else if (cue) {
      cue.text.push(line);
    } else if (loose < 0) {
      loose = at;
    }
  });
  return { cues: cues.map((one) => ({ ...one, text: one.text.join("\n") })), faults };
}

// "01:02:03,400", "02:03.400": seconds.
/** @param {string} text */
function clock(text) {
  const found = /^(?:(\d{1,4}):)?(\d{1,2}):(\d{1,2})(?:[.,](\d{1,9}))?$/.exec(text);
  return found ? Number(found[1] ?? 0) * 3600 + Number(found[2]) * 60 + Number(`${found[3]}.${found[4] ?? 0}`) : NaN;
}

// Not by an XML parser: a broken file should give the captions that stand before and after the break.
/** @param {string} text */
function readTtml(text) {
  /** @type {Cue[]} */
  const cues = [];
  /** @type {Fault[]} */
  const faults = [];
  const rates = { frame: 30, tick: 1 };
  /** @type {Cue | null} */
  let cue = null;
  let line = 1;
  let read = 0;
  for (const tag of text.matchAll(/<(!--|[^<>]*>)/g)) {
    if (tag.index < read) continue;
    line += lineFeeds(text, read, tag.index);
    if (cue) cue.text += decoded(text.slice(read, tag.index).replace(/\s+/g, " "));
    read = tag.index;
    if (tag[1] === "!--") {
      const end = text.indexOf("-->", read);
      const after = end < 0 ? text.length : end + 3;
      line += lineFeeds(text, read, after);
      read = after;
      continue;
    }
    const [, closing = "", name = ""] = /^<(\/?)(?:[\w.-]*:)?([\w.-]*)/.exec(tag[0]) ?? [];
    if (name === "tt" && !closing) readRates(tag[0], rates);
    else if (name === "br" && cue) cue.text += "\n";
    else if (name === "p") {
      if (cue && !closing) faults.push({ line: cue.line, sentence: words.captions.unclosed });
      cue = closing ? null : begun(tag[0], rates, line);
      if (cue) cues.push(cue);
      if (tag[0].endsWith("/>")) cue = null;
    }
    line += lineFeeds(text, read, read + tag[0].length);
    read += tag[0].length;
  }
  if (cue) faults.push({ line: cue.line, sentence: words.captions.unclosed });
  for (const one of cues) one.text = one.text.replace(/ ?\n ?/g, "\n").trim();
  return { cues, faults };
}

/** @param {string} text @param {number} from @param {number} to */
const lineFeeds = (text, from, to) => text.slice(from, to).split("\n").length - 1;

/** @param {string} tag @param {Rates} rates */
function readRates(tag, rates) {
  const frame = Number(attribute(tag, "frameRate"));
  if (frame > 0) rates.frame = frame;
  const tick = Number(attribute(tag, "tickRate"));
  rates.tick = tick > 0 ? tick : frame > 0 ? frame : 1;
}

/** @param {string} tag @param {Rates} rates @param {number} line */
function begun(tag, rates, line) {
  const start = offset(attribute(tag, "begin"), rates);
  const length = attribute(tag, "dur");
  return { start, end: length ? start + offset(length, rates) : offset(attribute(tag, "end"), rates), text: "", line };
}

/** @param {string} tag @param {string} name */
function attribute(tag, name) {
  const found = new RegExp(`[\\s:]${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`).exec(tag);
  return found ? (found[1] ?? found[2]).trim() : "";
}

// A time of TTML: "00:00:01.500", "00:00:01:12" (frames), "1.5s", "300ms", "12f", "9000t".
/** @param {string} text @param {Rates} rates */
function offset(text, { frame, tick }) {
  const frames = /^(\d+):(\d\d):(\d\d):(\d+)$/.exec(text);
  if (frames) return Number(frames[1]) * 3600 + Number(frames[2]) * 60 + Number(frames[3]) + Number(frames[4]) / frame;
  /** @type {Record<string, number>} */
  const units = { h: 3600, m: 60, s: 1, ms: 0.001, f: 1 / frame, t: 1 / tick };
  const counted = /^(\d+(?:\.\d+)?)(h|ms|m|s|f|t)$/.exec(text);
  return counted ? Number(counted[1]) * units[counted[2]] : clock(text);
}

/** @type {Record<string, string>} */
const ENTITIES = { lt: "<", gt: ">", amp: "&", quot: '"', apos: "'" };

/** @param {string} text */
function decoded(text) {
  return text.replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|(\w{1,8}));/gi, (written, /** @type {string} */ decimal, /** @type {string} */ hexadecimal, /** @type {string} */ name) => {
    if (name) return Object.hasOwn(ENTITIES, name) ? ENTITIES[name] : written;
    const code = decimal ? Number(decimal) : Number.parseInt(hexadecimal, 16);
    return code <= 0x10ffff ? String.fromCodePoint(code) : written;
  });
}
