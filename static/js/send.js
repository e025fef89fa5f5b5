// Send: checks, posts the form, counts the seconds, shows the answer, and takes the KS found in it.
import { ask } from "./ask.js";
import { check, show } from "./check.js";
import { say } from "./request-form.js";

let running = false;

export function startSending(form) {
  form.addEventListener("submit", (event) => {
    if (event.submitter?.hasAttribute("formaction")) return;
    event.preventDefault();
    send(form);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !event.defaultPrevented) {
      event.preventDefault();
      form.requestSubmit(document.getElementById("send"));
    }
  });
}

async function send(form, extra = {}) {
  if (running) return;
  const problems = check(form);
  show(form, problems);
  if (problems.length && !form.elements.anyway.checked) return refuse(problems.length);
  const ticket = crypto.randomUUID?.() ?? String(Math.random()).slice(2);
  const fields = new FormData(form);
  for (const [name, value] of Object.entries({ ticket, ...extra })) fields.set(name, value);
  const stop = wait(ticket);
  try {
    showAnswer(form, await ask("/send", fields));
  } catch (fault) {
    stop();
    if (fault.body?.error?.code === "CONFIRMATION_NEEDED") return confirm(form, fault.message);
    if (!fault.body?.problems) return say(fault.message, true);
    show(form, fault.body.problems);
    refuse(fault.body.problems.length);
  } finally {
    stop();
  }
}

function refuse(count) {
  say(`Nothing was sent: see the ${count === 1 ? "marked field" : `${count} marked fields`}.`, true);
}

// Shows the seconds and a Cancel button until the function that it gives is called.
function wait(ticket) {
  running = true;
  const [button, cancel] = [document.getElementById("send"), document.getElementById("cancel")];
  const begun = performance.now();
  const count = () => say(`Waiting, ${Math.floor((performance.now() - begun) / 1000)} s`);
  const timer = setInterval(count, 1000);
  say("Sending");
  button.setAttribute("aria-disabled", "true");
  cancel.hidden = false;
  cancel.onclick = () => {
    say("Cancelling");
    ask("/send/cancel", { ticket }).catch((fault) => say(fault.message, true));
  };
  document.getElementById("answer").setAttribute("aria-busy", "true");
  return () => {
    if (!running) return;
    running = false;
    clearInterval(timer);
    cancel.hidden = true;
    button.removeAttribute("aria-disabled");
    document.getElementById("answer").removeAttribute("aria-busy");
  };
}

async function showAnswer(form, answer) {
  const pane = document.getElementById("answer");
  pane.innerHTML = answer.html;
  form.elements.anyway.checked = false;
  say(`${pane.querySelector(".badge").textContent}.`, answer.outcome.kind !== "ok");
  if (answer.ks && answer.ks.region === document.getElementById("region").value) {
    (await import("./ks-field.js")).fill(answer.ks);
  }
  addToHistory(answer);
  if (matchMedia("(max-width: 900px)").matches) pane.scrollIntoView();
}

function addToHistory(answer) {
  const list = document.getElementById("history");
  const title = document.title.split(" · ")[0];
  list?.options[0].after(new Option(`${title} · ${answer.outcome.code || answer.outcome.kind}`, `/?history=${answer.id}`));
}

function confirm(form, sentence) {
  const dialog = document.getElementById("confirm");
  dialog.querySelector('[data-slot="sentence"]').textContent = sentence;
  dialog.addEventListener("close", () => {
    if (dialog.returnValue === "yes") send(form, { confirmed: "1" });
    else say("Nothing was sent.");
  }, { once: true });
  dialog.returnValue = "no";
  dialog.showModal();
}
