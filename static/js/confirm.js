// Asks in the page's dialog before something is changed.
import { byId, one } from "./elements.js";

/** @param {string} sentence @returns {Promise<boolean>} */
export function confirmed(sentence) {
  const dialog = byId("confirm", HTMLDialogElement);
  one(dialog, '[data-slot="sentence"]', HTMLElement).textContent = sentence;
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) => dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true }));
}
