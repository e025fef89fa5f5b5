// A row of a form (a variable, what is taken, a check) is taken out by a button, and put back until the form is saved.
import { one } from "../elements.js";
import { words } from "./words.js";

/** @type {NodeListOf<HTMLFieldSetElement>} */
const rows = document.querySelectorAll("fieldset[data-row]");
for (const row of rows) {
  const legend = one(row, "legend", HTMLElement);
  const name = legend.textContent ?? "";
  const button = Object.assign(document.createElement("button"), { type: "button", className: "quiet" });
  const says = () => {
    button.textContent = row.disabled ? words.rows.putBack : words.rows.remove;
    button.setAttribute("aria-label", `${button.textContent}: ${name}`);
  };
  // A control in the legend can be used though its row is disabled.
  button.addEventListener("click", () => {
    row.disabled = !row.disabled;
    says();
  });
  says();
  row.setAttribute("aria-label", name);
  legend.append(" ", button);
}
