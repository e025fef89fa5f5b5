// Draws of many rows of one height only those in sight. Rows are fetched when they are needed, so
// that no number of them slows the page down.

// Browsers stop laying out elements some way above this height; beyond it, scrolling is in proportion.
const HIGHEST = 15_000_000; // px
const SPARE = 25; // rows drawn above and below what is in sight

export class VirtualRows {
  #scroller;
  #space = document.createElement("div");
  #window = document.createElement("div");
  #fetch;
  #draw;
  #count = 0;
  #height = 20; // px, of a row
  #position = 0; // px from the top of all rows, as if nothing were in proportion
  #expected = -1; // the scrollTop that was set from here
  #busy = false;
  /** @type {Promise<void>} */
  #drawing = Promise.resolve();
  #stale = true;
  #first = 0;
  #last = -1;

  // `draw` puts elements for the rows into the host.
  /**
   * @param {HTMLElement} scroller
   * @param {{ fetch: (first: number, count: number) => Promise<any[]>, draw: (rows: any[], host: HTMLElement) => void }} of
   */
  constructor(scroller, { fetch, draw }) {
    this.#scroller = scroller;
    this.#fetch = fetch;
    this.#draw = draw;
    this.#space.className = "rows-space";
    this.#window.className = "rows-window";
    this.#space.append(this.#window);
    scroller.append(this.#space);
    scroller.addEventListener("scroll", () => this.#scrolled());
    scroller.addEventListener("wheel", (event) => this.#wheeled(event), { passive: false });
    new ResizeObserver(() => this.refresh()).observe(scroller);
  }

  get window() {
    return this.#window;
  }

  get rowHeight() {
    return this.#height;
  }

  get count() {
    return this.#count;
  }

  // How many whole rows are in sight.
  get page() {
    return Math.max(1, Math.floor(this.#scroller.clientHeight / this.#height) - 1);
  }

  get top() {
    return Math.floor(this.#position / this.#height);
  }

  // Tells that there are now `count` rows and that those drawn may be out of date.
  /** @param {number} count */
  async reset(count) {
    this.#count = count;
    this.#measure();
    this.#space.style.setProperty("height", `${Math.min(this.#total(), HIGHEST)}px`);
    this.#moveTo(this.#position);
    await this.refresh();
  }

  refresh() {
    this.#stale = true;
    return this.#update();
  }

  // Brings a row into sight; `middle` puts it there even if it is in sight already at the edge.
  /** @param {number} row @param {{ middle?: boolean }} [how] */
  async show(row, { middle = false } = {}) {
    const sight = this.#scroller.clientHeight;
    const top = row * this.#height;
    const above = top < this.#position;
    if (above || top + this.#height > this.#position + sight) {
      this.#moveTo(middle ? top - sight / 3 : above ? top : top + this.#height * 1.5 - sight);
    }
    await this.#update();
  }

  #measure() {
    const height = parseFloat(getComputedStyle(this.#scroller).getPropertyValue("line-height"));
    if (height > 0) this.#height = height;
  }

  #total() {
    return this.#count * this.#height;
  }

  #inProportion() {
    return this.#total() > HIGHEST;
  }

  // How far all rows can be scrolled, and how far the element can.
  #ranges() {
    const sight = this.#scroller.clientHeight;
    return [Math.max(0, this.#total() - sight), Math.max(1, Math.min(this.#total(), HIGHEST) - sight)];
  }

  /** @param {number} position */
  #moveTo(position) {
    const [all, real] = this.#ranges();
    this.#position = Math.min(Math.max(0, position), all);
    this.#scroller.scrollTop = this.#inProportion() ? (this.#position / all) * real : this.#position;
    this.#expected = this.#scroller.scrollTop;
    this.#place();
  }

  #scrolled() {
    const top = this.#scroller.scrollTop;
    if (Math.abs(top - this.#expected) > 0.5) {
      const [all, real] = this.#ranges();
      this.#position = this.#inProportion() ? (top / real) * all : top;
      this.#expected = top;
    }
    this.#place();
    this.#update();
  }

  // In proportion, a turn of the wheel would leap over many rows.
  /** @param {WheelEvent} event */
  #wheeled(event) {
    if (!this.#inProportion() || event.ctrlKey || event.shiftKey || !event.deltaY) return;
    event.preventDefault();
    const unit = [1, this.#height, this.#scroller.clientHeight][event.deltaMode];
    this.#moveTo(this.#position + event.deltaY * unit);
    this.#update();
  }

  #place() {
    const top = this.#scroller.scrollTop + this.#first * this.#height - this.#position;
    this.#window.style.setProperty("top", `${top}px`);
  }

  #update() {
    if (!this.#busy) this.#drawing = this.#cover();
    return this.#drawing;
  }

  // Draws until what is drawn covers what is in sight.
  async #cover() {
    this.#busy = true;
    try {
      while (this.#scroller.isConnected && (this.#stale || !this.#isCovered())) {
        this.#stale = false;
        const from = Math.max(0, this.top - SPARE);
        const rows = await this.#fetch(from, this.page + 2 * SPARE + 3);
        this.#first = from;
        this.#last = from + rows.length - 1;
        this.#draw(rows, this.#window);
        this.#place();
        if (!rows.length) break;
      }
    } finally {
      this.#busy = false;
    }
  }

  #isCovered() {
    return this.top >= this.#first && Math.min(this.#count - 1, this.top + this.page + 2) <= this.#last;
  }
}
