// A picture, in an <img>: there no script of it runs, not even of an SVG.
import { make, scrolling } from "./preview-words.js";
import { words } from "./words.js";

/** @import { Tools } from "./preview-view.js" */

/** @param {HTMLElement} stage @param {Tools} tools */
export function show(stage, { url, kind, tell, fail }) {
  const picture = make("img", { alt: words.previewPicture.alternative(kind.name), className: "preview-picture" });
  const fit = make("button", { type: "button", className: "quiet", "aria-pressed": "true" }, words.previewPicture.fit);
  const whole = make("button", { type: "button", className: "quiet", "aria-pressed": "false" }, words.previewPicture.whole);
  const frame = scrolling(words.previewPicture.label, picture);
  frame.classList.add("preview-checkerboard");
  /** @param {HTMLButtonElement} chosen */
  const zoom = (chosen) => {
    picture.classList.toggle("preview-whole", chosen === whole);
    for (const button of [fit, whole]) button.setAttribute("aria-pressed", String(button === chosen));
  };
  for (const button of [fit, whole]) button.addEventListener("click", () => zoom(button));
  picture.addEventListener("load", () => tell(words.previewPicture.pixels(picture.naturalWidth, picture.naturalHeight)));
  picture.addEventListener("error", () => fail(words.previewPicture.cannot(kind.name)));
  picture.src = url(kind.mediaType);
  stage.append(make("div", { className: "toolbar", role: "toolbar", "aria-label": words.previewPicture.label }, fit, whole), frame);
}
