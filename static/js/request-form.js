// The request form: ticks follow typing, and another region, service or action brings its own form.
import { ask, reasonOf } from "./ask.js";
import { drawn, drawnAnew, flush } from "./draft.js";
import { countSet, find, narrow, setNull, showTime, startFields, takeTime, tickOf, tickOuter } from "./fields.js";
import { offerUndo } from "./undo.js";
import { say } from "./send-state.js";
import { ksOf, noteKs } from "./tab-ks.js";
import { words } from "./words.js";

/** @typedef {{ html: string, bar: string, region: string, url: string, title: string }} Drawn a form as app/pages/console/page.py draws it */

let latest = null;
let drawing = null; // promises whether the form that was asked for last has come
let pressed = false; // whether it is for a button, which works on the form that stood there

// Whether the form that stands there is that of the call which is chosen; waits for one under way.
export const settled = async () => (drawing ? await drawing : true);

// What takes something out of the form, which can be put back.
const CLEARS = /^(close|remove|call-remove|fields|json)\|/;

export function startRequestForm(form) {
  form.elements.marks.disabled = false;
  startFiles(form, []);
  startFields(form);
  form.addEventListener("input", (event) => {
    if (event.target.matches("[data-finds]")) find(event.target);
    else tick(event.target);
  });
  form.addEventListener("change", (event) => changed(form, event.target));
  document.getElementById("region").addEventListener("change", () => refresh(form));
  document.getElementById("history")?.addEventListener("change", (event) => {
    if (event.target.value) location.assign(event.target.value);
  });
  document.querySelector("[data-copies]")?.addEventListener("change", async (event) => {
    (await import("./copy-as.js")).copyAs(form, event.target);
  });
  form.addEventListener("submit", (event) => {
    const { name, value } = event.submitter ?? {};
    if (name !== "demo" && name !== "op") return;
    event.preventDefault();
    refresh(form, { [name]: value }).then((before) => {
      if (before) narrow(value.startsWith("example|"));
      if (before && CLEARS.test(value)) undoable(form, value, before);
    });
  });
  window.addEventListener("popstate", () => location.reload());
}

// `before` is the form that the button's value took something out of.
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

function changed(form, control) {
  const field = control.closest("[data-field]");
  if (control.matches("[data-changes-form]")) {
    narrow(false);
    return refresh(form);
  }
  if (control.name === "null") return setNull(field, control.checked);
  if (control.name !== "sent") return;
  countSet(field);
  if (!control.checked) return;
  tickOuter(field);
  if (field.matches(".compound:not(.is-open)") && !field.querySelector("textarea")) refresh(form, { op: `open|${control.value}` });
  else offerDefault(control);
}

function tick(control) {
  const field = control.closest("[data-field]");
  if (!field || ["sent", "null"].includes(control.name)) return;
  if (control.dataset.timeFor) takeTime(control);
  else showTime(field, control);
  const filled = control.type === "file" ? control.files.length > 0 : control.value !== "";
  const box = tickOf(field);
  if (box) box.checked = filled;
  if (filled) {
    tickOuter(field);
    const none = field.querySelector(':scope > .field-head input[name="null"]');
    if (none) none.checked = false;
  }
  countSet(field);
  field.classList.remove("is-wrong", "is-null");
  field.querySelector(":scope > .problem").textContent = "";
  control.removeAttribute("aria-invalid");
}

// Ticking an empty list of choices sends nothing useful: its first value is what the server would take.
function offerDefault(box) {
  const control = box.closest(".field").querySelector(":scope > .control select");
  if (control && control.value === "" && control.options.length > 1) control.selectedIndex = 1;
}

// Puts a form that the server has drawn in the place of the present one.
export async function draw(answer) {
  const holder = document.getElementById("request-fields");
  const { id: focused, selectionStart, selectionEnd } = document.activeElement ?? {};
  const folded = [...holder.querySelectorAll("details[id]:not([open])")].map((one) => one.id);
  const former = [...holder.querySelectorAll('input[type="file"]')];
  document.getElementById("bar-fields").innerHTML = answer.bar;
  holder.innerHTML = answer.html;
  for (const id of folded) document.getElementById(id)?.removeAttribute("open");
  document.body.dataset.region = answer.region;
  sayWhere(document.getElementById("region"));
  document.querySelector(".region").dataset.region = answer.region;
  const field = focused ? document.getElementById(focused) : null;
  field?.focus();
  // Who is typing goes on where they were.
  if (typeof selectionStart === "number" && field?.setSelectionRange) field.setSelectionRange(selectionStart, selectionEnd);
  document.title = `${answer.title} · TestMe`;
  drawnAnew(answer.url);
  noteKs();
  startFields(holder);
  await startFiles(holder, former);
  if (document.querySelector("#ks-chip:not([data-expiry=''])")) (await import("./countdown.js")).start();
}

// Where a region is guarded, the page has its colour and Send names it.
function sayWhere(regions) {
  const guarded = regions.querySelector(`option[value="${CSS.escape(document.body.dataset.region)}"]`)?.dataset.guarded;
  document.body.toggleAttribute("data-guarded", Boolean(guarded));
  document.getElementById("send").textContent = guarded ? words.send.sendTo(guarded) : words.send.send;
}

// What fields of files do is fetched where there is one; `former` are the inputs before it was drawn.
async function startFiles(place, former) {
  if (place.querySelector("file-field")) (await import("./upload.js")).keepFiles(place, former);
}

// Gives what the form that came was drawn from; where none did, the lists go back to what the form shows.
// Two buttons at once are refused, as the second one is about a form that the first one changes.
export function refresh(form, extra = {}, take = () => new FormData(form)) {
  const presses = Object.keys(extra).length > 0;
  if (pressed && !presses) return drawing; // what was chosen is seen when its answer is there
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
  document.getElementById("request-fields").removeAttribute("aria-busy");
}

async function redraw(form, extra, take) {
  latest?.abort();
  const own = new AbortController();
  latest = own;
  flush();
  const holder = document.getElementById("request-fields");
  holder.setAttribute("aria-busy", "true");
  try {
    let [before, fields, answer] = [];
    do {
      [before, fields] = [standing(form), take()];
      answer = await ask("/form", asked(fields, extra), { signal: own.signal });
      // What was typed or chosen meanwhile would be lost with the form that stands there.
    } while (standing(form) !== before);
    await draw(answer);
    say("");
    return fields;
  } catch (fault) {
    if (fault.name === "AbortError") return drawing ?? false;
    say(reasonOf(fault), true);
    goBack(form);
    return false;
  } finally {
    if (own === latest) holder.removeAttribute("aria-busy");
  }
}

// All that stands in the form, to compare.
function standing(form) {
  const fields = [...new FormData(form)].filter(([name]) => name !== "csrf_token");
  return JSON.stringify(fields.map(([name, value]) => [name, value instanceof File ? value.name : value]));
}

// A chosen file need not travel just to draw another form: its field's name stands for it.
function asked(all, extra) {
  const fields = new FormData();
  for (const [name, value] of all) fields.append(name, value instanceof File ? value.name && name : value);
  for (const [name, value] of Object.entries(extra)) fields.set(name, value);
  const region = fields.get("region");
  if (region !== fields.get("shownRegion")) fields.set("kept", ksOf(region));
  return fields;
}

function goBack(form) {
  for (const select of form.querySelectorAll("select[data-changes-form]")) select.value = drawn(select);
  document.getElementById("region").value = document.body.dataset.region;
}
