import { tell } from "../remembered.js";

export default function closeFirstSteps() {
  document.getElementById("first-steps")?.remove();
  tell("steps", "closed");
}
