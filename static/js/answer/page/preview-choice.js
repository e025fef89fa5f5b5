// Which preview suits a body: where it is binary, by what the console has recognised in its first bytes. What its
// server calls it decides among texts only, and never gives a text to anything that would run it.
import { captionFormat } from "./captions.js";
import { saveName } from "./file-names.js";
import { isSvg } from "./svg.js";
import { words } from "./words.js";

/**
 * What a body is; a file by its first bytes: see app/call/kinds.py. `mediaType` is "" for texts.
 * @typedef {{ name: string, mediaType: string, extension: string }} Kind
 */

/**
 * What is known of an answer: the console's words, what the Worker has found, and what a person has asked for.
 * @typedef {{
 *   id?: string, language?: string, kind?: Kind | null, mediaType?: string, region?: string, service?: string, action?: string,
 *   format?: string, className?: string, fileName?: string, kept?: number, masked?: boolean, revealed?: boolean,
 *   size: number, complete: boolean, beginning?: string, structured?: boolean, listNode?: number, tooLarge?: boolean,
 *   shortened?: boolean, problem?: string, brokenAt?: number, place?: { line: number, column: number } | null,
 *   invalidByte?: number, invalidAt?: number,
 * }} Facts
 */

/** @typedef {"picture" | "media" | "pdf" | "captions" | "table" | "bytes" | "none"} Preview */
/** @typedef {{ preview: Preview, kind: Kind | null, format?: string }} Choice */

const RECOGNISED_BY = 20_000; // bytes

// No browser shows these.
const NOT_SHOWN = new Set(["image/tiff", "image/heic", "video/quicktime", "video/x-matroska", "video/x-msvideo", "video/x-flv", "video/x-ms-asf"]);
const TABLE_TYPES = /^(?:text\/(?:csv|tab-separated-values|x-csv)|application\/(?:csv|x-csv))$/;
const CAPTION_TYPES = /vtt$|subrip|\bsrt$|ttml|ttaf/;

// What an article's data attributes say; absent ones say nothing.
/** @param {DOMStringMap} article @returns {Partial<Facts>} */
export function factsOf(article) {
  const { record, language, kind, mediaType, kept, region, service, action, format, class: className, masked, fileName } = article;
  const said = { id: record, language, kind: kind === undefined ? undefined : JSON.parse(kind), mediaType, kept: kept === undefined ? undefined : Number(kept), region, service, action, format, className, fileName, masked: masked === undefined ? undefined : masked === "1" };
  return Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined));
}

// Whether there may be something to see, from what is known before the body is read. `beginning`,
// the first characters of a text, is taken into account where the facts have it.
/** @param {Partial<Facts>} facts */
export function mayBePreviewed({ language, mediaType = "", service = "", action = "", fileName = "", beginning = "" }) {
  if (language === "binary") return true;
  if (language === "json") return false;
  if (beginning && (isSvg(beginning) || captionFormat(beginning))) return true;
  if (language === "xml") return /svg|ttml|ttaf/.test(mediaType) || isCaptions(service, action);
  return TABLE_TYPES.test(mediaType) || CAPTION_TYPES.test(mediaType) || isTable(fileName) || isCaptions(service, action);
}

/** @param {string} service @param {string} action */
const isCaptions = (service, action) => /caption/i.test(service) && /serve/i.test(action);
/** @param {string} name */
const isTable = (name) => /\.(?:csv|tsv)$/i.test(name);

/** @param {Blob} blob */
export const beginningOf = async (blob) => new Uint8Array(await blob.slice(0, RECOGNISED_BY).arrayBuffer());

// The name under which a body is saved.
/** @param {Blob} blob @param {Facts} facts */
export async function nameFor(blob, facts) {
  return saveName(facts, choose(await beginningOf(blob), facts).kind?.extension ?? "bin");
}

// `kind` is null where nothing is known of it; that of the facts is that of a file.
/** @param {Uint8Array} bytes @param {Partial<Facts>} facts @returns {Choice} */
export function choose(bytes, { language, kind = null, mediaType = "", fileName = "" }) {
  if (language === "binary") {
    const type = kind?.mediaType ?? "";
    return { preview: NOT_SHOWN.has(type) ? "bytes" : previewOf(type), kind };
  }
  const text = new TextDecoder().decode(bytes);
  if (isSvg(text)) return { preview: "picture", kind: SVG };
  const format = language === "json" ? "" : captionFormat(text, mediaType);
  if (format) return { preview: "captions", format, kind: CAPTIONS[format] };
  const table = language === "text" && (TABLE_TYPES.test(mediaType) || isTable(fileName));
  if (table && !text.trimStart().startsWith("<")) return { preview: "table", kind: { name: words.previewChoice.table, mediaType: "", extension: mediaType.includes("tab-separated") ? "tsv" : "csv" } };
  return { preview: "none", kind: { name: words.previewChoice.text, mediaType: "", extension: language === "text" ? "txt" : (language ?? "") } };
}

const SVG = { name: words.previewChoice.svg, mediaType: "image/svg+xml", extension: "svg" };
/** @type {Record<string, Kind>} */
const CAPTIONS = {
  srt: { name: words.previewChoice.srt, mediaType: "", extension: "srt" },
  vtt: { name: words.previewChoice.vtt, mediaType: "", extension: "vtt" },
  ttml: { name: words.previewChoice.ttml, mediaType: "", extension: "dfxp" },
};

/** @param {string} mediaType @returns {Preview} */
function previewOf(mediaType) {
  if (mediaType === "application/pdf") return "pdf";
  const [family] = mediaType.split("/");
  return family === "image" ? "picture" : family === "audio" || family === "video" ? "media" : "bytes";
}
