// Asks in the page's dialog (data-asks says what) before a form is sent.
import { confirmed } from "../confirm.js";

/** @param {HTMLButtonElement} button */
export default async function askFirst(button) {
  if (await confirmed(button.dataset.asks ?? "")) button.form?.requestSubmit();
}
