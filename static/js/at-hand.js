// What is at hand for a field: ids seen in recent answers, the values of an enum, what an order can be.
// It opens below the field, is narrowed by what is typed, and leaves whatever is typed as it is.
import { meaningsOf } from "./answer/page/meanings.js";
import { ask } from "./at-hand-ids.js";
import { idsOfSteps } from "./variables/here.js";
import { words } from "./words.js";

/** @typedef {{ value: string, note: string, first?: () => Promise<boolean> }} Choice `first` is done before it is taken, and says whether it was */

const SOON = 120; // ms: who only passes by with Tab asks for nothing

/** @type {AbortController | null} */
let here = null; // ends what is open at the field where somebody is

/** @param {HTMLInputElement} control @param {string} before its value when it got the focus */
export async function offer(control, before) {
  here?.abort();
  const own = new AbortController();
  here = own;
  control.addEventListener("blur", () => own.abort(), { signal: own.signal });
  await new Promise((done) => setTimeout(done, SOON));
  if (own.signal.aborted) return;
  try {
    const choices = await choicesFor(control);
    if (!own.signal.aborted && choices.length) open(control, choices, own, control.value !== before);
  } catch {
    // Nothing is at hand then: the field takes what is typed, as ever.
  }
}

/** @param {HTMLInputElement} control @returns {Promise<Choice[]>} */
async function choicesFor(control) {
  const region = document.body.dataset.region ?? "";
  if (control.dataset.takes) return (await Promise.all([idsOfSteps(control), ask(region, control.dataset.takes)])).flat();
  if (control.dataset.list) {
    const list = /** @type {HTMLDataListElement} */ (document.getElementById(control.dataset.list));
    return [...list.options].map((one) => ({ value: one.value, note: one.text }));
  }
  const type = /** @type {HTMLInputElement | null} */ (control.closest(".inside")?.querySelector('[name$=":objectType"]'))?.value ?? "";
  const held = (await meaningsOf(region, [type])).get(type);
  const values = held?.get(control.name.split(":").pop() ?? "")?.values ?? new Map();
  return [...values].map(([value, note]) => ({ value, note }));
}

// `typed` says whether somebody has begun to type, for which the list is narrowed.
/** @param {HTMLInputElement} control @param {Choice[]} choices @param {AbortController} own @param {boolean} typed */
function open(control, choices, own, typed) {
  const { signal } = own;
  const many = control.dataset.many !== undefined;
  const list = Object.assign(document.createElement("ul"), { className: "at-hand", id: `${control.id}-at-hand`, role: "listbox", ariaLabel: words.atHand.label });
  if (many) list.setAttribute("aria-multiselectable", "true");
  const live = Object.assign(document.createElement("span"), { className: "visually-hidden", role: "status" });
  let [at, closed] = [-1, false];
  /** @type {Choice[]} */
  let shown = [];

  const parts = () => control.value.split(",").map((one) => one.trim());
  const isChosen = (/** @type {Choice} */ one) => (many ? parts().includes(one.value) : control.value === one.value);

  function draw() {
    const text = typed ? (many ? parts().at(-1) ?? "" : control.value.trim()).toLowerCase() : "";
    shown = choices.filter((one) => `${one.value} ${one.note}`.toLowerCase().includes(text));
    if (typed && shown.length === 1 && isChosen(shown[0])) shown = [];
    at = Math.min(at, shown.length - 1);
    list.replaceChildren(...shown.map((one, index) => {
      const item = Object.assign(document.createElement("li"), { id: `${list.id}-${index}`, role: "option" });
      item.setAttribute("aria-selected", String(many ? isChosen(one) : index === at));
      item.classList.toggle("is-at", index === at);
      item.append(Object.assign(document.createElement("b"), { textContent: one.value, translate: false }), " ", Object.assign(document.createElement("span"), { textContent: one.note, translate: false }));
      return item;
    }));
    const isOpen = !closed && shown.length > 0;
    list.hidden = !isOpen;
    control.setAttribute("aria-expanded", String(isOpen));
    if (isOpen && at >= 0) control.setAttribute("aria-activedescendant", `${list.id}-${at}`);
    else control.removeAttribute("aria-activedescendant");
    list.children[at]?.scrollIntoView({ block: "nearest" });
    live.textContent = isOpen ? words.atHand.count(shown.length) : "";
  }

  /** @param {Choice | undefined} one */
  async function take(one) {
    if (!one) return;
    if (one.first && !(await one.first())) return;
    if (!many) control.value = one.value;
    else {
      const kept = parts().slice(0, typed ? -1 : undefined).filter(Boolean);
      control.value = (kept.includes(one.value) ? kept.filter((other) => other !== one.value) : [...kept, one.value]).join(",");
    }
    [typed, closed] = [false, !many];
    control.dispatchEvent(new Event("input", { bubbles: true }));
  }

  control.addEventListener("input", (event) => {
    if (event.isTrusted) [typed, closed, at] = [true, false, -1];
    draw();
  }, { signal });
  control.addEventListener("click", () => { closed = false; draw(); }, { signal });
  control.addEventListener("keydown", (event) => {
    const { key } = event;
    if (event.ctrlKey || event.metaKey) return;
    if (key === "Escape" && !list.hidden) closed = true;
    else if (key === "ArrowDown") [closed, at] = [false, Math.min(at + 1, shown.length - 1)];
    else if (key === "ArrowUp" && !list.hidden) at = Math.max(at - 1, -1);
    else if (key === "Enter" && !list.hidden && at >= 0) take(shown[at]);
    else return;
    event.preventDefault();
    event.stopPropagation();
    draw();
  }, { signal });
  list.addEventListener("mousedown", (event) => event.preventDefault()); // who chooses stays in the field
  list.addEventListener("click", ({ target }) => {
    const item = target instanceof Element ? target.closest("li") : null;
    if (item) take(shown[[...list.children].indexOf(item)]);
    draw();
  });
  signal.addEventListener("abort", () => {
    list.remove();
    live.remove();
    control.setAttribute("aria-expanded", "false");
    for (const name of ["aria-activedescendant", "aria-controls"]) control.removeAttribute(name);
  });
  control.setAttribute("aria-controls", list.id);
  control.after(list, live);
  draw();
  place(control, list);
}

// Upwards where there is more room above than below.
/** @param {HTMLElement} control @param {HTMLElement} list */
function place(control, list) {
  const box = control.getBoundingClientRect();
  const bar = document.querySelector(".send-bar")?.getBoundingClientRect().top ?? 0;
  const below = Math.min(bar > box.bottom ? bar : innerHeight, innerHeight) - box.bottom;
  const upwards = below < 180 && box.top > below;
  list.classList.toggle("is-above", upwards);
  list.style.setProperty("max-height", `${Math.max(100, Math.min(288, (upwards ? box.top : below) - 16))}px`);
}
