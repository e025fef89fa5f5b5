// Copies the text that the button carries.
import { copy } from "../copy.js";

/** @param {HTMLElement} button */
export default (button) => copy(button, button.dataset.text ?? "");
