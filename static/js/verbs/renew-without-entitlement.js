// Starts a session like the last one, with disableentitlement, and puts its KS into the form.
import { ask } from "../ask.js";

export default async function renewWithoutEntitlement(button) {
  const form = document.getElementById("request");
  const region = document.getElementById("region");
  // Without the form, or with another region in it, there is no place for the KS: the page that
  // the POST answers with shows what came of it.
  if (!form || region?.value !== button.dataset.region) return button.form.submit();
  const state = button.closest(".offers").querySelector(".offer-state");
  button.disabled = true;
  state.textContent = "Starting a session";
  try {
    const answer = await ask("/send", new FormData(button.form));
    if (!answer.ks) {
      state.textContent = `No session was started. ${answer.outcome.message}`.trim();
      return;
    }
    (await import("../ks-field.js")).fill(answer.ks);
    state.textContent = "The new KS is in the form: send the call again.";
    document.getElementById("send").focus();
  } catch (fault) {
    state.textContent = fault.message;
  } finally {
    button.disabled = false;
  }
}
