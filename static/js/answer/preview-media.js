// A recording or a video, in the browser's own player.
import { durationText, make } from "./preview-words.js";

export function show(stage, { url, kind, tell, fail }) {
  const video = kind.mediaType.startsWith("video/");
  const player = make(video ? "video" : "audio", { controls: true, preload: "metadata", className: "preview-player", "aria-label": `The answer, ${kind.name}` });
  const cannot = () => fail(`This browser cannot play this: it is ${kind.name}, perhaps of a coding that the browser lacks, or it is damaged. Save it to play it elsewhere.`);
  player.addEventListener("error", cannot);
  player.addEventListener("loadedmetadata", () => {
    tell(Number.isFinite(player.duration) ? `${durationText(player.duration)} long` : "of unknown length");
    if (video && player.videoWidth) tell(`${player.videoWidth} × ${player.videoHeight} pixels`);
  });
  if (player.canPlayType(kind.mediaType) === "") {
    cannot();
    return;
  }
  player.src = url(kind.mediaType);
  stage.append(player);
}
