// A small button at the field where somebody is, or points to, which lists the variables for it. So does `{{`.
import { on } from "../shortcuts.js";
import { nameOf } from "./name-of.js";
import { words } from "./words.js";

/** @typedef {HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement} Control */

const NO_TEXT = ["checkbox", "radio", "file", "datetime-local", "search", "hidden"];
const button = Object.assign(document.createElement("button"), { type: "button", className: "pick-variable", textContent: "{x}", title: words.atField.title, tabIndex: -1, translate: false });
button.setAttribute("aria-haspopup", "dialog");
button.setAttribute("aria-label", words.atField.insert);
/** @type {Control | null} */
let focused = null;
/** @type {Control | null} */
let shown = null;

// Whether it takes variables: a field of a request, or what says that it does.
/** @param {Element | null | undefined} one @returns {Control | null} */
function controlOf(one) {
  if (!(one instanceof HTMLInputElement || one instanceof HTMLTextAreaElement || one instanceof HTMLSelectElement)) return null;
  if (NO_TEXT.includes(one.type) || !("readOnly" in one ? !one.readOnly : true)) return null;
  const field = /** @type {HTMLElement | null} */ (one.closest("[data-field]"));
  return one.dataset.variables !== undefined || (field && one.name === field.dataset.field && one.name !== "format") ? one : null;
}

/** @param {Element | null} place @returns {Control | null} the control of the field around it */
function controlAt(place) {
  if (place === button) return shown;
  const holder = place?.closest(".control, .field, .variable");
  return controlOf(place) ?? controlOf([...holder?.querySelectorAll(":scope > :is(input, select, textarea), :scope > :is(.with-button, search-select) > :is(input, select), :scope > .control :is(input, select, textarea)") ?? []].find(controlOf));
}

/** @param {Control | null} control */
function show(control) {
  if (control === shown && button.isConnected === Boolean(control)) return;
  shown = control;
  if (!control) return button.remove();
  button.setAttribute("aria-description", words.atField.into(nameOf(control)));
  control.after(button);
  // At the end of the field's first lines, before the sign of a list of choices.
  const height = Math.min(control.offsetHeight, 44) - 4;
  button.style.setProperty("height", `${height}px`);
  const end = control.offsetLeft + control.offsetWidth - button.offsetWidth - (control instanceof HTMLSelectElement ? 22 : 2);
  button.style.setProperty("left", `${end}px`);
  button.style.setProperty("top", `${control.offsetTop + 2}px`);
}

/** @param {Control} control @param {number} [from] where what was typed for it begins @param {number} [to] */
async function pick(control, from, to) {
  (await import("./picker.js")).pick(control, from, to);
}

export function startAtFields() {
  focused = controlOf(document.activeElement);
  show(focused);
  document.addEventListener("focusin", ({ target }) => {
    focused = target instanceof Element ? controlOf(target) : null;
    show(focused);
  });
  document.addEventListener("pointerover", ({ target, pointerType }) => {
    if (pointerType === "mouse") show(controlAt(/** @type {Element} */ (target)) ?? focused);
  });
  button.addEventListener("mousedown", (event) => event.preventDefault()); // the cursor stays where it is
  button.addEventListener("click", () => shown && pick(shown));
  document.addEventListener("input", (event) => {
    const control = event instanceof InputEvent && event.data === "{" ? controlOf(/** @type {Element} */ (event.target)) : null;
    if (!control || control instanceof HTMLSelectElement) return;
    const at = control.selectionStart ?? 0;
    if (!control.value.slice(0, at).endsWith("{{")) return;
    const rest = /^[^{}]*\}\}/.exec(control.value.slice(at))?.[0].length ?? 0;
    pick(control, at - 2, at + rest);
  });
  on("variable", () => focused && pick(focused));
}
