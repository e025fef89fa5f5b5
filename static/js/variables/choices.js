// A list over the page that is narrowed by typing: found in a field above it, with what belongs to it below.
import { words } from "./words.js";

/**
 * `text` is what it is called, `value` what it is now (null where that is not known), `of` whatever it stands for.
 * @template Of
 * @typedef {{ text: string, value: string | null, note: string, group: string, of: Of }} Choice
 */
/**
 * What the list is about. `take` is for Enter and a press, `forth` and `back` for the arrows to the sides; `marked`
 * hears which one is at hand. `foot` stands below.
 * @template Of
 * @typedef {{ label: string, find: string, list: string, none: string, choices: Choice<Of>[], take: (one: Of) => unknown, forth?: (one: Of) => unknown, back?: () => unknown, marked?: (one: Of | null) => unknown, foot: (HTMLElement | string)[] }} Stage
 */

const MOST = 80;

export class Choices {
  box = Object.assign(document.createElement("div"), { className: "choices", popover: "auto" });
  input = Object.assign(document.createElement("input"), { type: "search", autocomplete: "off", spellcheck: false });
  list = Object.assign(document.createElement("ul"), { id: "variable-choices", role: "listbox" });
  live = Object.assign(document.createElement("span"), { className: "visually-hidden", role: "status" });
  /** @type {Choice<any>[]} */
  shown = [];
  at = -1;
  /** @type {Stage<any> | null} */
  stage = null;

  /** @param {HTMLElement} control beside which it opens, and where the focus goes back to */
  constructor(control) {
    this.box.setAttribute("role", "dialog");
    const roles = { role: "combobox", "aria-expanded": "true", "aria-autocomplete": "list", "aria-controls": this.list.id };
    for (const [name, value] of Object.entries(roles)) this.input.setAttribute(name, value);
    this.input.addEventListener("input", () => { this.at = 0; this.draw(); });
    this.input.addEventListener("keydown", (event) => this.onKey(event));
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    this.list.addEventListener("click", ({ target }) => this.onPress(/** @type {Element} */ (target)));
    // A field that is emptied to be filled in so stays, where only those that are set are shown.
    const field = control.closest(".field");
    field?.classList.add("is-picking");
    this.box.addEventListener("toggle", (event) => {
      if (event.newState !== "closed") return;
      this.box.remove();
      control.addEventListener("blur", () => field?.classList.remove("is-picking"), { once: true });
    });
    this.box.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.preventDefault();
      event.stopPropagation();
      this.close();
      control.focus();
    });
    // Over all of the page, and none of the form's own fields.
    document.body.append(this.box);
    this.beside = control;
  }

  close() {
    this.box.hidePopover();
  }

  /** @param {Stage<any>} stage */
  show(stage) {
    this.stage = stage;
    this.box.setAttribute("aria-label", stage.label);
    this.input.setAttribute("aria-label", stage.find);
    this.list.setAttribute("aria-label", stage.list);
    Object.assign(this.input, { value: "", placeholder: stage.find });
    const foot = Object.assign(document.createElement("div"), { className: "choices-foot" });
    foot.append(...stage.foot);
    this.box.replaceChildren(this.input, this.list, foot, this.live);
    this.at = 0;
    if (!this.box.matches(":popover-open")) this.box.showPopover();
    this.draw();
    this.place();
    this.input.focus();
  }

  get marked() {
    return this.shown[this.at]?.of ?? null;
  }

  draw() {
    const typed = this.input.value.toLowerCase().split(/\s+/).filter(Boolean);
    const { choices = [], none = "" } = this.stage ?? {};
    const found = choices.filter((one) => typed.every((word) => `${one.text} ${one.value ?? ""} ${one.note} ${one.group}`.toLowerCase().includes(word)));
    this.shown = found.slice(0, MOST);
    let group = "";
    const rows = this.shown.flatMap((one, index) => {
      const row = this.row(one, index);
      if (one.group === group) return [row];
      group = one.group;
      return group ? [said(group), row] : [row];
    });
    if (found.length > MOST) rows.push(said(words.choices.more(found.length - MOST)));
    if (!rows.length) rows.push(said(typed.length ? words.choices.nothing : none));
    this.list.replaceChildren(...rows);
    this.live.textContent = words.choices.count(this.shown.length);
    this.mark(this.at);
  }

  /** @param {Choice<any>} one @param {number} index */
  row(one, index) {
    const row = Object.assign(document.createElement("li"), { id: `${this.list.id}-${index}`, role: "option" });
    row.dataset.index = String(index);
    row.append(Object.assign(document.createElement("b"), { translate: false, textContent: one.text }), value(one.value));
    if (one.note) row.append(Object.assign(document.createElement("small"), { textContent: one.note }));
    if (this.stage?.forth) row.append(Object.assign(document.createElement("i"), { className: "forth", ariaHidden: "true", textContent: "›" }));
    return row;
  }

  /** @param {number} at */
  mark(at) {
    const rows = /** @type {NodeListOf<HTMLElement>} */ (this.list.querySelectorAll("[role=option]"));
    this.at = rows.length ? (at + rows.length) % rows.length : -1;
    for (const [index, row] of rows.entries()) row.setAttribute("aria-selected", String(index === this.at));
    const row = rows[this.at];
    this.input.setAttribute("aria-activedescendant", row?.id ?? "");
    row?.scrollIntoView({ block: "nearest" });
    this.stage?.marked?.(this.marked);
  }

  // Another value of what is marked.
  /** @param {string} text */
  says(text) {
    this.list.querySelector("[aria-selected=true] code")?.replaceWith(value(text));
  }

  /** @param {KeyboardEvent} event */
  onKey(event) {
    const { key } = event;
    const one = this.marked;
    if (key === "ArrowDown") this.mark(this.at + 1);
    else if (key === "ArrowUp") this.mark(this.at - 1);
    else if (key === "Enter" && one) this.stage?.take(one);
    else if (key === "ArrowRight" && one && this.stage?.forth && this.input.selectionStart === this.input.value.length) this.stage.forth(one);
    else if (key === "ArrowLeft" && this.stage?.back && this.input.selectionEnd === 0) this.stage.back();
    else return;
    event.preventDefault();
  }

  /** @param {Element} target */
  onPress(target) {
    const row = /** @type {HTMLElement | null} */ (target.closest("[role=option]"));
    if (!row) return;
    this.mark(Number(row.dataset.index));
    if (target.matches(".forth")) this.stage?.forth?.(this.marked);
    else this.stage?.take(this.marked);
  }

  // Below the field, or above where there is more room.
  place() {
    const [field, box] = [this.beside.getBoundingClientRect(), this.box.getBoundingClientRect()];
    const { clientWidth: width } = document.documentElement;
    const below = field.bottom + box.height + 4 < innerHeight || field.top < innerHeight - field.bottom;
    const top = below ? Math.min(field.bottom + 2, innerHeight - box.height - 4) : field.top - box.height - 2;
    this.box.style.setProperty("left", `${Math.max(4, Math.min(field.left, width - box.width - 4))}px`);
    this.box.style.setProperty("top", `${Math.max(4, top)}px`);
  }
}

/** @param {string} text */
const said = (text) => Object.assign(document.createElement("li"), { className: "group", role: "presentation", textContent: text });

/** @param {string | null} text */
function value(text) {
  if (text) return Object.assign(document.createElement("code"), { translate: false, textContent: text });
  return Object.assign(document.createElement("code"), { className: "no-value", textContent: text === null ? words.choices.noValue : words.choices.empty });
}
