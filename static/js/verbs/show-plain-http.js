// Where a client library cannot write a call: the same language over plain HTTP.
import { byId } from "../elements.js";

export default function showPlainHttp() {
  const variant = byId("code-variant", HTMLSelectElement);
  variant.value = "http";
  variant.dispatchEvent(new Event("change", { bubbles: true }));
  variant.focus();
}
