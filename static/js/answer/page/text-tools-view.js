// What stands above the text: formatted or not, folding, wrapping, copying, and the search.
import { copy } from "../../copy.js";
import { recall, remember } from "../../remembered.js";
import { words } from "./words.js";

const { fold, foldAll, foldTo, unfoldAll } = words.textTools;
/** @import { Facts } from "./preview-choice.js" */

/**
 * What the tools ask of the Text view: `line` is the one that the reader is at.
 * @typedef {{
 *   line: number, focus: () => void, refresh: () => Promise<void>, open: () => Promise<void>,
 *   take: (answer: any, how?: { middle?: boolean }) => Promise<void>,
 * }} View
 */

/** @type {[label: string, value: string][]} */
const LEVELS = [[fold, ""], [foldAll, "1"], ...["2", "3", "4"].map((level) => /** @type {[string, string]} */ ([foldTo(level), level])), [unfoldAll, "none"]];
const TYPED_AFTER = 120; // ms
let viewers = 0;

export class TextTools {
  element = make("div", { className: "toolbar text-tools", translate: true });
  live = make("p", { className: "visually-hidden" });
  #view;
  #body;
  #number = ++viewers;
  #modes = group(words.textTools.modes);
  #fold = make("select", { ariaLabel: words.textTools.fold });
  #wrap = button(words.textTools.wrap);
  #copy = button(words.textTools.copy);
  #input = make("input", { type: "search", autocomplete: "off", spellcheck: false });
  #exact = button(words.textTools.exact);
  #count = make("output", { className: "find-count" });
  #index = -1;
  #found = 0;
  #more = false; // more were found than are counted
  #timer = 0;
  #asked = "";

  /** @param {View} view @param {{ facts: Facts, ask: (name: string, args?: unknown) => Promise<any> }} body */
  constructor(view, body) {
    this.#view = view;
    this.#body = body;
    this.live.setAttribute("aria-live", "polite");
    const hint = make("p", { id: this.hintId, className: "visually-hidden", textContent: words.textTools.keys });
    this.mode = recall("answer-text", "formatted");
    this.wraps = recall("answer-wrap", "0") === "1";
    for (const [mode, label] of [["formatted", words.textTools.formatted], ["raw", words.textTools.raw]]) {
      const one = button(label);
      one.dataset.mode = mode;
      one.addEventListener("click", () => this.#choose(mode));
      this.#modes.append(one);
    }
    this.#fold.append(...LEVELS.map(([label, value]) => new Option(label, value)));
    this.#fold.addEventListener("change", () => this.#foldFrom());
    this.#wrap.addEventListener("click", () => this.#toggleWrap());
    this.#copy.addEventListener("click", async () => copy(this.#copy, await body.ask("textCopy")));
    this.element.setAttribute("role", "toolbar");
    this.element.setAttribute("aria-label", words.textTools.label);
    this.element.append(this.#modes, this.#fold, this.#wrap, this.#copy, this.#search(), hint);
    this.#mark();
  }

  get hintId() {
    return `text-keys-${this.#number}`;
  }

  /** @param {string} sentence */
  say(sentence) {
    this.live.textContent = sentence;
  }

  // The lines were opened: what was looked for is looked for again.
  /** @param {{ formatted: boolean }} answer */
  opened({ formatted }) {
    this.#fold.hidden = !formatted;
    const { complete, structured } = this.#body.facts;
    this.#modes.hidden = complete && !structured;
    if (complete && this.#input.value) this.#find(true);
  }

  // Keys that work everywhere in the view.
  /** @param {KeyboardEvent} event */
  pressed(event) {
    if (event.key.toLowerCase() === "f" && (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey) {
      this.#input.focus();
      this.#input.select();
    } else if (event.key === "F3") {
      this.#go(event.shiftKey ? -1 : 1);
    } else return;
    event.preventDefault();
  }

  #search() {
    const form = make("search", { className: "text-find" });
    const label = make("label", { className: "visually-hidden", textContent: words.textTools.search, htmlFor: `find-${this.#number}` });
    this.#input.id = label.htmlFor;
    this.#input.placeholder = words.textTools.searchHint;
    this.#exact.ariaPressed = "false";
    this.#exact.title = this.#exact.ariaLabel = words.textTools.exactTitle;
    const [previous, next] = [button("‹"), button("›")];
    previous.ariaLabel = words.textTools.previous;
    next.ariaLabel = words.textTools.next;
    this.#input.addEventListener("input", () => {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.#find(), TYPED_AFTER);
    });
    this.#input.addEventListener("keydown", (event) => this.#typed(event));
    this.#exact.addEventListener("click", () => {
      this.#exact.ariaPressed = String(this.#exact.ariaPressed !== "true");
      this.#find();
    });
    previous.addEventListener("click", () => this.#go(-1));
    next.addEventListener("click", () => this.#go(1));
    form.append(label, this.#input, this.#exact, previous, next, this.#count);
    return form;
  }

  /** @param {KeyboardEvent} event */
  #typed(event) {
    // The page sends the form on Ctrl-Enter: that is left to it.
    if (event.key === "Enter" && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      this.#go(event.shiftKey ? -1 : 1);
    } else if (event.key === "Escape") {
      event.preventDefault();
      this.#input.value = "";
      this.#find();
      this.#view.focus();
    }
  }

  // Looks for what is typed; `quietly` does not move to the match.
  async #find(quietly = false) {
    const query = this.#input.value;
    const caseSensitive = this.#exact.ariaPressed === "true";
    if (!quietly) this.#asked = query;
    const current = quietly ? this.#index : -1;
    const { count, more, index } = await this.#body.ask("textFind", { query, caseSensitive, from: this.#view.line, current });
    if (query !== this.#input.value) return;
    [this.#found, this.#index, this.#more] = [count, index, more];
    if (count && !quietly) return this.#show();
    this.#tell();
    await this.#view.refresh();
  }

  /** @param {number} step */
  async #go(step) {
    if (this.#asked !== this.#input.value) {
      clearTimeout(this.#timer);
      return this.#find();
    }
    if (!this.#found) return undefined;
    this.#index = (this.#index + step + this.#found) % this.#found;
    return this.#show();
  }

  async #show() {
    this.#tell();
    await this.#view.take(await this.#body.ask("textMatch", { index: this.#index }), { middle: true });
  }

  #tell() {
    const all = this.#found.toLocaleString("en") + (this.#more ? "+" : "");
    this.#count.textContent = !this.#input.value ? "" : this.#found ? words.textTools.place(this.#index + 1, all) : words.textTools.notFound;
  }

  /** @param {string} mode */
  async #choose(mode) {
    this.mode = mode;
    remember("answer-text", mode);
    this.#mark();
    await this.#view.open();
  }

  async #toggleWrap() {
    this.wraps = !this.wraps;
    remember("answer-wrap", this.wraps ? "1" : "0");
    this.#mark();
    await this.#view.open();
  }

  async #foldFrom() {
    const level = this.#fold.value === "none" ? null : Number(this.#fold.value);
    this.#fold.value = "";
    await this.#view.take(await this.#body.ask("textFoldFrom", { level, line: this.#view.line }));
  }

  #mark() {
    for (const one of /** @type {Iterable<HTMLElement>} */ (this.#modes.children)) one.ariaPressed = String(one.dataset.mode === this.mode);
    this.#wrap.ariaPressed = String(this.wraps);
  }
}

/**
 * @template {keyof HTMLElementTagNameMap} Name
 * @param {Name} name @param {Partial<HTMLElementTagNameMap[Name]>} properties
 * @returns {HTMLElementTagNameMap[Name]}
 */
function make(name, properties) {
  return Object.assign(document.createElement(name), properties);
}

/** @param {string} label */
export function button(label) {
  return make("button", { type: "button", className: "quiet", textContent: label });
}

/** @param {string} label */
export function group(label) {
  const element = make("div", { className: "segments" });
  element.setAttribute("role", "group");
  element.setAttribute("aria-label", label);
  return element;
}
