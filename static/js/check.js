// Checks in the browser what the server checks again: {field, message} for each wrong value.
import { all, one } from "./elements.js";
import { words } from "./words.js";

/** @typedef {{ field: string, message: string }} Problem */

/** @type {Record<string, [bigint, bigint]>} */
const RANGES = { int: [-(2n ** 31n), 2n ** 31n - 1n], bigint: [-(2n ** 63n), 2n ** 63n - 1n] };

/** @type {Record<string, (text: string, type: string) => string>} */
const checks = {
  whole(text, type) {
    const [low, high] = RANGES[type] ?? RANGES.bigint;
    const whole = /^[+-]?\d{1,19}$/.test(text.trim()) ? BigInt(text.trim().replace(/^\+/, "")) : null;
    return whole !== null && whole >= low && whole <= high ? "" : words.check.whole(low, high);
  },
  decimal: (text) => (/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text.trim()) ? "" : words.check.decimal),
  object(text) {
    try {
      JSON.parse(text);
      return "";
    } catch (fault) {
      return words.check.json(/** @type {Error} */ (fault).message);
    }
  },
};

/** @param {Element} field @returns {HTMLInputElement | null} */
const tickOf = (field) => field.querySelector(':scope > .field-head input[name="sent"]');

/** @param {Element} field */
function goesOut(field) {
  for (let one = /** @type {Element | null | undefined} */ (field); one; one = one.parentElement?.closest("[data-field]")) {
    const box = tickOf(one);
    if (box && !box.checked) return false;
  }
  return true;
}

/** @typedef {HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement} Control */

/** @param {HTMLElement} field @returns {Control | null} */
const controlOf = (field) => field.querySelector(`[name="${CSS.escape(field.dataset.field ?? "")}"]`);

/** @param {HTMLFormElement} form @returns {Problem[]} */
export function check(form) {
  return all(form, "[data-field]", HTMLElement).flatMap((field) => {
    const control = controlOf(field);
    if (!control || !goesOut(field) || field.querySelector(':scope > .field-head input[name="null"]:checked')) return [];
    const { field: path = "", kind = "", type = "" } = field.dataset;
    const filled = control instanceof HTMLInputElement && control.files ? control.files.length > 0 : control.value !== "";
    const name = path.split(":").pop();
    if (field.querySelector(":scope > .field-head .mandatory") && !filled) return [{ field: path, message: words.check.mandatory(name) }];
    // A reference to an earlier result of a multirequest has that result's type; what is still to be
    // filled in is the server's to say, which may have been given a value for it.
    if (/^\{\d+:result[^{}]*\}$|\{\{.+\}\}/.test(control.value.trim())) return [];
    const problem = checks[kind]?.(control.value, type);
    return problem ? [{ field: path, message: words.check.wrong(name, problem) }] : [];
  });
}

// The field of that name, or the closest one around it.
/** @param {HTMLFormElement} form @param {string} name @returns {[field: HTMLElement | null, inner: string]} */
function fieldOf(form, name) {
  for (let rest = name; rest; rest = rest.slice(0, Math.max(rest.lastIndexOf(":"), 0))) {
    /** @type {HTMLElement | null} */
    const field = form.querySelector(`[data-field="${CSS.escape(rest)}"]`);
    if (field) return [field, name.slice(rest.length + 1)];
  }
  return [null, ""];
}

/** @param {HTMLFormElement} form @param {Problem[]} problems */
export function show(form, problems) {
  for (const field of form.querySelectorAll("[data-field]")) {
    field.classList.remove("is-wrong");
    one(field, ":scope > .problem", HTMLElement).textContent = "";
    field.querySelector("[aria-invalid]")?.removeAttribute("aria-invalid");
  }
  for (const problem of problems) {
    const [field, inner] = fieldOf(form, problem.field);
    if (!field) continue;
    field.classList.add("is-wrong");
    const place = one(field, ":scope > .problem", HTMLElement);
    place.textContent = `${place.textContent} ${inner ? `${inner}: ` : ""}${problem.message}`.trim();
    controlOf(field)?.setAttribute("aria-invalid", "true");
  }
  const first = form.querySelector(".is-wrong");
  for (let fold = first?.closest("details"); fold; fold = fold.parentElement?.closest("details")) fold.open = true;
  /** @type {HTMLElement | null | undefined} */
  const control = first?.querySelector("[aria-invalid]") ?? first?.querySelector("input, select, textarea, button");
  control?.focus();
}
