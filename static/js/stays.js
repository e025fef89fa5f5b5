// A form whose page stays when what was typed in it is refused: what is wrong is said in it, and nothing is lost.
import { headers, request } from "./ask.js";
import { read, write } from "./tab.js";
import { words } from "./words.js";

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
    const response = await request(button?.getAttribute("formaction") ?? form.action, new FormData(form, button), { headers: headers() });
    const answer = await response.json().catch(() => null);
    if (!response.ok || !answer) throw new Error(answer?.error?.message ?? words.ask.answered(response.status));
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
