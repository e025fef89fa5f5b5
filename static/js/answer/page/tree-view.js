// The answer as a tree: each value with its meaning, each object with its class.
import { all, one, placeOf } from "../../elements.js";
import { callsButton } from "./calls-button.js";
import { appendText, textSpan } from "./marked-text-view.js";
import { explain, meaningsOf, resultMeaning } from "./meanings.js";
import { container, twisty, value } from "./tree-line-view.js";
import { openValueMenu } from "./value-menu.js";
import { VirtualRows } from "./virtual-rows.js";
import { words } from "./words.js";

/** @import { AnswerBody } from "./answer-body.js" */
/** @import { Said } from "./meanings.js" */
/** @import { Facts } from "./preview-choice.js" */
/** @import { Row } from "./tree-line-view.js" */

const DEEPEST = 30; // levels that are indented; beyond, the level stands as a number
const TYPED_TOGETHER = 700; // ms
let viewers = 0;

export default class TreeView {
  static id = "tree";
  /** @param {Facts} facts */
  static offers = (facts) => Boolean(facts.structured);

  #body;
  #tree = document.createElement("div");
  #live = Object.assign(document.createElement("p"), { className: "visually-hidden" });
  #more = document.createElement("button");
  #rows;
  /** @type {Row[]} */
  #drawn = [];
  #current = 0; // row
  #name = `tree-${++viewers}`;
  /** @type {Promise<unknown>} */
  #acting = Promise.resolve();
  #typed = "";
  #typedAt = 0;

  /** @param {HTMLElement} host @param {AnswerBody} body */
  constructor(host, body) {
    this.#body = body;
    Object.assign(this.#tree, { className: "code tree-rows", tabIndex: 0, role: "tree", ariaLabel: words.treeView.label });
    Object.assign(this.#more, { type: "button", className: "line-menu quiet", textContent: "⋯", tabIndex: -1, ariaHasPopup: "menu", ariaExpanded: "false", ariaLabel: words.valueMenu.open });
    this.#live.setAttribute("aria-live", "polite");
    host.append(this.#tree, this.#live);
    this.#rows = new VirtualRows(this.#tree, {
      fetch: async (first, count) => (await body.ask("treeRows", { first, count })).rows,
      draw: (rows, window) => this.#draw(rows, window),
    });
    this.#tree.addEventListener("click", (event) => this.#clicked(event));
    this.#tree.addEventListener("keydown", (event) => this.#pressed(event));
    this.#more.addEventListener("click", () => this.#menu());
  }

  async show() {
    await this.#take(await this.#body.ask("treeOpen"));
  }

  hide() {}

  /** @param {{ rows: number, row?: number }} answer */
  async #take({ rows, row }) {
    if (row !== undefined) this.#current = row;
    await this.#rows.reset(rows);
    if (row !== undefined) await this.#rows.show(row);
  }

  /** @param {Row[]} rows @param {HTMLElement} window */
  #draw(rows, window) {
    this.#drawn = rows;
    const focused = document.activeElement === this.#more;
    window.replaceChildren(...rows.map((row) => this.#element(row)));
    this.#mark();
    if (focused) this.#more.focus();
    this.#explain(rows);
  }

  /** @param {Row} row */
  #element(row) {
    const element = document.createElement("div");
    Object.assign(element, { id: `${this.#name}-${row.row}`, className: "tree-row", role: "treeitem", ariaLevel: String(row.level), ariaSetSize: String(row.setSize), ariaPosInSet: String(row.position) });
    element.dataset.row = String(row.row);
    element.style.setProperty("--level", String(Math.min(row.level - 1, DEEPEST)));
    if (row.expanded !== null) element.ariaExpanded = String(row.expanded);
    element.append(twisty(row.expanded));
    if (row.level - 1 > DEEPEST) element.append(textSpan("level-number", `${row.level} `));
    if (row.name) element.append(textSpan(row.item ? "item-name" : "na", row.name), ": ");
    if (row.kind === "scalar") element.append(value(row));
    else element.append(...container(row));
    return element;
  }

  // Adds what values mean, as soon as the schema has been asked.
  /** @param {Row[]} rows */
  async #explain(rows) {
    const { region, service = "", action = "" } = this.#body.facts;
    if (!region) return;
    try {
      const scalars = rows.filter((row) => row.kind === "scalar" && row.text);
      const meanings = await meaningsOf(region, scalars.map((row) => row.ownerClass));
      for (const row of scalars) {
        const alone = row.isResult ? await resultMeaning(region, service, action) : null;
        const meaning = alone ?? meanings.get(row.ownerClass)?.get(row.name);
        const said = explain(row.text, meaning);
        if (rows !== this.#drawn) return;
        if (meaning?.kind === "id") this.#offerCalls(row, region);
        if (said) this.#note(row, said);
      }
    } catch (fault) {
      this.#live.textContent = /** @type {Error} */ (fault).message;
    }
  }

  /** @param {Row} row @param {string} region */
  #offerCalls(row, region) {
    const value = document.getElementById(`${this.#name}-${row.row}`)?.querySelector(".value");
    value?.after(callsButton({ region, className: row.ownerClass, property: row.name, value: row.text }));
  }

  /** @param {Row} row @param {Said} said */
  #note(row, { note, title }) {
    const element = document.getElementById(`${this.#name}-${row.row}`);
    const meaning = textSpan("meaning", note);
    if (title) appendText(meaning, ` (${title})`);
    if (element) one(element, ".value", HTMLElement).after(meaning);
  }

  #mark() {
    const id = `${this.#name}-${this.#current}`;
    for (const element of all(this.#rows.window, ":scope > *", HTMLElement)) {
      const current = element.id === id;
      element.ariaSelected = current ? "true" : null;
      element.classList.toggle("current", current);
      if (current) element.append(this.#more);
    }
    const drawn = this.#drawn.some((row) => row.row === this.#current);
    if (drawn) this.#tree.setAttribute("aria-activedescendant", id);
    else this.#tree.removeAttribute("aria-activedescendant");
  }

  /** @param {number} row */
  async #go(row) {
    this.#current = Math.min(Math.max(0, row), this.#rows.count - 1);
    this.#mark();
    await this.#rows.show(this.#current);
    this.#mark();
  }

  /** @param {number} row @param {boolean} expand */
  async #toggle(row, expand, siblings = false) {
    await this.#take(await this.#body.ask("treeToggle", { row, expand, siblings }));
  }

  /** @param {MouseEvent} event */
  #clicked(event) {
    const place = placeOf(event);
    /** @type {HTMLElement | null | undefined} */
    const element = place?.closest(".tree-row");
    if (!element || place?.closest("a, button")) return;
    this.#current = Number(element.dataset.row);
    this.#mark();
    const expanded = element.ariaExpanded;
    if (expanded && place?.closest(".twisty, .folded")) this.#toggle(this.#current, expanded === "false");
  }

  // Keys pressed in quick succession are acted on one after the other.
  /** @param {KeyboardEvent} event */
  #pressed(event) {
    if (event.target !== this.#tree || event.ctrlKey || event.metaKey || event.altKey) return;
    const act = this.#keys(event);
    if (!act) return;
    event.preventDefault();
    this.#acting = this.#acting.then(act);
  }

  /** @param {KeyboardEvent} event */
  #keys({ key, shiftKey }) {
    /** @type {Record<string, number>} */
    const steps = { ArrowDown: 1, ArrowUp: -1, PageDown: this.#rows.page, PageUp: -this.#rows.page, Home: -Infinity, End: Infinity };
    if (key in steps) return () => this.#go(this.#current + steps[key]);
    if (key === "ArrowRight") return () => this.#inwards();
    if (key === "ArrowLeft") return () => this.#outwards();
    if (key === "*") return () => this.#toggle(this.#current, true, true);
    if (key === "Enter" || key === "ContextMenu" || (key === "F10" && shiftKey)) return () => this.#menu();
    if (key.length === 1 && key !== " ") return () => this.#jump(key);
    return null;
  }

  get #currentRow() {
    return this.#drawn.find((one) => one.row === this.#current);
  }

  async #inwards() {
    await this.#rows.show(this.#current);
    const expanded = this.#currentRow?.expanded;
    if (expanded === false) await this.#toggle(this.#current, true);
    else if (expanded) await this.#go(this.#current + 1);
  }

  async #outwards() {
    await this.#rows.show(this.#current);
    if (this.#currentRow?.expanded) await this.#toggle(this.#current, false);
    else await this.#up();
  }

  async #up() {
    const { row } = await this.#body.ask("treeParent", { row: this.#current });
    await this.#go(row);
  }

  // Goes to the next node whose name begins with what is typed in a row.
  /** @param {string} key */
  async #jump(key) {
    const now = performance.now();
    this.#typed = now - this.#typedAt < TYPED_TOGETHER ? this.#typed + key : key;
    this.#typedAt = now;
    const { row } = await this.#body.ask("treeJump", { row: this.#current + (this.#typed.length === 1 ? 1 : 0), typed: this.#typed });
    if (row !== -1) await this.#go(row);
  }

  async #menu() {
    const row = this.#current;
    await this.#rows.show(row);
    const about = await this.#body.ask("treeAbout", { row });
    const value = () => this.#body.ask("treeValue", { row });
    /** @param {string} sentence */
    const say = (sentence) => {
      this.#live.textContent = sentence;
      this.#tree.focus();
    };
    return openValueMenu(this.#more, { about, value, body: this.#body, say });
  }
}
