// The request form: ticks follow typing, and another region, service or action brings its own form.
import { ask } from "./ask.js";

let latest = null;

export function startRequestForm(form) {
  form.elements.marks.disabled = false;
  form.addEventListener("input", (event) => tick(event.target));
  form.addEventListener("change", (event) => {
    if (event.target.name === "sent" && event.target.checked) offerDefault(event.target);
    if (event.target.name === "service" || event.target.name === "action") refresh(form);
  });
  document.getElementById("region").addEventListener("change", () => refresh(form));
  document.getElementById("history")?.addEventListener("change", (event) => {
    if (event.target.value) location.assign(event.target.value);
  });
  form.addEventListener("submit", (event) => {
    if (event.submitter?.name !== "demo") return;
    event.preventDefault();
    refresh(form, { demo: "1" });
  });
  window.addEventListener("popstate", () => location.reload());
}

function tick(control) {
  const field = control.closest(".field[data-field]");
  if (!field || control.name === "sent") return;
  if (control.dataset.timeFor) takeTime(control);
  else showTime(field, control);
  const box = field.querySelector('input[name="sent"]');
  if (box) box.checked = control.type === "file" ? control.files.length > 0 : control.value !== "";
  field.classList.remove("is-wrong");
  field.querySelector(".problem").textContent = "";
  control.removeAttribute("aria-invalid");
}

// Ticking an empty list of choices sends nothing useful: its first value is what the server would take.
function offerDefault(box) {
  const control = box.closest(".field").querySelector("select");
  if (control && control.value === "" && control.options.length > 1) control.selectedIndex = 1;
}

function takeTime(picker) {
  const target = document.getElementById(picker.dataset.timeFor);
  const moment = new Date(picker.value).getTime();
  target.value = Number.isNaN(moment) ? "" : String(Math.floor(moment / 1000));
}

function showTime(field, control) {
  const picker = field.querySelector("[data-time-for]");
  if (!picker) return;
  const seconds = /^\d{1,11}$/.test(control.value.trim()) ? Number(control.value) : NaN;
  const local = new Date((seconds - new Date(seconds * 1000).getTimezoneOffset() * 60) * 1000);
  picker.value = Number.isNaN(seconds) ? "" : local.toISOString().slice(0, 19);
}

export async function refresh(form, extra = {}) {
  latest?.abort();
  latest = new AbortController();
  const fields = new FormData(form);
  // A chosen file need not travel just to draw another form.
  for (const [name, value] of [...fields]) if (value instanceof File) fields.delete(name);
  for (const [name, value] of Object.entries(extra)) fields.set(name, value);
  const holder = document.getElementById("request-fields");
  holder.setAttribute("aria-busy", "true");
  try {
    const answer = await ask("/form", fields, { signal: latest.signal });
    const focused = document.activeElement?.id;
    holder.innerHTML = answer.html;
    document.body.dataset.region = answer.region;
    document.querySelector(".region").dataset.region = answer.region;
    if (focused) document.getElementById(focused)?.focus();
    document.title = `${answer.title} · TestMe`;
    if (location.pathname + location.search !== answer.url) history.pushState(null, "", answer.url);
    if (document.querySelector("#ks-chip:not([data-expiry=''])")) (await import("./countdown.js")).start();
    say("");
  } catch (fault) {
    if (fault.name !== "AbortError") say(fault.message, true);
  } finally {
    holder.removeAttribute("aria-busy");
  }
}

export function say(sentence, problem = false) {
  const state = document.getElementById("send-state");
  state.textContent = sentence;
  state.classList.toggle("is-problem", problem);
}
