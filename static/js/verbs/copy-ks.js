// Copies a kept KS in clear: the button's, or else the one that the form stands for.
import { ask } from "../ask.js";
import { copy } from "../copy.js";
import { byId } from "../elements.js";

/** @param {HTMLElement} button */
export default async function copyKs(button) {
  const id = button.dataset.session ?? byId("ks-chip", HTMLElement).dataset.session ?? "";
  await copy(button, (await ask("/sessions/reveal", { id })).ks);
}
