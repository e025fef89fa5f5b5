// A picture, in an <img>: there no script of it runs, not even of an SVG.
import { make, scrolling } from "./preview-words.js";

export function show(stage, { url, kind, tell, fail }) {
  const picture = make("img", { alt: `The answer, ${kind.name}`, className: "preview-picture" });
  const fit = make("button", { type: "button", className: "quiet", "aria-pressed": "true" }, "Fit");
  const whole = make("button", { type: "button", className: "quiet", "aria-pressed": "false" }, "100 %");
  const frame = scrolling("Picture", picture);
  frame.classList.add("preview-checkerboard");
  const zoom = (chosen) => {
    picture.classList.toggle("preview-whole", chosen === whole);
    for (const button of [fit, whole]) button.setAttribute("aria-pressed", String(button === chosen));
  };
  for (const button of [fit, whole]) button.addEventListener("click", () => zoom(button));
  picture.addEventListener("load", () => tell(`${picture.naturalWidth.toLocaleString("en")} × ${picture.naturalHeight.toLocaleString("en")} pixels`));
  picture.addEventListener("error", () => fail(`This begins like ${kind.name}, but this browser cannot show it as one.`));
  picture.src = url(kind.mediaType);
  stage.append(make("div", { className: "toolbar", role: "toolbar", "aria-label": "Picture" }, fit, whole), frame);
}
