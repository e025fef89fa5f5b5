// The sessions page: its forms are posted as without scripts, and the part that changed is swapped
// in, so that what was typed as a secret stays where it was.
import { Refusal, headers, request } from "../ask.js";
import { startAccounts } from "./accounts.js";
import { startPrivileges } from "./privileges.js";

const workshop = document.getElementById("workshop");

workshop.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-workshop]")) return;
  event.preventDefault();
  post(event.target, event.submitter);
});
startAccounts(workshop);
startPrivileges(workshop);

async function post(form, submitter) {
  if (workshop.getAttribute("aria-busy")) return;
  workshop.setAttribute("aria-busy", "true");
  const typed = secretsOf(form);
  try {
    const url = submitter?.hasAttribute("formaction") ? submitter.formAction : form.action;
    const response = await request(url, new FormData(form, submitter), { headers: { ...headers(), Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    if (!page.getElementById("workshop")) throw new Refusal(response.status, { error: { message: page.querySelector("main p")?.textContent.trim() } });
    document.querySelector(".notices").replaceChildren();
    swap(page);
    if (!workshop.querySelector(".outcome-line.is-good") || form.id === "form-inspect") putBack(typed);
    show();
  } catch (fault) {
    const notice = Object.assign(document.createElement("p"), { className: "caution", textContent: fault.message });
    document.querySelector(".notices").replaceChildren(notice);
    notice.scrollIntoView({ block: "nearest" });
  } finally {
    workshop.removeAttribute("aria-busy");
  }
}

async function swap(page) {
  for (const id of ["workshop", "jar"]) {
    const nodes = [...page.getElementById(id).childNodes].map((node) => document.adoptNode(node));
    document.getElementById(id).replaceChildren(...nodes);
  }
  const open = workshop.querySelector(".ways [aria-current]");
  history.replaceState(null, "", open.href);
  const [times, countdown] = await Promise.all([import("../times.js"), import("../countdown.js")]);
  times.localise(document);
  countdown.start();
}

const secretsOf = (form) => [...form.querySelectorAll('input[type="password"], [aria-pressed="true"]')].map((one) => (one.matches("button") ? document.getElementById(one.getAttribute("aria-controls")) : one)).map(({ id, value }) => [id, value]);

function putBack(typed) {
  for (const [id, value] of typed) {
    const input = document.getElementById(id);
    if (!input || !value) continue;
    input.value = value;
    input.closest(".field").querySelector("[data-retype]")?.remove();
  }
}

// What came of it comes into sight, or what asks first, or the first field that has to be put right.
function show() {
  const wrong = workshop.querySelector('[aria-invalid="true"]');
  const place = workshop.querySelector("button.danger, #outcome") ?? wrong;
  place?.focus({ preventScroll: true });
  place?.scrollIntoView({ block: "nearest" });
}
