// What a file is by its first bytes, whatever it is called. app/viewers/kinds.py knows the same
// (a test compares the two).
import { words } from "./words.js";

const kind = (mediaType, extension) => ({ name: words.kinds[extension], mediaType, extension });

const PNG = kind("image/png", "png");
const JPEG = kind("image/jpeg", "jpg");
const GIF = kind("image/gif", "gif");
const WEBP = kind("image/webp", "webp");
const AVIF = kind("image/avif", "avif");
const HEIC = kind("image/heic", "heic");
const BMP = kind("image/bmp", "bmp");
const ICO = kind("image/x-icon", "ico");
const TIFF = kind("image/tiff", "tif");
const PDF = kind("application/pdf", "pdf");
const ZIP = kind("application/zip", "zip");
const GZIP = kind("application/gzip", "gz");
const MP3 = kind("audio/mpeg", "mp3");
const AAC = kind("audio/aac", "aac");
const OGG = kind("audio/ogg", "ogg");
const WAV = kind("audio/wav", "wav");
const FLAC = kind("audio/flac", "flac");
const M4A = kind("audio/mp4", "m4a");
const MP4 = kind("video/mp4", "mp4");
const MOV = kind("video/quicktime", "mov");
const MOBILE = kind("video/3gpp", "3gp");
const WEBM = kind("video/webm", "webm");
const MATROSKA = kind("video/x-matroska", "mkv");
const AVI = kind("video/x-msvideo", "avi");
const FLASH = kind("video/x-flv", "flv");
const WINDOWS = kind("video/x-ms-asf", "asf");

const SIGNATURES = [
  ["\x89PNG\r\n", PNG], ["\xff\xd8\xff", JPEG], ["GIF8", GIF], ["%PDF-", PDF], ["PK\x03\x04", ZIP], ["\x1f\x8b", GZIP],
  ["ID3", MP3], ["\xff\xfb", MP3], ["\xff\xfa", MP3], ["\xff\xf3", MP3], ["\xff\xf2", MP3], ["\xff\xf1", AAC], ["\xff\xf9", AAC],
  ["OggS", OGG], ["fLaC", FLAC], ["FLV\x01", FLASH], ["II*\x00", TIFF], ["MM\x00*", TIFF], ["\x00\x00\x01\x00", ICO],
  ["\x30\x26\xb2\x75\x8e\x66\xcf\x11", WINDOWS],
];
const IN_RIFF = { "WEBP": WEBP, "WAVE": WAV, "AVI ": AVI };
const BRANDS = {
  "avif": AVIF, "avis": AVIF, "heic": HEIC, "heix": HEIC, "mif1": HEIC, "M4A ": M4A, "M4B ": M4A, "qt  ": MOV,
  "3gp4": MOBILE, "3gp5": MOBILE, "3gp6": MOBILE,
};

// {name, mediaType, extension} of the first bytes (a Uint8Array; 64 are plenty), null where they do not say.
export function kindOf(bytes) {
  return named(String.fromCharCode(...bytes.subarray(0, 64)));
}

function named(start) {
  if (start.startsWith("RIFF")) return own(IN_RIFF, start.slice(8, 12));
  if (start.startsWith("\0\0") && start.slice(4, 8) === "ftyp") return own(BRANDS, start.slice(8, 12)) ?? MP4;
  if (start.startsWith("\x1a\x45\xdf\xa3")) return start.includes("webm") ? WEBM : MATROSKA;
  if (start.startsWith("BM") && start.slice(6, 10) === "\0\0\0\0") return BMP;
  return SIGNATURES.find(([signature]) => start.startsWith(signature))?.[1] ?? null;
}

const own = (table, name) => (Object.hasOwn(table, name) ? table[name] : null);

const SVG = kind("image/svg+xml", "svg");

// SVG by the first characters of a text: what stands before its element is passed over.
export function svgOf(text) {
  let rest = text.slice(0, 4000).replace(/^\ufeff/, "").trimStart();
  for (let skipped = true; skipped; rest = rest.trimStart()) {
    const end = rest.startsWith("<!--") ? "-->" : rest.startsWith("<?") ? "?>" : /^<!doctype/i.test(rest) ? ">" : "";
    const at = end ? rest.indexOf(end, 2) : -1;
    skipped = at >= 0;
    if (skipped) rest = rest.slice(at + end.length);
  }
  return /^<(?:svg:)?svg[\s/>]/.test(rest) ? SVG : null;
}
