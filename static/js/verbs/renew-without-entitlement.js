// Starts a session like the last one, with disableentitlement, and puts its KS into the form.
import { ask } from "../ask.js";
import { byId, one } from "../elements.js";
import { words } from "../words.js";

/** @param {HTMLButtonElement & { form: HTMLFormElement }} button */
export default async function renewWithoutEntitlement(button) {
  const form = document.getElementById("request");
  /** @type {HTMLSelectElement | null} */
  const region = document.querySelector("#region");
  // Without the form, or with another region in it, there is no place for the KS: the page that
  // the POST answers with shows what came of it.
  if (!form || region?.value !== button.dataset.region) return button.form.submit();
  const state = one(button.closest(".offers") ?? document, ".offer-state", HTMLElement);
  button.disabled = true;
  state.textContent = words.renewWithoutEntitlement.starting;
  try {
    const answer = await ask("/send", new FormData(button.form));
    if (!answer.ks) {
      state.textContent = words.renewWithoutEntitlement.failed(answer.outcome.message).trim();
      return;
    }
    (await import("../ks-field.js")).fill(answer.ks);
    state.textContent = words.renewWithoutEntitlement.done;
    byId("send", HTMLElement).focus();
  } catch (fault) {
    state.textContent = /** @type {Error} */ (fault).message;
  } finally {
    button.disabled = false;
  }
}
