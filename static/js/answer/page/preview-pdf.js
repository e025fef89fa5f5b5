// A PDF, in a tab of its own. The browsers' viewers refuse to work in a sandboxed frame, and in
// another one a script in the document could raise dialogs that block this page.
import { make } from "./preview-words.js";
import { words } from "./words.js";

/** @import { Tools } from "./preview-view.js" */

/** @param {HTMLElement} stage @param {Tools} tools */
export function show(stage, { url, kind, bytes, tell }) {
  const version = /^%PDF-(\d\.\d)/.exec(String.fromCharCode(...bytes.subarray(0, 8)))?.[1];
  if (version) tell(words.previewPdf.version(version));
  const link = make("a", { href: url(kind.mediaType), target: "_blank", rel: "noopener noreferrer", className: "quiet button" }, words.previewPdf.open);
  stage.append(
    make("p", {}, link),
    make("p", { className: "hint" }, words.previewPdf.about),
  );
}
