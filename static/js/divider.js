// The line between request and result, moved by pointer or keyboard. A cookie remembers where it stands, so
// that the page comes with it in place.
import { tell } from "./remembered.js";

const [LEAST, MOST, STEP, USUAL] = [25, 75, 5, 34]; // per cent of the width

export function startDivider() {
  const divider = /** @type {HTMLElement} */ (document.getElementById("divider"));
  const workbench = /** @type {HTMLElement} */ (divider.closest(".workbench"));
  let now = Number(divider.dataset.split);
  /** @param {number} share */
  const move = (share) => {
    now = Math.round(Math.min(MOST, Math.max(LEAST, share)));
    workbench.style.setProperty("--split", `${now}%`);
    divider.setAttribute("aria-valuenow", String(now));
  };
  const keep = () => tell("split", String(now));
  move(now);
  divider.addEventListener("keydown", (event) => {
    const to = { ArrowLeft: now - STEP, ArrowRight: now + STEP, Home: LEAST, End: MOST, Enter: USUAL }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    move(to);
    keep();
  });
  divider.addEventListener("dblclick", () => {
    move(USUAL);
    keep();
  });
  divider.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    divider.focus();
    divider.setPointerCapture(event.pointerId);
    divider.classList.add("is-moved");
  });
  divider.addEventListener("pointermove", ({ clientX }) => {
    if (!divider.classList.contains("is-moved")) return;
    const { left, width } = workbench.getBoundingClientRect();
    move((100 * (clientX - left)) / width);
  });
  for (const end of ["pointerup", "pointercancel", "lostpointercapture"]) {
    divider.addEventListener(end, () => {
      if (divider.classList.contains("is-moved")) keep();
      divider.classList.remove("is-moved");
    });
  }
}
