// What the rows of the form do by themselves: ticks, nulls, times, the search in an object, only what is set.

const LEAST = 6; // fields left out, for which it is worth leaving any out

/** @typedef {HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement} Control */

/** @param {Element} field @param {string} [name] @returns {HTMLInputElement | null} */
export const tickOf = (field, name = "sent") => field.querySelector(`:scope > .field-head input[name="${name}"]`);

/** @param {Element} one @returns {HTMLElement | null} the field around this one */
const outerOf = (one) => one.parentElement?.closest("[data-field]") ?? null;

/** @param {ParentNode} place where a form was just drawn */
export function startFields(place) {
  // A field is two stops of Tab: its switch, from which Right leads on to null, and its value.
  for (const none of place.querySelectorAll('input[name="null"]')) /** @type {HTMLInputElement} */ (none).tabIndex = -1;
  for (const picker of place.querySelectorAll("[data-time-for]")) /** @type {HTMLInputElement} */ (picker).tabIndex = -1;
  for (const one of place.querySelectorAll("[data-takes], [data-values], input[list]")) offers(/** @type {HTMLInputElement} */ (one));
}

// The list of what is at hand is fetched with the script that shows it, when somebody comes to such a field.
/** @param {HTMLInputElement} control */
function offers(control) {
  control.setAttribute("role", "combobox");
  control.setAttribute("aria-expanded", "false");
  control.setAttribute("aria-autocomplete", "list");
  control.setAttribute("aria-haspopup", "listbox");
  if (control.list) control.dataset.list = control.list.id;
  control.removeAttribute("list");
}

document.addEventListener("focusin", async ({ target }) => {
  if (!(target instanceof HTMLInputElement) || !target.matches("[data-takes], [data-values], [data-list]")) return;
  const before = target.value; // who types at once has changed it by the time the script is there
  (await import("./at-hand.js")).offer(target, before);
});

document.addEventListener("keydown", (event) => {
  const { target, key } = event;
  if (!(target instanceof HTMLInputElement) || event.ctrlKey || event.metaKey) return;
  const field = target.closest("[data-field]");
  if (!field) return;
  if (key === "Escape") field.classList.add("is-quiet");
  const picker = /** @type {HTMLInputElement | null} */ (field.querySelector(":scope > .control [data-time-for]"));
  const other = key === "ArrowRight" && target.name === "sent" ? tickOf(field, "null") : key === "ArrowLeft" && target.name === "null" ? tickOf(field) : event.altKey && key === "ArrowDown" ? picker : null;
  if (!other) return;
  event.preventDefault();
  other.focus();
  if (other === picker) picker.showPicker();
});
document.addEventListener("focusout", ({ target }) => {
  if (target instanceof Element) target.closest(".is-quiet")?.classList.remove("is-quiet");
});

document.addEventListener("click", (event) => {
  const { target } = event;
  if (!(target instanceof Element)) return;
  const button = /** @type {HTMLElement | null} */ (target.closest("[data-only-set]"));
  if (button) narrow(button.dataset.onlySet === "on", 1);
  const part = /** @type {HTMLAnchorElement | null} */ (target.closest(".crumbs a"));
  const object = part && document.getElementById(part.hash.slice(1));
  if (!object) return;
  event.preventDefault();
  object.scrollIntoView({ block: "start" });
  /** @type {HTMLElement | null} */ (object.querySelector("input:not([type=hidden]), select, button"))?.focus({ preventScroll: true });
});

// Leaves out what is not sent, where that is so much that it hides the rest.
/** @param {boolean} only @param {number} [least] */
export function narrow(only, least = LEAST) {
  const holder = /** @type {HTMLElement} */ (document.getElementById("request-fields"));
  const unset = only ? holder.querySelectorAll('.parameters .field-head > input[name="sent"]:not(:checked)').length : 0;
  holder.classList.toggle("only-set", only && unset >= least);
  // Who pressed a button that is gone goes on with the one that takes it back.
  if (document.activeElement === document.body || !document.activeElement?.checkVisibility()) {
    const other = [...holder.querySelectorAll("[data-only-set]")].find((one) => one.checkVisibility());
    if (only !== undefined && least === 1) /** @type {HTMLElement | undefined} */ (other)?.focus();
  }
}

// What is within an object or a list goes out only if that does.
/** @param {Element} field */
export function tickOuter(field) {
  for (let outer = outerOf(field); outer; outer = outerOf(outer)) {
    const box = tickOf(outer);
    if (box && !box.checked) {
      box.checked = true;
      countSet(outer);
    }
  }
}

// How many of an object's fields go out, said beside it.
/** @param {Element} field one of them */
export function countSet(field) {
  const inside = field.closest(".inside");
  const said = inside?.parentElement?.querySelector(":scope > .buttons [data-count]");
  if (said && inside) said.textContent = String(inside.querySelectorAll(":scope > .group > .field > .field-head > input[name=\"sent\"]:checked").length);
}

/** @param {Element} field @param {boolean} isNull */
export function setNull(field, isNull) {
  const box = tickOf(field);
  if (isNull && box) {
    box.checked = true;
    tickOuter(field);
    countSet(field);
  }
  field.classList.toggle("is-null", isNull);
}

// Narrows a large object to the properties that a text is in.
/** @param {HTMLInputElement} control */
export function find(control) {
  const text = control.value.trim().toLowerCase();
  for (const group of /** @type {HTMLElement} */ (control.closest(".inside")).querySelectorAll(":scope > .group")) {
    const fields = /** @type {HTMLElement[]} */ ([...group.querySelectorAll(":scope > .field")]);
    for (const field of fields) field.hidden = !field.querySelector("label")?.textContent?.toLowerCase().includes(text);
    /** @type {HTMLElement} */ (group).hidden = fields.every((field) => field.hidden);
  }
}

/** @param {HTMLInputElement} picker */
export function takeTime(picker) {
  const target = /** @type {HTMLInputElement} */ (document.getElementById(picker.dataset.timeFor ?? ""));
  const moment = new Date(picker.value).getTime();
  target.value = Number.isNaN(moment) ? "" : String(Math.floor(moment / 1000));
}

/** @param {Element} field @param {Control} control */
export function showTime(field, control) {
  const picker = /** @type {HTMLInputElement | null} */ (field.querySelector("[data-time-for]"));
  if (!picker) return;
  const seconds = /^\d{1,11}$/.test(control.value.trim()) ? Number(control.value) : NaN;
  const local = new Date((seconds - new Date(seconds * 1000).getTimezoneOffset() * 60) * 1000);
  picker.value = Number.isNaN(seconds) ? "" : local.toISOString().slice(0, 19);
}
