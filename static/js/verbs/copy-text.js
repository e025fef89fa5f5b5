// Copies the text that the button carries.
import { copy } from "../copy.js";

export default (button) => copy(button, button.dataset.text);
