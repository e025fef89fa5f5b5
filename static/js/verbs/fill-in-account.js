// Fills the form in from an account; its secret stays at the server, a mask stands for it.
import { byId } from "../elements.js";
import { refresh } from "../request-form.js";

/** @param {HTMLSelectElement} chooser */
export default async function fillInAccount(chooser) {
  if (chooser.value) await refresh(byId("request", HTMLFormElement), { fill: "account" });
}
