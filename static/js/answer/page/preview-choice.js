// Which preview suits a body: where it is binary, by what the console has recognised in its first bytes. What its
// server calls it decides among texts only, and never gives a text to anything that would run it.
import { captionFormat } from "./captions.js";
import { saveName } from "./file-names.js";
import { isSvg } from "./svg.js";
import { words } from "./words.js";

const RECOGNISED_BY = 20_000; // bytes

// No browser shows these.
const NOT_SHOWN = new Set(["image/tiff", "image/heic", "video/quicktime", "video/x-matroska", "video/x-msvideo", "video/x-flv", "video/x-ms-asf"]);
const TABLE_TYPES = /^(?:text\/(?:csv|tab-separated-values|x-csv)|application\/(?:csv|x-csv))$/;
const CAPTION_TYPES = /vtt$|subrip|\bsrt$|ttml|ttaf/;

// Whether there may be something to see, from what is known before the body is read. `beginning`,
// the first characters of a text, is taken into account where the facts have it.
export function mayBePreviewed({ language, mediaType = "", service = "", action = "", fileName = "", beginning = "" }) {
  if (language === "binary") return true;
  if (language === "json") return false;
  if (beginning && (isSvg(beginning) || captionFormat(beginning))) return true;
  if (language === "xml") return /svg|ttml|ttaf/.test(mediaType) || isCaptions(service, action);
  return TABLE_TYPES.test(mediaType) || CAPTION_TYPES.test(mediaType) || isTable(fileName) || isCaptions(service, action);
}

const isCaptions = (service, action) => /caption/i.test(service) && /serve/i.test(action);
const isTable = (name) => /\.(?:csv|tsv)$/i.test(name);

export const beginningOf = async (blob) => new Uint8Array(await blob.slice(0, RECOGNISED_BY).arrayBuffer());

// The name under which a body is saved.
export async function nameFor(blob, facts) {
  return saveName(facts, choose(await beginningOf(blob), facts).kind?.extension ?? "bin");
}

// {preview: "picture" | "media" | "pdf" | "captions" | "table" | "bytes" | "none", kind, format}; `kind` is null
// where nothing is known of it. The facts' own `kind` ({name, mediaType, extension} or null) is that of a file.
export function choose(bytes, { language, kind = null, mediaType = "", fileName = "" }) {
  if (language === "binary") {
    const shown = kind && !NOT_SHOWN.has(kind.mediaType);
    return { preview: shown ? previewOf(kind.mediaType) : "bytes", kind };
  }
  const text = new TextDecoder().decode(bytes);
  if (isSvg(text)) return { preview: "picture", kind: SVG };
  const format = language === "json" ? "" : captionFormat(text, mediaType);
  if (format) return { preview: "captions", format, kind: CAPTIONS[format] };
  const table = language === "text" && (TABLE_TYPES.test(mediaType) || isTable(fileName));
  if (table && !text.trimStart().startsWith("<")) return { preview: "table", kind: { name: words.previewChoice.table, extension: mediaType.includes("tab-separated") ? "tsv" : "csv" } };
  return { preview: "none", kind: { name: words.previewChoice.text, extension: language === "text" ? "txt" : language } };
}

const SVG = { name: words.previewChoice.svg, mediaType: "image/svg+xml", extension: "svg" };
const CAPTIONS = {
  srt: { name: words.previewChoice.srt, extension: "srt" },
  vtt: { name: words.previewChoice.vtt, extension: "vtt" },
  ttml: { name: words.previewChoice.ttml, extension: "dfxp" },
};

function previewOf(mediaType) {
  if (mediaType === "application/pdf") return "pdf";
  const [family] = mediaType.split("/");
  return family === "image" ? "picture" : family === "application" ? "bytes" : "media";
}
