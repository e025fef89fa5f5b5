// The line between request and result, moved by pointer or keyboard, and whether these two stand side by side or
// one above the other. Cookies remember it, so that the page comes so.
import { tell } from "./remembered.js";
import { words } from "./words.js";

const [LEAST, MOST, STEP, USUAL] = [25, 75, 5, 34]; // per cent of the width, or of the height
const STACKED_USUAL = 50;

export function startDivider() {
  const divider = /** @type {HTMLElement} */ (document.getElementById("divider"));
  const workbench = /** @type {HTMLElement} */ (divider.closest(".workbench"));
  const bar = /** @type {HTMLElement} */ (workbench.querySelector(".bar"));
  const layout = /** @type {HTMLElement} */ (document.getElementById("layout"));
  const stacked = () => workbench.classList.contains("is-stacked");
  let now = Number(divider.dataset.split);
  /** @param {number} share */
  const move = (share) => {
    now = Math.round(Math.min(MOST, Math.max(LEAST, share)));
    workbench.style.setProperty("--split", `${now}%`);
    divider.setAttribute("aria-valuenow", String(now));
  };
  const keep = () => tell("split", String(now));
  const usual = () => (stacked() ? STACKED_USUAL : USUAL);
  move(now);
  layout.addEventListener("click", () => {
    workbench.classList.toggle("is-stacked");
    divider.setAttribute("aria-orientation", stacked() ? "horizontal" : "vertical");
    layout.textContent = stacked() ? words.divider.beside : words.divider.stacked;
    tell("layout", stacked() ? "stacked" : "beside");
    move(usual());
    keep();
  });
  divider.addEventListener("keydown", (event) => {
    const [less, more] = [now - STEP, now + STEP];
    const to = { ArrowLeft: less, ArrowUp: less, ArrowRight: more, ArrowDown: more, Home: LEAST, End: MOST, Enter: usual() }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    move(to);
    keep();
  });
  divider.addEventListener("dblclick", () => {
    move(usual());
    keep();
  });
  divider.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    divider.focus();
    divider.setPointerCapture(event.pointerId);
    divider.classList.add("is-moved");
  });
  divider.addEventListener("pointermove", ({ clientX, clientY }) => {
    if (!divider.classList.contains("is-moved")) return;
    const [{ left, right, top, bottom }, { height }] = [workbench, bar].map((one) => one.getBoundingClientRect());
    // The rows share what the bar leaves, which the style sheet takes for half of it each.
    move(stacked() ? (100 * (clientY - top - height / 2)) / (bottom - top) : (100 * (clientX - left)) / (right - left));
  });
  for (const end of ["pointerup", "pointercancel", "lostpointercapture"]) {
    divider.addEventListener(end, () => {
      if (divider.classList.contains("is-moved")) keep();
      divider.classList.remove("is-moved");
    });
  }
}
