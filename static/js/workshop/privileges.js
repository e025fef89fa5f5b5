// Privileges while they are typed: what the server says of them, and the table beside the text.
import { ask } from "../ask.js";
import { words } from "./words.js";

const PAUSE = 250; // ms
let timer;
let asking;

export function startPrivileges(workshop) {
  workshop.addEventListener("input", ({ target }) => {
    const place = target.closest("[data-privileges]");
    if (!place) return;
    const value = target.matches(".builder-value");
    // Whoever types a value means the privilege.
    if (value && target.value) target.closest(".builder-row").querySelector('input[type="checkbox"]').checked = true;
    later(place, target.closest("[data-builder]") ? "builder" : "text");
  });
  workshop.addEventListener("change", ({ target }) => {
    if (target.name !== "type") return;
    const place = target.form.querySelector("[data-privileges]");
    if (place && textOf(place).value) later(place, "text");
  });
  workshop.addEventListener("click", (event) => {
    const button = event.target.closest("[data-use]");
    if (!button) return;
    event.preventDefault();
    use(button.closest("[data-privileges]"), button.dataset.use);
  });
}

const textOf = (place) => place.querySelector('[name="privileges"]');

function later(place, from) {
  clearTimeout(timer);
  timer = setTimeout(() => check(place, from).catch(passOver), PAUSE);
}

async function use(place, from) {
  clearTimeout(timer);
  const { text } = await check(place, from);
  const field = textOf(place);
  field.value = text;
  if (from === "builder") field.focus();
}

// An answer that a newer question has overtaken is dropped.
async function check(place, from) {
  asking?.abort();
  asking = new AbortController();
  const type = place.closest("form").elements.type?.value ?? "";
  const fields = from === "builder" ? rowsOf(place) : [["text", textOf(place).value]];
  const body = new URLSearchParams([["from", from], ["type", type], ...fields]);
  const answer = await ask(place.dataset.check, body, { signal: asking.signal });
  place.querySelector("[data-findings]").replaceChildren(...answer.findings.map(finding));
  place.querySelector("[data-preview]").textContent = answer.text || words.privileges.none;
  if (from === "text") tick(place, answer.rows);
  return answer;
}

function passOver(fault) {
  if (fault.name !== "AbortError") throw fault;
}

const rowsOf = (place) => [...new FormData(place.closest("form"))].filter(([name]) => name === "privilege" || name.startsWith("value:"));

function finding({ level, sentence }) {
  const item = Object.assign(document.createElement("li"), { className: `finding-${level}` });
  const kind = Object.assign(document.createElement("strong"), { textContent: level === "error" ? words.privileges.error : words.privileges.warning });
  item.append(kind, ` ${sentence}`);
  return item;
}

function tick(place, rows) {
  const written = new Map(rows.map(({ name, value }) => [name, value]));
  const list = place.querySelector(".builder-rows");
  for (const row of list.querySelectorAll("[data-unknown]")) row.remove();
  for (const row of list.children) {
    const value = row.querySelector("input.builder-value");
    row.querySelector('input[type="checkbox"]').checked = written.has(row.dataset.row);
    if (value && written.has(row.dataset.row)) value.value = written.get(row.dataset.row);
    written.delete(row.dataset.row);
  }
  for (const [name, value] of written) list.append(unknown(name, value));
}

// A name that is not in the table stays with it, or it would be lost when the text is made anew.
function unknown(name, value) {
  const made = (tag, properties) => Object.assign(document.createElement(tag), properties);
  const row = made("div", { className: "builder-row" });
  row.dataset.row = name;
  row.dataset.unknown = "";
  const label = made("label", { className: "builder-name" });
  label.append(made("input", { type: "checkbox", name: "privilege", value: name, checked: true }), " ", made("code", { textContent: name, translate: false }));
  const field = made("input", { className: "builder-value", name: `value:${name}`, value });
  field.setAttribute("aria-label", words.privileges.value(name));
  row.append(label, field, made("p", { className: "builder-meaning", textContent: words.privileges.unknown }));
  return row;
}
