// A recording or a video, in the browser's own player.
import { durationText, make } from "./preview-words.js";
import { words } from "./words.js";

/** @import { Tools } from "./preview-view.js" */

/** @param {HTMLElement} stage @param {Tools} tools */
export function show(stage, { url, kind, tell, fail }) {
  const video = kind.mediaType.startsWith("video/");
  const player = /** @type {HTMLVideoElement} */ (make(video ? "video" : "audio", { controls: true, preload: "metadata", className: "preview-player", "aria-label": words.previewMedia.label(kind.name) }));
  const cannot = () => fail(words.previewMedia.cannot(kind.name));
  player.addEventListener("error", cannot);
  player.addEventListener("loadedmetadata", () => {
    tell(Number.isFinite(player.duration) ? words.previewMedia.length(durationText(player.duration)) : words.previewMedia.unknownLength);
    if (video && player.videoWidth) tell(words.previewMedia.pixels(player.videoWidth, player.videoHeight));
  });
  if (player.canPlayType(kind.mediaType) === "") {
    cannot();
    return;
  }
  player.src = url(kind.mediaType);
  stage.append(player);
}
