// A form whose page stays when what was typed in it is refused: what is wrong is said in it, and nothing is lost.
import { ask, Refusal } from "./ask.js";
import { one } from "./elements.js";
import { read, write } from "./tab.js";
import { offerUndo } from "./undo.js";
import { words } from "./words.js";

const TOLD = "told";
/** @type {NodeListOf<HTMLFormElement>} */
const forms = document.querySelectorAll("form[data-stays]");
/** @param {HTMLFormElement} form */
const typed = (form) => JSON.stringify([...new FormData(form)], (_key, value) => (value instanceof File ? value.name : value));
const before = new Map([...forms].map((form) => [form, typed(form)]));
/** @type {HTMLFormElement | null} */
let saved = null;

document.addEventListener("submit", async (event) => {
  const { target: form, submitter } = event;
  if (event.defaultPrevented || !(form instanceof HTMLFormElement) || !form.matches("[data-stays]")) return;
  const button = submitter instanceof HTMLButtonElement ? submitter : null;
  event.preventDefault();
  const problem = problemOf(form);
  try {
    const { message = "", url, undo, undoes, html } = await ask(button?.getAttribute("formaction") ?? form.action, new FormData(form, button));
    if (html) {
      came(form, html);
      return;
    }
    saved = form;
    comes(message, undo, undoes);
    if (url && url !== location.pathname) location.assign(url);
    else location.reload();
  } catch (fault) {
    refused(form, problem, button, /** @type {Error} */ (fault));
  }
});

// Where it is said what is wrong: under the field that it is about, else at the end.
/** @param {HTMLFormElement} form */
function problemOf(form) {
  for (const field of form.querySelectorAll("[aria-invalid]")) field.removeAttribute("aria-invalid");
  const problem = form.querySelector(".problem") ?? Object.assign(document.createElement("p"), { className: "problem" });
  problem.setAttribute("role", "alert");
  problem.textContent = "";
  form.append(problem);
  return problem;
}

/** @param {HTMLFormElement} form @param {Element} problem @param {HTMLButtonElement | null} button @param {Error} fault */
function refused(form, problem, button, fault) {
  problem.textContent = fault.message;
  if (!(fault instanceof Refusal)) return;
  const named = form.elements.namedItem(fault.body?.error?.field ?? "");
  // Of several of a name nobody says which.
  if (named instanceof HTMLElement) {
    named.setAttribute("aria-invalid", "true");
    named.closest(".field")?.append(problem);
    named.focus();
  }
  const savedAt = form.elements.namedItem("savedAt");
  if (fault.status !== 409 || !(savedAt instanceof HTMLInputElement)) return;
  const anyway = Object.assign(document.createElement("button"), { type: "button", className: "quiet", textContent: words.saved.anyway });
  anyway.addEventListener("click", () => {
    savedAt.value = "";
    form.requestSubmit(button);
  });
  problem.append(" ", anyway);
}

// What came of it is shown on the page that stays.
/** @param {HTMLFormElement} form @param {string} html */
function came(form, html) {
  form.reset();
  before.set(form, typed(form));
  const slot = one(document, '[data-slot="came"]', HTMLElement);
  slot.replaceChildren(document.createRange().createContextualFragment(html));
  slot.querySelector("h2")?.focus();
}

// Says what was done on the page that comes now.
/** @param {string} message @param {string} [undo] @param {string} [undoes] */
function comes(message, undo = "", undoes = "") {
  write(TOLD, JSON.stringify({ message, undo, undoes }));
}

const { message, undo, undoes } = JSON.parse(read(TOLD, "{}") || "{}");
if (message) {
  write(TOLD, "");
  if (undo) {
    offerUndo(message, async () => {
      comes((await ask(undoes, { token: undo })).message);
      location.reload();
    });
  } else document.querySelector(".notices")?.append(Object.assign(document.createElement("div"), { className: "notice", textContent: message }));
}

// A button beside may be pressed by mistake: what was typed elsewhere on the page is not kept yet.
addEventListener("beforeunload", (event) => {
  for (const [form, was] of before) if (form !== saved && typed(form) !== was) event.preventDefault();
});
