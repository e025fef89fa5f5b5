// Shows the value of a secret variable in its field, or masks it again.
import { ask } from "../ask.js";
import { byId } from "../elements.js";

/** @param {HTMLButtonElement} button */
export default async function revealVariable(button) {
  const field = byId(button.dataset.of ?? "", HTMLTextAreaElement);
  const shown = field.value !== field.defaultValue || button.ariaPressed === "true";
  if (shown) field.value = field.defaultValue;
  else field.value = (await ask(button.formAction, {})).value;
  button.ariaPressed = String(!shown);
}
