// A PDF, in a tab of its own. The browsers' viewers refuse to work in a sandboxed frame, and in
// another one a script in the document could raise dialogs that block this page.
import { make } from "./preview-words.js";

export function show(stage, { url, kind, bytes, tell }) {
  const version = /^%PDF-(\d\.\d)/.exec(String.fromCharCode(...bytes.subarray(0, 8)))?.[1];
  if (version) tell(`version ${version}`);
  const link = make("a", { href: url(kind.mediaType), target: "_blank", rel: "noopener noreferrer", className: "quiet button" }, "Open in a new tab");
  stage.append(
    make("p", {}, link),
    make("p", { className: "hint" }, "The browser's own viewer shows the document in a tab of its own. It is not shown within this page, as scripts in a document could get in the way of the page there."),
  );
}
