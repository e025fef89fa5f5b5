// <search-select>: a list of choices that is searched by typing. The <select> inside stays what
// it is for forms, scripts and screen readers; only its own pop-up is replaced by a searchable one.
import { all, one, placeOf } from "./elements.js";
import { soon } from "./soon.js";
import { words } from "./words.js";

class SearchSelect extends HTMLElement {
  /** @type {HTMLElement | null} */
  popup = null;
  list = document.createElement("ul");
  input = document.createElement("input");
  /** @type {Promise<unknown> | null} */
  both = null; // puts services and actions in the place of what was found

  get select() {
    return one(this, "select", HTMLSelectElement);
  }

  connectedCallback() {
    if (this.select.querySelector("noscript")) soon(() => this.complete());
    else this.#once();
    this.select.addEventListener("mousedown", (event) => {
      event.preventDefault();
      this.select.focus();
      this.open("");
    });
    this.select.addEventListener("keydown", (event) => this.onSelectKey(event));
  }

  // All there is to choose stands in the page as text, which browsers read for pages without scripts alone.
  complete() {
    const rest = this.select.querySelector("noscript");
    if (!rest) return;
    const { value } = this.select;
    this.select.innerHTML = rest.textContent;
    this.select.value = value;
  }

  // Not all browsers know <noscript> in a <select>: what is chosen stands in front of the whole list there.
  #once() {
    const [first, ...others] = this.select.options;
    const same = others.find(({ value }) => value === first.value);
    if (!same) return;
    same.selected ||= first.selected;
    first.remove();
  }

  /** @param {KeyboardEvent} event */
  onSelectKey(event) {
    this.complete();
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (/^[a-z0-9_]$/i.test(event.key)) this.open(event.key);
    else if (["Enter", " ", "F4"].includes(event.key)) this.open("");
    else return;
    event.preventDefault();
  }

  /** @param {string} text */
  open(text) {
    if (this.popup) return;
    this.complete();
    const label = this.select.labels[0].textContent;
    const popup = Object.assign(document.createElement("div"), { className: "search-popup" });
    this.popup = popup;
    this.list = Object.assign(document.createElement("ul"), { id: `${this.select.id}-choices`, role: "listbox", ariaLabel: label, translate: this.select.translate });
    this.input = Object.assign(document.createElement("input"), { type: "search", value: text, autocomplete: "off", spellcheck: false });
    const roles = { role: "combobox", "aria-expanded": "true", "aria-autocomplete": "list", "aria-controls": this.list.id, "aria-label": words.searchSelect.search(label) };
    for (const [name, value] of Object.entries(roles)) this.input.setAttribute(name, value);
    popup.append(this.input, this.list);
    this.append(popup);
    this.input.addEventListener("input", (event) => { event.stopPropagation(); this.fill(); });
    this.input.addEventListener("change", (event) => event.stopPropagation());
    this.input.addEventListener("keydown", (event) => this.onKey(event));
    popup.addEventListener("focusout", ({ relatedTarget: to }) => { if (!(to instanceof Node && this.popup?.contains(to))) this.close(); });
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => this.choose(placeOf(event)?.closest("li[role=option]")));
    this.fill();
    this.turn(popup);
    this.input.focus();
  }

  // Upwards where there is more room above than is left below: the bars cover what lies beneath them.
  /** @param {HTMLElement} popup */
  turn(popup) {
    const box = this.select.getBoundingClientRect();
    /** @param {string} selector @param {"top" | "bottom"} side @param {number} otherwise */
    const edge = (selector, side, otherwise) => document.querySelector(selector)?.getBoundingClientRect()[side] ?? otherwise;
    const pane = this.closest(".is-large, .request-pane")?.getBoundingClientRect();
    const bar = edge(".send-bar", "top", 0);
    const below = Math.min(bar > box.bottom ? bar : innerHeight, pane?.bottom ?? innerHeight, innerHeight) - box.bottom;
    const above = box.top - Math.max(edge(".masthead", "bottom", 0), pane?.top ?? 0);
    const upwards = popup.offsetHeight > below && above > below;
    popup.classList.toggle("is-above", upwards);
    popup.classList.toggle("is-at-end", box.left + popup.offsetWidth > document.documentElement.clientWidth);
    // Room for the field to search in, and at least a few of the choices.
    this.list.style.setProperty("max-height", `${Math.max(120, Math.min(280, (upwards ? above : below) - 56))}px`);
  }

  fill() {
    const pieces = this.input.value.toLowerCase().split(/[\s.]+/).filter(Boolean);
    /** @param {HTMLOptionElement} option */
    const fits = (option) => pieces.every((piece) => `${option.text} ${option.value}`.toLowerCase().includes(piece));
    // What begins with the text comes before what merely has it inside.
    /** @param {HTMLOptionElement} option */
    const rank = (option) => (pieces[0] && option.text.toLowerCase().startsWith(pieces[0]) ? 0 : 1);
    const found = [...this.select.options].filter(fits).sort((a, b) => pieces.length ? rank(a) - rank(b) : 0);
    let group = "";
    const items = found.flatMap((option) => {
      const item = Object.assign(document.createElement("li"), { id: `${this.select.id}-choice-${option.index}`, role: "option", textContent: option.text });
      item.dataset.value = option.value;
      const parent = option.parentElement instanceof HTMLOptGroupElement ? option.parentElement.label : "";
      if (pieces.length || !parent || parent === group) return [item];
      group = parent;
      return [Object.assign(document.createElement("li"), { className: "group", role: "presentation", textContent: parent }), item];
    });
    if (!items.length) items.push(Object.assign(document.createElement("li"), { className: "group", role: "presentation", textContent: words.searchSelect.nothing, translate: true }));
    this.list.replaceChildren(...items);
    const current = pieces.length ? null : this.options.find((item) => item.dataset.value === this.select.value);
    this.mark(current ?? this.options[0]);
    this.both = pieces.length > 1 && this.select.matches("[data-changes-form]") ? import("./both-at-once.js").then(({ offer }) => offer(this, pieces)) : null;
  }

  get options() {
    return all(this.list, "[role=option]", HTMLElement);
  }

  /** @param {Element | null | undefined} item */
  mark(item) {
    this.list.querySelector("[aria-selected=true]")?.setAttribute("aria-selected", "false");
    this.input.setAttribute("aria-activedescendant", item?.id ?? "");
    if (!item) return;
    item.setAttribute("aria-selected", "true");
    item.scrollIntoView({ block: "nearest" });
  }

  /** @param {KeyboardEvent} event */
  async onKey(event) {
    if (this.both && (event.key === "Enter" || event.key === "Tab")) {
      event.preventDefault();
      event.stopPropagation();
      await this.both;
      return this.choose(this.list.querySelector("[aria-selected=true]"));
    }
    const items = this.options;
    const marked = items.findIndex((item) => item.ariaSelected === "true");
    /** @type {Record<string, number>} */
    const moves = { ArrowDown: marked + 1, ArrowUp: marked - 1, PageDown: marked + 10, PageUp: marked - 10, Home: 0, End: items.length - 1 };
    if (event.key in moves) this.mark(items[Math.min(Math.max(moves[event.key], 0), items.length - 1)]);
    else if (event.key === "Enter" || event.key === "Tab") this.choose(items[marked]);
    else if (event.key === "Escape") this.close(true);
    else return;
    event.stopPropagation();
    if (event.key !== "Tab") event.preventDefault();
  }

  /** @param {HTMLElement | null | undefined} item */
  choose(item) {
    if (!item || !this.popup) return;
    const { service, action = "" } = item.dataset;
    if (service) return import("./both-at-once.js").then(({ choose }) => choose(this, service, action));
    const changed = this.select.value !== item.dataset.value;
    this.select.value = item.dataset.value ?? "";
    this.close(true);
    if (changed) this.select.dispatchEvent(new Event("change", { bubbles: true }));
  }

  close(refocus = false) {
    const popup = this.popup;
    this.popup = null;
    popup?.remove();
    if (refocus) this.select.focus();
  }
}

customElements.define("search-select", SearchSelect);
