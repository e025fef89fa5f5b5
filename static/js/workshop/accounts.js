// An account that is chosen fills its form in; another region is none of its own.
import { all, one } from "../elements.js";

/** @typedef {HTMLSelectElement & { form: HTMLFormElement }} Chooser */

const FILLED = ["region", "partner_id", "user_id", "login_id", "token_id"];
// These take a secret and say the type of the session.
const HAS_TYPE = new Set(["form-start", "form-sign"]);

/** @param {HTMLElement} workshop */
export function startAccounts(workshop) {
  workshop.addEventListener("change", ({ target }) => {
    if (!(target instanceof HTMLSelectElement) || !target.form) return;
    const chooser = /** @type {Chooser} */ (target);
    if (target.matches("[data-fills]")) fill(chooser);
    if (target.name === "region") leave(chooser);
  });
}

/** @param {Chooser} chooser */
function fill(chooser) {
  const { dataset } = chooser.selectedOptions[0];
  for (const name of FILLED) put(chooser.form, name, dataset[name] ?? "");
  const has = (dataset.has ?? "").split(" ");
  if (HAS_TYPE.has(chooser.form.id)) {
    if (has.includes("admin")) put(chooser.form, "type", "2");
    else if (has.includes("user")) put(chooser.form, "type", "0");
  }
  sayWhatIsKept(chooser);
}

/** @param {HTMLFormElement} form @param {string} name @param {string} value */
function put(form, name, value) {
  const control = form.elements.namedItem(name);
  if (value && control && "value" in control) control.value = value;
}

/** @param {Chooser} region */
function leave(region) {
  /** @type {Chooser | null} */
  const chooser = region.form.querySelector("[data-fills]");
  const own = chooser?.selectedOptions[0].dataset.region;
  if (!chooser || !own || own === region.value) return;
  chooser.value = "";
  sayWhatIsKept(chooser);
}

/** @param {Chooser} chooser */
function sayWhatIsKept(chooser) {
  const chosen = chooser.selectedOptions[0];
  const has = (chosen.dataset.has ?? "").split(" ");
  for (const hint of all(chooser.form, "[data-kept]", HTMLElement)) {
    hint.hidden = !(hint.dataset.kept ?? "").split(" ").some((means) => has.includes(means));
    one(hint, "[data-kept-name]", HTMLElement).textContent = chosen.text;
  }
}
