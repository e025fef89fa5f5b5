// Copies the code example as it stands.
import { copy } from "../copy.js";

/** @param {HTMLElement} button */
export default function copyCode(button) {
  const lines = document.querySelectorAll("#code .line");
  return copy(button, [...lines].map((line) => line.textContent).join("\n"));
}
