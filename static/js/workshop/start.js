// The sessions page: its forms are posted as without scripts, and the part that changed is swapped
// in, so that what was typed as a secret stays where it was.
import { Refusal, headers, request } from "../ask.js";
import { all, byId, one } from "../elements.js";
import { caution } from "../notice.js";
import { startAccounts } from "./accounts.js";
import { startPrivileges } from "./privileges.js";

const workshop = byId("workshop", HTMLElement);

workshop.addEventListener("submit", (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement && form.matches("[data-workshop]"))) return;
  event.preventDefault();
  post(form, event.submitter);
});
startAccounts(workshop);
startPrivileges(workshop);

/** @param {HTMLFormElement} form @param {HTMLElement | null} submitter */
async function post(form, submitter) {
  if (workshop.getAttribute("aria-busy")) return;
  workshop.setAttribute("aria-busy", "true");
  const typed = secretsOf(form);
  try {
    const url = submitter instanceof HTMLButtonElement && submitter.hasAttribute("formaction") ? submitter.formAction : form.action;
    const response = await request(url, new FormData(form, submitter), { headers: { ...headers(), Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    if (!page.getElementById("workshop")) throw new Refusal(response.status, { error: { message: page.querySelector("main p")?.textContent.trim() } });
    caution("");
    swap(page);
    if (!workshop.querySelector(".outcome-line.is-good") || form.id === "form-inspect") putBack(typed);
    show();
  } catch (fault) {
    caution(/** @type {Error} */ (fault).message).scrollIntoView({ block: "nearest" });
  } finally {
    workshop.removeAttribute("aria-busy");
  }
}

/** @param {Document} page */
async function swap(page) {
  for (const id of ["workshop", "jar"]) {
    const nodes = [...one(page, `#${id}`, HTMLElement).childNodes].map((node) => document.adoptNode(node));
    byId(id, HTMLElement).replaceChildren(...nodes);
  }
  const open = one(workshop, ".ways [aria-current]", HTMLAnchorElement);
  history.replaceState(null, "", open.href);
  const [times, countdown] = await Promise.all([import("../times.js"), import("../countdown.js")]);
  times.localise(document);
  countdown.start();
}

/** @param {HTMLFormElement} form @returns {[id: string, value: string][]} */
const secretsOf = (form) => all(form, 'input[type="password"], [aria-pressed="true"]', HTMLElement)
  .map((part) => (part instanceof HTMLInputElement ? part : byId(part.getAttribute("aria-controls") ?? "", HTMLInputElement))).map(({ id, value }) => [id, value]);

/** @param {[id: string, value: string][]} typed */
function putBack(typed) {
  for (const [id, value] of typed) {
    const input = document.getElementById(id);
    if (!(input instanceof HTMLInputElement) || !value) continue;
    input.value = value;
    input.closest(".field")?.querySelector("[data-retype]")?.remove();
  }
}

// What came of it comes into sight, or what asks first, or the first field that has to be put right.
function show() {
  /** @type {HTMLElement | null} */
  const wrong = workshop.querySelector('[aria-invalid="true"]');
  /** @type {HTMLElement | null} */
  const place = workshop.querySelector("button.danger, #outcome") ?? wrong;
  place?.focus({ preventScroll: true });
  place?.scrollIntoView({ block: "nearest" });
}
