// Copies the answer as it is shown, line by line.
import { copy } from "../copy.js";

export default function copyBody(button) {
  const lines = button.closest("article").querySelectorAll('.code[aria-label="Answer body"] .line');
  return copy(button, [...lines].map((line) => line.textContent).join("\n"));
}
