// A form whose page stays when what was typed in it is refused: what is wrong is said in it, and nothing is lost.
import { ask } from "./ask.js";
import { read, write } from "./tab.js";

const TOLD = "told";

document.addEventListener("submit", async (event) => {
  const { target: form, submitter } = event;
  if (event.defaultPrevented || !(form instanceof HTMLFormElement) || !form.matches("[data-stays]")) return;
  const button = submitter instanceof HTMLButtonElement ? submitter : null;
  event.preventDefault();
  const problem = form.querySelector(":scope > .problem") ?? form.appendChild(Object.assign(document.createElement("p"), { className: "problem" }));
  problem.setAttribute("role", "alert");
  problem.textContent = "";
  try {
    const answer = await ask(button?.getAttribute("formaction") ?? form.action, new FormData(form, button));
    write(TOLD, answer.message ?? "");
    if (answer.url && answer.url !== location.pathname) location.assign(answer.url);
    else location.reload();
  } catch (fault) {
    problem.textContent = /** @type {Error} */ (fault).message;
  }
});

// What was done is said by the page that comes after it.
const told = read(TOLD, "");
if (told) {
  write(TOLD, "");
  document.querySelector(".notices")?.append(Object.assign(document.createElement("div"), { className: "notice", textContent: told }));
}
