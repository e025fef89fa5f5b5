// Starts a session like the last one, with disableentitlement, and puts its KS into the form.
import { ask } from "../ask.js";
import { words } from "../words.js";

export default async function renewWithoutEntitlement(button) {
  const form = document.getElementById("request");
  const region = document.getElementById("region");
  // Without the form, or with another region in it, there is no place for the KS: the page that
  // the POST answers with shows what came of it.
  if (!form || region?.value !== button.dataset.region) return button.form.submit();
  const state = button.closest(".offers").querySelector(".offer-state");
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
    document.getElementById("send").focus();
  } catch (fault) {
    state.textContent = fault.message;
  } finally {
    button.disabled = false;
  }
}
