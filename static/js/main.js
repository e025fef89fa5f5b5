// Starts the page. What is needed at once is imported here; each other verb is fetched when a
// button that names it (data-verb) is pressed for the first time.
import "./search-select.js";
import { startRequestForm } from "./request-form.js";
import { startSending } from "./send.js";

const form = document.getElementById("request");
if (form) {
  startRequestForm(form);
  startSending(form);
}

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-verb]");
  if (!button) return;
  event.preventDefault();
  try {
    const verb = await import(`./verbs/${button.dataset.verb}.js`);
    await verb.default(button);
  } catch (fault) {
    const notice = Object.assign(document.createElement("p"), { className: "caution", textContent: fault.message });
    document.querySelector(".notices").replaceChildren(notice);
  }
});

if (document.querySelector("answer-body")) import("./answer/answer-body.js");

if (document.querySelector("[data-expiry]:not([data-expiry=''])")) {
  import("./countdown.js").then((countdown) => countdown.start());
}

if (document.querySelector("time[datetime]")) {
  import("./times.js").then((times) => times.localise(document));
}
