// The answer as text: formatted or as it came, with line numbers, folding and search.
import { all, placeOf } from "../../elements.js";
import { callsButton, isId } from "./calls-button.js";
import { textSpan } from "./marked-text-view.js";
import { lineOf } from "./text-line-view.js";
import { TextTools } from "./text-tools-view.js";
import { openValueMenu } from "./value-menu.js";
import { VirtualRows } from "./virtual-rows.js";
import { words } from "./words.js";

/** @import { AnswerBody } from "./answer-body.js" */
/** @import { Facts } from "./preview-choice.js" */
/** @import { Row } from "./text-line-view.js" */
/** @import { About } from "./value-menu.js" */

/**
 * What the Worker says of the rows that are open: see worker/text-handlers.js.
 * @typedef {{ rows: number, lines: number, formatted: boolean }} Opened
 */

const GUTTER = 9; // columns: line number, fold mark, space at the right

export default class TextView {
  static id = "text";
  /** @param {Facts} facts */
  static offers = (facts) => facts.language !== "binary";

  #body;
  #scroller = document.createElement("div");
  #rows;
  #tools;
  #more = document.createElement("button"); // the menu of the current line
  #current = -1; // line
  #pointed = -1; // line whose id has its button, if it is one
  /** @type {Opened} */
  #opened = { rows: 0, lines: 0, formatted: false };
  #columns = 0;
  #visible = false;
  /** @type {Promise<unknown>} */
  #acting = Promise.resolve();

  /** @param {HTMLElement} host @param {AnswerBody} body */
  constructor(host, body) {
    this.#body = body;
    this.#tools = new TextTools(this, body);
    Object.assign(this.#scroller, { className: "code rows", tabIndex: 0 });
    this.#scroller.setAttribute("role", "group");
    this.#scroller.setAttribute("aria-label", words.textView.label);
    this.#scroller.setAttribute("aria-describedby", this.#tools.hintId);
    this.#more.type = "button";
    this.#more.className = "line-menu quiet";
    this.#more.textContent = "⋯";
    this.#more.title = words.valueMenu.open;
    this.#more.setAttribute("aria-haspopup", "menu");
    this.#more.setAttribute("aria-label", words.valueMenu.open);
    this.#more.setAttribute("aria-expanded", "false");
    this.#more.hidden = true;
    host.append(this.#tools.element, this.#scroller, this.#tools.live);
    this.#rows = new VirtualRows(this.#scroller, {
      fetch: async (first, count) => (await body.ask("textRows", { first, count })).rows,
      draw: (rows, window) => this.#draw(rows, window),
    });
    this.#scroller.addEventListener("click", (event) => this.#clicked(event));
    this.#scroller.addEventListener("mouseover", (event) => {
      const line = Number(placeOf(event)?.closest(".answer-line")?.getAttribute("data-line") ?? this.#pointed);
      if (line !== this.#pointed) this.#offerCalls(line);
    });
    this.#scroller.addEventListener("keydown", (event) => this.#pressed(event));
    this.#scroller.addEventListener("contextmenu", (event) => {
      if (event.button === -1 || event.pointerType === "") this.#pressedMenu(event);
    });
    host.addEventListener("keydown", (event) => this.#tools.pressed(event));
    this.#more.addEventListener("click", () => this.#menu());
    body.addEventListener("grown", () => this.#visible && this.open());
    body.addEventListener("complete", () => this.#visible && this.open());
    new ResizeObserver(() => this.#visible && this.#tools.wraps && this.#fit()).observe(this.#scroller);
  }

  async show() {
    this.#visible = true;
    await this.open();
  }

  hide() {
    this.#visible = false;
  }

  get line() {
    return Math.max(0, this.#current);
  }

  get opened() {
    return this.#opened;
  }

  // Asks for the lines anew: there are more, or they are to be laid out in another way.
  async open() {
    this.#columns = this.#tools.wraps ? this.#fitting() : 0;
    await this.take(await this.#body.ask("textOpen", { mode: this.#tools.mode, columns: this.#columns }));
    this.#scroller.classList.toggle("wrapped", this.#tools.wraps);
    this.#tools.opened(this.#opened);
  }

  // Takes what the worker says of the rows: how many there are, and which is to be in sight.
  /** @param {Opened & { row?: number, line?: number }} answer @param {{ middle?: boolean }} [how] */
  async take({ rows, lines, formatted, row, line }, { middle = false } = {}) {
    this.#opened = { rows, lines, formatted };
    this.#scroller.style.setProperty("--digits", String(String(lines).length));
    if (line !== undefined) this.#current = line;
    await this.#rows.reset(rows);
    if (row === undefined) return;
    await this.#rows.show(row, { middle });
    this.#sidewards();
  }

  // Scrolls a long line to the match in it.
  #sidewards() {
    const match = this.#rows.window.querySelector(".current-match");
    const [sight, place] = [this.#scroller.getBoundingClientRect(), match?.getBoundingClientRect()];
    if (!place || (place.left > sight.left && place.right < sight.right)) return;
    this.#scroller.scrollLeft += place.left - sight.left - sight.width / 3;
  }

  refresh() {
    return this.#rows.refresh();
  }

  focus() {
    this.#scroller.focus();
  }

  // Shows the line in which an offset of the text is.
  /** @param {number} offset */
  async go(offset) {
    await this.take(await this.#body.ask("textGo", { offset }), { middle: true });
    this.focus();
  }

  /** @param {number} line @param {boolean} fold */
  async fold(line, fold) {
    await this.take(await this.#body.ask("textFold", { line, fold }));
  }

  #fit() {
    if (this.#fitting() !== this.#columns) this.open();
  }

  #fitting() {
    const probe = textSpan("", "0".repeat(100));
    this.#rows.window.append(probe);
    const width = probe.getBoundingClientRect().width / 100;
    probe.remove();
    return Math.max(20, Math.floor(this.#scroller.clientWidth / width) - GUTTER - String(this.#opened.lines).length);
  }

  /** @param {Row[]} rows @param {HTMLElement} window */
  #draw(rows, window) {
    const elements = rows.map((row) => lineOf(row, row.line === this.#current));
    window.replaceChildren(...elements, this.#more);
    const index = rows.findIndex((row) => row.line === this.#current && row.segment === 0);
    this.#more.hidden = index === -1 || !this.#body.facts.structured;
    this.#more.style.setProperty("top", `${Math.max(0, index) * this.#rows.rowHeight}px`);
  }

  /** @param {MouseEvent} event */
  #clicked(event) {
    const place = placeOf(event);
    /** @type {HTMLElement | null | undefined} */
    const element = place?.closest(".answer-line");
    if (!element) return;
    const line = Number(element.dataset.line);
    this.#makeCurrent(line);
    const mark = place?.closest(".fold-mark, .folded");
    if (mark) this.fold(line, mark.getAttribute("data-fold") === "open");
  }

  // The line that is pointed at, or come to by keyboard, has the button of the id in it.
  /** @param {number} line */
  async #offerCalls(line) {
    this.#pointed = line;
    const { region, structured } = this.#body.facts;
    if (!structured || !region) return;
    /** @type {About | null} */
    const about = await this.#body.ask("textAbout", { line });
    const is = about?.kind === "scalar" && (await isId(region, about.ownerClass, about.name).catch(() => false));
    if (line !== this.#pointed) return;
    this.#scroller.querySelector(".calls-button:not([aria-expanded='true'])")?.remove();
    const element = is && all(this.#rows.window, `[data-line="${line}"]`, HTMLElement).at(-1);
    if (about && element && !element.querySelector(".calls-button")) element.append(callsButton({ region, className: about.ownerClass, property: about.name, value: about.text }));
  }

  /** @param {number} line */
  #makeCurrent(line) {
    this.#current = line;
    this.#offerCalls(line);
    for (const element of all(this.#rows.window, ".answer-line", HTMLElement)) element.classList.toggle("current", Number(element.dataset.line) === line);
    /** @type {HTMLElement | null} */
    const own = this.#rows.window.querySelector(".answer-line.current[data-number]");
    this.#more.hidden = !own || !this.#body.facts.structured;
    if (own) this.#more.style.setProperty("top", `${own.offsetTop}px`);
  }

  // The row at which the keyboard is; the top one in sight before it was used.
  #currentRow() {
    const element = this.#elementAt(".answer-line.current");
    return element ? Number(element.dataset.row) : this.#rows.top - 1;
  }

  /** @param {KeyboardEvent} event */
  #pressed(event) {
    if (event.target !== this.#scroller || event.ctrlKey || event.metaKey || event.altKey) return;
    const page = this.#rows.page;
    /** @type {Record<string, number | undefined>} */
    const steps = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -Infinity, End: Infinity };
    const step = steps[event.key];
    // Keys pressed in quick succession are acted on one after the other.
    /** @param {() => Promise<void>} what */
    const act = (what) => (this.#acting = this.#acting.then(what));
    if (step !== undefined) act(() => this.#step(step));
    else if (event.key === "ArrowLeft" || event.key === "ArrowRight") act(() => this.#foldCurrent(event.key === "ArrowLeft"));
    else if (event.key === "ContextMenu" || event.key === "Enter" || (event.key === "F10" && event.shiftKey)) return this.#pressedMenu(event);
    else return undefined;
    return event.preventDefault();
  }

  /** @param {Event} event */
  #pressedMenu(event) {
    if (this.#more.hidden) return;
    event.preventDefault();
    this.#menu();
  }

  /** @param {string} selector @returns {HTMLElement | null} */
  #elementAt(selector) {
    return this.#rows.window.querySelector(selector);
  }

  /** @param {number} step */
  async #step(step) {
    const row = Math.min(Math.max(0, this.#currentRow() + step), this.#rows.count - 1);
    await this.#rows.show(row);
    const element = this.#elementAt(`[data-row="${row}"]`);
    if (!element) return;
    this.#makeCurrent(Number(element.dataset.line));
    this.#tools.say(words.textView.lineSays(Number(element.dataset.line) + 1, element.textContent.slice(0, 300)));
  }

  /** @param {boolean} fold */
  async #foldCurrent(fold) {
    const answer = await this.#body.ask("textFold", { line: this.line, fold });
    const before = this.#opened.rows;
    await this.take(answer);
    const element = this.#elementAt(`[data-row="${answer.row}"]`);
    if (element) this.#makeCurrent(Number(element.dataset.line));
    const said = fold ? words.textView.folded : words.textView.unfolded;
    if (before !== answer.rows) this.#tools.say(said(element?.textContent.slice(0, 300) ?? ""));
  }

  async #menu() {
    const line = this.line;
    const about = await this.#body.ask("textAbout", { line });
    if (!about) return this.#tools.say(words.textView.noValue);
    const value = () => this.#body.ask("textValue", { line });
    return openValueMenu(this.#more, { about, value, body: this.#body, say: (sentence) => this.#tools.say(sentence) });
  }
}
