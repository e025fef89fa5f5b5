// Whatever else a file is: its first bytes, and a digest to compare it by.
import { hexDump } from "./hex-dump.js";
import { make, scrolling, sizeText } from "./preview-words.js";
import { words } from "./words.js";

/** @import { Tools } from "./preview-view.js" */

const DUMPED = 4096;
// The digest wants the whole file in memory at once.
const MOST_DIGESTED = 100_000_000;

/** @param {HTMLElement} stage @param {Tools} tools */
export async function show(stage, { blob, root }) {
  const bytes = new Uint8Array(await blob.slice(0, DUMPED).arrayBuffer());
  const digest = make("code", {}, "…");
  const heading = blob.size > DUMPED ? words.previewBytes.first(DUMPED) : words.previewBytes.all;
  stage.append(
    make("p", {}, "SHA-256: ", digest),
    make("p", {}, heading),
    scrolling(words.previewBytes.label, make("pre", { className: "preview-bytes" }, make("code", {}, hexDump(bytes)))),
  );
  const text = await sha256(blob);
  if (root.isConnected) digest.textContent = text;
}

/** @param {Blob} blob */
async function sha256(blob) {
  // Browsers keep it from pages that came over plain http, but for those of the same machine.
  if (!globalThis.crypto?.subtle) return words.previewBytes.insecure;
  if (blob.size > MOST_DIGESTED) return words.previewBytes.tooLarge(sizeText(MOST_DIGESTED));
  const digest = await crypto.subtle.digest("SHA-256", await blob.arrayBuffer());
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
