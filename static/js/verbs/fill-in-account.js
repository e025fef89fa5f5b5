// Fills the form in from an account; its secret stays at the server, a mask stands for it.
import { refresh } from "../request-form.js";

export default async function fillInAccount(chooser) {
  if (chooser.value) await refresh(document.getElementById("request"), { fill: "account" });
}
