// Shows what a secret field holds; a masked KS is fetched in clear first.
import { ask } from "../ask.js";
import { say } from "../send-state.js";

export default async function revealField(button) {
  const input = document.getElementById(button.getAttribute("aria-controls"));
  const shown = input.type === "text";
  if (!shown && input.id === "ks" && input.value.includes("••")) {
    try {
      input.value = (await ask("/sessions/reveal", { id: document.getElementById("ks-chip").dataset.session })).ks;
    } catch (fault) {
      return say(fault.message, true);
    }
  }
  input.type = shown ? "password" : "text";
  button.setAttribute("aria-pressed", String(!shown));
}
