// Starts the chosen KS's session once more; the new KS takes its place in the form.
import { ask } from "../ask.js";
import { fill } from "../ks-field.js";
import { say } from "../send-state.js";
import { words } from "../words.js";

export default async function renewKs(button) {
  const id = document.getElementById("ks-chip").dataset.session;
  button.disabled = true;
  try {
    const { ks } = await ask("/sessions/renew", { id });
    fill(ks);
    say(words.renewKs.done);
    document.getElementById("ks").focus();
  } catch (fault) {
    say(fault.message, true);
  } finally {
    button.disabled = false;
  }
}
