// What unfolds between the toolbar and the table: the choice of columns, and the export.
import { words } from "./words.js";

/**
 * A column as the Worker describes it: see worker/table-columns.js. `key` is its path as JSON, `filled` in how many rows it is.
 * @typedef {{ key: string, path: string[], label: string, filled: number, longest: number, isNumber: boolean, isThumbnail: boolean }} Column
 */

let made = 0;

// A button that unfolds a panel; Escape in it folds it again.
/** @param {string} label */
function unfolding(label) {
  const panel = Object.assign(document.createElement("div"), { className: "table-panel", hidden: true, id: `table-panel-${++made}` });
  const button = action(label, () => {
    panel.hidden = !panel.hidden;
    button.setAttribute("aria-expanded", String(!panel.hidden));
  });
  button.classList.add("unfolds");
  button.setAttribute("aria-expanded", "false");
  button.setAttribute("aria-controls", panel.id);
  panel.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    button.click();
    button.focus();
  });
  return { button, panel };
}

export class ColumnMenu {
  /** @type {Set<string>} */
  #shown = new Set(); // keys
  /** @type {Column[]} */
  #columns = [];

  // `chosen` keeps, by key, whether the person has shown or hidden a column.
  /** @param {Map<string, boolean>} chosen @param {() => void} changed */
  constructor(chosen, changed) {
    this.chosen = chosen;
    this.changed = changed;
    const { button, panel } = unfolding(words.tableMenu.columns);
    this.button = button;
    this.panel = panel;
    this.list = document.createElement("ul");
    this.list.setAttribute("aria-label", words.tableMenu.columns);
    const buttons = document.createElement("div");
    buttons.className = "buttons";
    buttons.append(
      action(words.tableMenu.showAll, () => this.#all(() => true)),
      action(words.tableMenu.showFilled, () => this.#all((column) => column.filled > 0)),
      action(words.tableMenu.hideAll, () => this.#all((column) => column === this.#columns[0])),
    );
    this.panel.append(buttons, this.list);
  }

  // Columns that are empty in each row are hidden, unless the person has shown them.
  /** @param {Column[]} columns */
  set columns(columns) {
    for (const { key, filled } of columns) {
      if (this.chosen.get(key) ?? filled > 0) this.#shown.add(key);
      else this.#shown.delete(key);
    }
    const known = signature(this.#columns);
    this.#columns = columns;
    if (signature(columns) !== known) this.#draw(); // the focus may be on one of its boxes
  }

  get shown() {
    return this.#columns.filter(({ key }) => this.#shown.has(key));
  }

  #draw() {
    this.list.replaceChildren(...this.#columns.map((column) => this.#item(column)));
    this.#count();
  }

  #count() {
    this.button.textContent = words.tableMenu.columnsShown(this.shown.length, this.#columns.length);
  }

  /** @param {Column} column */
  #item(column) {
    const box = Object.assign(document.createElement("input"), { type: "checkbox", checked: this.#shown.has(column.key) });
    box.addEventListener("change", () => {
      this.#put(column, box.checked);
      this.#count();
      this.changed();
    });
    const label = document.createElement("label");
    label.append(box, Object.assign(document.createElement("bdi"), { textContent: column.label }));
    if (!column.filled) label.append(Object.assign(document.createElement("span"), { className: "hint", textContent: words.tableMenu.empty }));
    const item = document.createElement("li");
    item.append(label);
    return item;
  }

  /** @param {Column} column @param {boolean} isShown */
  #put(column, isShown) {
    this.chosen.set(column.key, isShown);
    if (isShown) this.#shown.add(column.key);
    else this.#shown.delete(column.key);
  }

  /** @param {(column: Column) => boolean} isShown */
  #all(isShown) {
    for (const column of this.#columns) this.#put(column, isShown(column));
    this.#draw();
    this.changed();
  }
}

/** @param {Column[]} columns */
const signature = (columns) => JSON.stringify(columns.map(({ key, filled }) => [key, filled > 0]));

export class ExportMenu {
  // `whole` is whether all properties are wanted.
  /** @param {(format: "csv" | "jsonl", whole: boolean) => unknown} save */
  constructor(save) {
    const { button, panel } = unfolding(words.tableMenu.export);
    this.button = button;
    this.panel = panel;
    this.about = Object.assign(document.createElement("p"), { className: "hint" });
    const buttons = document.createElement("div");
    buttons.className = "buttons";
    const { csvShown, csvAll, linesShown, linesAll } = words.tableMenu;
    /** @type {[label: string, format: "csv" | "jsonl", whole: boolean][]} */
    const choices = [[csvShown, "csv", false], [csvAll, "csv", true], [linesShown, "jsonl", false], [linesAll, "jsonl", true]];
    buttons.append(...choices.map(([label, format, whole]) => action(label, () => save(format, whole))));
    const safety = Object.assign(document.createElement("p"), {
      className: "hint",
      textContent: words.tableMenu.safety,
    });
    this.panel.append(this.about, buttons, safety);
  }
}

/** @param {string} label @param {() => unknown} press */
export function action(label, press) {
  const button = Object.assign(document.createElement("button"), { type: "button", className: "quiet", textContent: label });
  button.addEventListener("click", press);
  return button;
}
