// The request form: ticks follow typing, and another region, service or action brings its own form.
import { ask, reasonOf } from "./ask.js";
import { all, byId, one, placeOf } from "./elements.js";
import { drawn, drawnAnew, flush } from "./draft.js";
import { countSet, find, narrow, setNull, showTime, startFields, takeTime, tickOf, tickOuter } from "./fields.js";
import { offerUndo } from "./undo.js";
import { say } from "./send-state.js";
import { ksOf, noteKs } from "./tab-ks.js";
import { words } from "./words.js";

/** @import { Control } from "./fields.js" */
/** @typedef {{ html: string, bar: string, region: string, url: string, title: string }} Drawn a form as app/pages/console/page.py draws it */

/** @type {AbortController | null} */
let latest = null;
/** @type {Promise<FormData | boolean> | null} */
let drawing = null; // promises whether the form that was asked for last has come
let pressed = false; // whether it is for a button, which works on the form that stood there

// Whether the form that stands there is that of the call which is chosen; waits for one under way.
export const settled = async () => (drawing ? await drawing : true);

// What takes something out of the form, which can be put back.
const CLEARS = /^(close|remove|call-remove|fields|json)\|/;

/** @param {HTMLFormElement} form */
export function startRequestForm(form) {
  one(form, '[name="marks"]', HTMLInputElement).disabled = false;
  startFiles(form, []);
  startFields(form);
  form.addEventListener("input", (event) => {
    const control = controlOf(event);
    if (control instanceof HTMLInputElement && control.matches("[data-finds]")) find(control);
    else if (control) tick(control);
  });
  form.addEventListener("change", (event) => {
    const control = controlOf(event);
    if (control) changed(form, control);
  });
  byId("region", HTMLSelectElement).addEventListener("change", () => refresh(form));
  for (const past of all(document, "#history", HTMLSelectElement)) past.addEventListener("change", () => { if (past.value) location.assign(past.value); });
  for (const choice of all(document, "[data-copies]", HTMLSelectElement)) {
    choice.addEventListener("change", async () => (await import("./copy-as.js")).copyAs(form, choice));
  }
  form.addEventListener("submit", (event) => {
    if (!(event.submitter instanceof HTMLButtonElement)) return;
    const { name, value } = event.submitter;
    if (name !== "demo" && name !== "op") return;
    event.preventDefault();
    refresh(form, { [name]: value }).then((before) => {
      if (before) narrow(value.startsWith("example|"));
      if (before instanceof FormData && value.startsWith("example|")) sayNoExample(before, new FormData(form));
      if (before instanceof FormData && CLEARS.test(value)) undoable(form, value, before);
    });
  });
  window.addEventListener("popstate", () => location.reload());
}

/** @param {Event} event @returns {Control | null} */
const controlOf = (event) => placeOf(event)?.closest("input, select, textarea") ?? null;

// Nothing may have come in: an action without mandatory parameters has no example, one that is filled in keeps its own.
/** @param {FormData} before @param {FormData} after */
function sayNoExample(before, after) {
  const [had, has] = [before, after].map((fields) => [...fields].filter(([name, value]) => name.startsWith("param:") && value).join("\n"));
  if (had === has) say(had ? words.requestForm.hasExample : words.requestForm.noExample);
}

// `before` is the form that the button's value took something out of.
/** @param {HTMLFormElement} form @param {string} value @param {FormData} before */
function undoable(form, value, before) {
  const after = new FormData(form);
  offerUndo(words.requestForm.cleared, async () => {
    const { putBack } = await import("./put-back.js");
    const back = () => {
      const fields = putBack(value, before, after, new FormData(form));
      if (!fields) throw new Error(words.requestForm.changed);
      return fields;
    };
    // A button's work, that is: no choice meanwhile may take its place.
    if (!(await refresh(form, { op: "" }, back))) throw new Error(words.requestForm.unchanged);
  });
}

/** @param {HTMLFormElement} form @param {Control} control */
function changed(form, control) {
  const field = control.closest("[data-field]");
  if (control.matches("[data-changes-form]")) {
    narrow(false);
    return refresh(form);
  }
  if (!field || !(control instanceof HTMLInputElement)) return;
  if (control.name === "null") return setNull(field, control.checked);
  if (control.name !== "sent") return;
  countSet(field);
  if (!control.checked) return;
  tickOuter(field);
  if (field.matches(".compound:not(.is-open)") && !field.querySelector("textarea")) refresh(form, { op: `open|${control.value}` });
  else offerDefault(control);
}

/** @param {Control} control */
function tick(control) {
  const field = control.closest("[data-field]");
  if (!field || ["sent", "null"].includes(control.name)) return;
  if (control instanceof HTMLInputElement && control.dataset.timeFor) takeTime(control);
  else showTime(field, control);
  const filled = control instanceof HTMLInputElement && control.files ? control.files.length > 0 : control.value !== "";
  const box = tickOf(field);
  if (box) box.checked = filled;
  if (filled) {
    tickOuter(field);
    const none = tickOf(field, "null");
    if (none) none.checked = false;
  }
  countSet(field);
  field.classList.remove("is-wrong", "is-null");
  one(field, ":scope > .problem", HTMLElement).textContent = "";
  control.removeAttribute("aria-invalid");
}

// Ticking an empty list of choices sends nothing useful: its first value is what the server would take.
/** @param {HTMLInputElement} box */
function offerDefault(box) {
  /** @type {HTMLSelectElement | null | undefined} */
  const control = box.closest(".field")?.querySelector(":scope > .control select");
  if (control && control.value === "" && control.options.length > 1) control.selectedIndex = 1;
}

// Puts a form that the server has drawn in the place of the present one.
/** @param {Drawn} answer @param {boolean} [filled] whether it was filled in, or something taken out of it */
export async function draw(answer, filled = true) {
  const holder = byId("request-fields", HTMLElement);
  const before = document.activeElement;
  const typedIn = before instanceof HTMLInputElement || before instanceof HTMLTextAreaElement ? [before.selectionStart, before.selectionEnd] : [null, null];
  const folded = [...holder.querySelectorAll("details[id]:not([open])")].map((one) => one.id);
  const former = all(holder, 'input[type="file"]', HTMLInputElement);
  byId("bar-fields", HTMLElement).innerHTML = answer.bar;
  holder.innerHTML = answer.html;
  for (const id of folded) document.getElementById(id)?.removeAttribute("open");
  document.body.dataset.region = answer.region;
  sayWhere(byId("region", HTMLSelectElement));
  one(document, ".region", HTMLElement).dataset.region = answer.region;
  const field = before?.id ? document.getElementById(before.id) : null;
  field?.focus();
  // Who is typing goes on where they were.
  if (typedIn[0] !== null && (field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement)) field.setSelectionRange(typedIn[0], typedIn[1]);
  document.title = `${answer.title} · TestMe`;
  drawnAnew(answer.url, filled);
  noteKs();
  startFields(holder);
  await startFiles(holder, former);
  if (document.querySelector("#ks-chip:not([data-expiry=''])")) (await import("./countdown.js")).start();
}

// Where a region is guarded, the page has its colour and Send names it.
/** @param {HTMLSelectElement} regions */
function sayWhere(regions) {
  const guarded = regions.querySelector(`option[value="${CSS.escape(document.body.dataset.region ?? "")}"]`)?.getAttribute("data-guarded");
  document.body.toggleAttribute("data-guarded", Boolean(guarded));
  byId("send", HTMLElement).textContent = guarded ? words.send.sendTo(guarded) : words.send.send;
}

// What fields of files do is fetched where there is one; `former` are the inputs before it was drawn.
/** @param {HTMLElement} place @param {HTMLInputElement[]} former */
async function startFiles(place, former) {
  if (place.querySelector("file-field")) (await import("./upload.js")).keepFiles(place, former);
}

// Gives what the form that came was drawn from; where none did, the lists go back to what the form shows.
// Two buttons at once are refused, as the second one is about a form that the first one changes.
/**
 * @param {HTMLFormElement} form @param {Record<string, string>} [extra] fields beside those of the form
 * @param {() => FormData} [take] @returns {Promise<FormData | boolean>}
 */
export function refresh(form, extra = {}, take = () => new FormData(form)) {
  const presses = Object.keys(extra).length > 0;
  if (pressed && !presses && drawing) return drawing; // what was chosen is seen when its answer is there
  if (pressed) say(words.requestForm.busy, true);
  if (pressed) return Promise.resolve(false);
  pressed = presses;
  const own = redraw(form, extra, take).finally(() => {
    if (drawing === own) [drawing, pressed] = [null, false];
  });
  drawing = own;
  return own;
}

// Whatever is under way is not drawn any more: another form takes its place.
export function abandon() {
  latest?.abort();
  [latest, drawing, pressed] = [null, null, false];
  byId("request-fields", HTMLElement).removeAttribute("aria-busy");
}

/** @param {HTMLFormElement} form @param {Record<string, string>} extra @param {() => FormData} take @returns {Promise<FormData | boolean>} */
async function redraw(form, extra, take) {
  latest?.abort();
  const own = new AbortController();
  latest = own;
  flush();
  const holder = byId("request-fields", HTMLElement);
  holder.setAttribute("aria-busy", "true");
  try {
    let before = "";
    let fields = new FormData();
    /** @type {Drawn} */
    let answer;
    do {
      [before, fields] = [standing(form), take()];
      answer = await ask("/form", asked(fields, extra), { signal: own.signal });
      // What was typed or chosen meanwhile would be lost with the form that stands there.
    } while (standing(form) !== before);
    const shown = draw(answer, Object.keys(extra).length > 0);
    // What is chosen from now on is chosen in this form, though what goes with it is still being fetched.
    pressed = false;
    await shown;
    say("");
    return fields;
  } catch (caught) {
    const fault = /** @type {Error} */ (caught);
    if (fault.name === "AbortError") return drawing ?? false;
    say(reasonOf(fault), true);
    goBack(form);
    return false;
  } finally {
    if (own === latest) holder.removeAttribute("aria-busy");
  }
}

// All that stands in the form, to compare.
/** @param {HTMLFormElement} form */
function standing(form) {
  const fields = [...new FormData(form)].filter(([name]) => name !== "csrf_token");
  return JSON.stringify(fields.map(([name, value]) => [name, value instanceof File ? value.name : value]));
}

// A chosen file need not travel just to draw another form: its field's name stands for it.
/** @param {FormData} all @param {Record<string, string>} extra */
function asked(all, extra) {
  const fields = new FormData();
  for (const [name, value] of all) fields.append(name, value instanceof File ? value.name && name : value);
  for (const [name, value] of Object.entries(extra)) fields.set(name, value);
  const region = String(fields.get("region"));
  if (region !== fields.get("shownRegion")) fields.set("kept", ksOf(region));
  return fields;
}

/** @param {HTMLFormElement} form */
function goBack(form) {
  for (const select of all(form, "select[data-changes-form]", HTMLSelectElement)) select.value = drawn(select);
  byId("region", HTMLSelectElement).value = document.body.dataset.region ?? "";
}
