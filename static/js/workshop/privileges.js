// Privileges while they are typed: what the server says of them, and the table beside the text.
import { ask } from "../ask.js";
import { all, one, placeOf } from "../elements.js";
import { words } from "./words.js";

const PAUSE = 250; // ms
let timer = 0;
/** @type {AbortController | null} */
let asking = null;

/** @typedef {"text" | "builder"} From what was typed in: the text of the privileges, or the table beside it */

/**
 * What app/pages/sessions/privileges.py says of privileges.
 * @typedef {{ text: string, findings: { level: string, sentence: string }[], rows: { name: string, value: string }[] }} Told
 */

/** @param {HTMLElement} workshop */
export function startPrivileges(workshop) {
  workshop.addEventListener("input", (event) => {
    const target = placeOf(event);
    const place = privilegesAround(target);
    if (!target || !place) return;
    // Whoever types a value means the privilege.
    const row = target instanceof HTMLInputElement && target.matches(".builder-value") && target.value ? target.closest(".builder-row") : null;
    if (row) boxOf(row).checked = true;
    later(place, target.closest("[data-builder]") ? "builder" : "text");
  });
  workshop.addEventListener("change", ({ target }) => {
    if (!(target instanceof HTMLSelectElement) || target.name !== "type") return;
    /** @type {HTMLElement | null | undefined} */
    const place = target.form?.querySelector("[data-privileges]");
    if (place && textOf(place).value) later(place, "text");
  });
  workshop.addEventListener("click", (event) => {
    const button = placeOf(event)?.closest("[data-use]");
    if (!button) return;
    event.preventDefault();
    const place = privilegesAround(button);
    if (place) use(place, button.getAttribute("data-use") === "builder" ? "builder" : "text");
  });
}

/** @param {Element | null} part @returns {HTMLElement | null | undefined} */
const privilegesAround = (part) => part?.closest("[data-privileges]");

/** @param {HTMLElement} place */
const formOf = (place) => /** @type {HTMLFormElement} */ (place.closest("form"));

/** @param {HTMLElement} place */
const textOf = (place) => one(place, '[name="privileges"]', HTMLTextAreaElement);

/** @param {Element} row */
const boxOf = (row) => one(row, 'input[type="checkbox"]', HTMLInputElement);

/** @param {HTMLElement} place @param {From} from */
function later(place, from) {
  clearTimeout(timer);
  timer = setTimeout(() => check(place, from).catch(passOver), PAUSE);
}

/** @param {HTMLElement} place @param {From} from */
async function use(place, from) {
  clearTimeout(timer);
  const { text } = await check(place, from);
  const field = textOf(place);
  field.value = text;
  if (from === "builder") field.focus();
}

// An answer that a newer question has overtaken is dropped.
/** @param {HTMLElement} place @param {From} from @returns {Promise<Told>} */
async function check(place, from) {
  asking?.abort();
  asking = new AbortController();
  /** @type {HTMLSelectElement | null} */
  const type = formOf(place).querySelector('[name="type"]');
  const fields = from === "builder" ? rowsOf(place) : [["text", textOf(place).value]];
  const body = new URLSearchParams([["from", from], ["type", type?.value ?? ""], ...fields]);
  /** @type {Told} */
  const answer = await ask(place.dataset.check ?? "", body, { signal: asking.signal });
  one(place, "[data-findings]", HTMLElement).replaceChildren(...answer.findings.map(finding));
  one(place, "[data-preview]", HTMLElement).textContent = answer.text || words.privileges.none;
  if (from === "text") tick(place, answer.rows);
  return answer;
}

/** @param {Error} fault */
function passOver(fault) {
  if (fault.name !== "AbortError") throw fault;
}

/** @param {HTMLElement} place */
const rowsOf = (place) => [...new FormData(formOf(place))].filter(([name]) => name === "privilege" || name.startsWith("value:")).map(([name, value]) => [name, String(value)]);

/** @param {Told["findings"][number]} of */
function finding({ level, sentence }) {
  const item = Object.assign(document.createElement("li"), { className: `finding-${level}` });
  const kind = Object.assign(document.createElement("strong"), { textContent: level === "error" ? words.privileges.error : words.privileges.warning });
  item.append(kind, ` ${sentence}`);
  return item;
}

/** @param {HTMLElement} place @param {Told["rows"]} rows */
function tick(place, rows) {
  const written = new Map(rows.map(({ name, value }) => [name, value]));
  const list = one(place, ".builder-rows", HTMLElement);
  for (const row of list.querySelectorAll("[data-unknown]")) row.remove();
  for (const row of all(list, ":scope > *", HTMLElement)) {
    const { row: name = "" } = row.dataset;
    /** @type {HTMLInputElement | null} */
    const field = row.querySelector("input.builder-value");
    const value = written.get(name);
    boxOf(row).checked = value !== undefined;
    if (field && value !== undefined) field.value = value;
    written.delete(name);
  }
  for (const [name, value] of written) list.append(unknown(name, value));
}

/**
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag @param {Partial<HTMLElementTagNameMap[Tag]>} properties
 * @returns {HTMLElementTagNameMap[Tag]}
 */
const made = (tag, properties) => Object.assign(document.createElement(tag), properties);

// A name that is not in the table stays with it, or it would be lost when the text is made anew.
/** @param {string} name @param {string} value */
function unknown(name, value) {
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
