// Changes what is said of the saved request in the form.
import { describe } from "../saved/tree-verbs.js";

/** @param {HTMLElement} button */
export default (button) => describe(button, /** @type {HTMLElement} */ (button.closest("[data-about]")).dataset.about ?? "");
