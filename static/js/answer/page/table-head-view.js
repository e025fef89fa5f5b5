// The head of a column: a button that sorts, and a handle that changes its width.
import { words } from "./words.js";

const [LEAST, MOST] = [48, 900]; // px
/** @type {Record<string, number>} */
const STEPS = { ArrowLeft: -10, ArrowRight: 10 };

export class ColumnHead {
  /**
   * @param {{ key: string, label: string, isNumber: boolean }} column
   * @param {{ width: number, direction: string, sort: () => void, resize: (width: number) => void }} of
   */
  constructor(column, { width, direction, sort, resize }) {
    this.width = width;
    this.resize = resize;
    this.element = document.createElement("th");
    this.element.scope = "col";
    this.element.setAttribute("aria-sort", direction);
    this.element.setAttribute("aria-label", column.label); // without that of the handle in it
    if (column.isNumber) this.element.className = "number";
    const button = document.createElement("button");
    button.type = "button";
    button.dataset.part = `sort ${column.key}`;
    button.title = words.tableHead.sort(column.label);
    button.append(Object.assign(document.createElement("bdi"), { textContent: column.label }));
    button.addEventListener("click", sort);
    this.handle = this.#makeHandle(column);
    this.element.append(button, this.handle);
  }

  /** @param {{ key: string, label: string }} column */
  #makeHandle(column) {
    const handle = document.createElement("span");
    handle.className = "resize";
    handle.tabIndex = 0;
    handle.dataset.part = `resize ${column.key}`;
    const attributes = { role: "separator", "aria-orientation": "vertical", "aria-label": words.tableHead.width(column.label), "aria-valuemin": LEAST, "aria-valuemax": MOST, "aria-valuenow": this.width };
    for (const [name, value] of Object.entries(attributes)) handle.setAttribute(name, String(value));
    handle.addEventListener("keydown", (event) => this.#key(event));
    handle.addEventListener("pointerdown", (event) => this.#drag(event));
    return handle;
  }

  /** @param {number} width */
  #set(width) {
    this.width = Math.round(Math.min(MOST, Math.max(LEAST, width)));
    this.handle.setAttribute("aria-valuenow", String(this.width));
    this.resize(this.width);
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    /** @type {Record<string, number>} */
    const ends = { Home: LEAST, End: MOST };
    if (event.key in STEPS) this.#set(this.width + STEPS[event.key] * (event.shiftKey ? 5 : 1));
    else if (event.key in ends) this.#set(ends[event.key]);
    else return;
    event.preventDefault();
  }

  /** @param {PointerEvent} event */
  #drag(event) {
    event.preventDefault();
    this.handle.focus();
    this.handle.setPointerCapture(event.pointerId);
    const [start, width] = [event.clientX, this.width];
    /** @param {PointerEvent} moved */
    const move = (moved) => this.#set(width + moved.clientX - start);
    this.handle.addEventListener("pointermove", move);
    this.handle.addEventListener("lostpointercapture", () => this.handle.removeEventListener("pointermove", move), { once: true });
  }
}
