// <answer-body>: an answer's body with its views. It fills itself from history where the page came
// with it, or from `add` and `end` while an answer streams in.
import { headers, request } from "../../ask.js";
import { all } from "../../elements.js";
import { BodyWorker } from "./body-worker.js";
import { notesOf, sizeText } from "./body-notes-view.js";
import { recall, remember } from "../../remembered.js";
import { button, group } from "./text-tools-view.js";
import { factsOf, nameFor } from "./preview-choice.js";
import PreviewView from "./preview-view.js";
import TableView from "./table-view.js";
import TextView from "./text-view.js";
import TreeView from "./tree-view.js";
import { words } from "./words.js";

/** @import { Facts } from "./preview-choice.js" */
/** @typedef {typeof TextView | typeof TreeView | typeof TableView | typeof PreviewView} View */

/** @type {View[]} */
const VIEWS = [TextView, TreeView, TableView, PreviewView];
// What is shown of each kind of answer until a person has chosen.
const FIRST_VIEWS = { file: "preview", list: "table", value: "text" };
/** @type {Record<string, string>} */
const NAMES = words.views;
const SHOWN_AFTER = 2500; // ms in which the whole of a kept answer is waited for
const PAPER_AFTER = 1000; // ms after which what would be printed is asked for: a page prints at once
const LEFT_AFTER = 2000; // ms out of the page until it is taken to be gone for good

export class AnswerBody extends HTMLElement {
  /** @type {Facts} */
  facts = { complete: false, size: 0 };
  /** @type {BodyWorker | null} */
  #worker = null;
  /** @type {Map<View, { view: InstanceType<View>, host: HTMLElement }>} */
  #views = new Map(); // by the class of each
  /** @type {View | null} */
  #shown = null;
  #switch = group(words.views.label);
  #tools = Object.assign(document.createElement("div"), { className: "toolbar" });
  #notes = document.createElement("div");
  #progress = Object.assign(document.createElement("p"), { className: "hint progress" });
  #stage = document.createElement("div");
  #ends = false; // all of it has come
  #paper = ""; // what is printed in place of the rows in sight

  // An element for an answer that begins to come: `head` as the server says it.
  /** @param {Partial<Facts>} head */
  static receive(head) {
    const body = new AnswerBody();
    body.#begin(head);
    return body;
  }

  connectedCallback() {
    if (!this.#worker && (this.dataset.record || this.dataset.body)) this.load();
    // What is shown while it comes is laid out as it comes.
    else if (!this.#ends) this.#laidOut();
  }

  disconnectedCallback() {
    // Moved within the page, it is connected again at once.
    setTimeout(() => this.isConnected || this.stop(), LEFT_AFTER);
  }

  remove() {
    super.remove();
    this.disconnectedCallback();
  }

  // Fetches the kept body, from `data-body` where it is none of a call; `revealed` asks for it with its secrets in clear.
  async load({ revealed = false } = {}) {
    const facts = { ...factsOf(this.dataset), revealed };
    this.#begin(facts);
    const worker = this.#worker;
    // A long answer shows itself while it comes.
    setTimeout(() => this.#laidOut(), SHOWN_AFTER);
    try {
      const url = `/history/${encodeURIComponent(facts.id ?? "")}`;
      const response = await (revealed ? request(`${url}/reveal`, undefined, { headers: { ...headers(), Accept: "application/octet-stream" } }) : fetch(this.dataset.body ?? `${url}/body`));
      if (!response.ok) throw new Error(words.answerBody.answered(response.status));
      for (const reader = response.body?.getReader(); reader; ) {
        const { done, value } = await reader.read();
        if (worker !== this.#worker) return;
        if (done) break;
        this.add(value);
      }
      await this.end();
    } catch (fault) {
      if (worker === this.#worker) this.#say(words.answerBody.lost(/** @type {Error} */ (fault).message));
    }
    this.#laidOut();
  }

  // Until then the style sheet keeps the answer, and what follows it, out of sight.
  #laidOut() {
    this.dataset.laidOut = "";
  }

  /** @param {Partial<Facts>} head */
  #begin(head) {
    this.stop();
    this.#ends = false;
    this.#paper = "";
    this.facts = { language: "text", ...head, complete: false, size: 0, listNode: -1 };
    this.#worker = new BodyWorker({ grown: (received) => this.#grown(received), failed: () => this.#say(words.answerBody.tooMuch) });
    // A browser translates what we say, and not what the server does.
    this.translate = false;
    for (const own of [this.#tools, this.#notes, this.#progress]) own.translate = true;
    this.#tools.setAttribute("role", "toolbar");
    this.#tools.setAttribute("aria-label", words.answerBody.label);
    this.#progress.setAttribute("role", "status");
    this.#notes.replaceChildren();
    this.#tools.replaceChildren();
    this.#stage.replaceChildren();
    this.replaceChildren(this.#tools, this.#notes, this.#progress, this.#stage);
    const { language, service, action } = this.facts;
    this.ask("begin", { language, service, action });
  }

  // Hands bytes on; they belong to the worker from then on.
  /** @param {Uint8Array<ArrayBuffer>} bytes */
  add(bytes) {
    this.facts.size += bytes.length;
    const own = bytes.byteLength === bytes.buffer.byteLength ? bytes : bytes.slice();
    this.ask("add", own.buffer, [own.buffer]);
  }

  // Nothing more comes; `known` are the article's data attributes where it comes with them.
  /** @param {DOMStringMap | null} [known] */
  async end(known = null) {
    this.#ends = true;
    if (known) Object.assign(this.facts, factsOf(known), { size: this.facts.size });
    const worker = this.#worker;
    const found = await this.ask("end", { service: this.facts.service });
    if (worker !== this.#worker) return;
    Object.assign(this.facts, found, { complete: true });
    this.#progress.textContent = "";
    this.#notes.replaceChildren(...notesOf(this.facts, (offset) => this.goTo(offset)));
    this.#fillTools();
    const shown = this.#choose(this.#preferred());
    this.dispatchEvent(new CustomEvent("complete"));
    await shown;
    this.#laidOut();
    setTimeout(async () => {
      const paper = worker === this.#worker && TextView.offers(this.facts) ? await this.ask("textPaper") : "";
      if (worker === this.#worker) this.#paper = paper;
    }, PAPER_AFTER);
  }

  // For as long as it is printed.
  layOnPaper() {
    if (this.#paper) this.append(Object.assign(document.createElement("pre"), { className: "on-paper", textContent: this.#paper }));
  }

  // Asks the worker; see worker.js for the names.
  /** @param {string} name @param {unknown} [args] @param {Transferable[]} [transfer] */
  ask(name, args, transfer) {
    return this.#worker?.ask(name, args, transfer) ?? new Promise(() => {});
  }

  // The bytes as they came (masked by the server unless revealed).
  async blob() {
    return new Blob([await this.ask("blob")], { type: "application/octet-stream" });
  }

  // Shows the place of the text at which something is said to be wrong.
  /** @param {number} offset */
  async goTo(offset) {
    await this.#choose(TextView);
    const view = this.#views.get(TextView)?.view;
    if (view instanceof TextView) await view.go(offset);
  }

  // Gives up the worker and all it holds.
  stop() {
    this.#worker?.stop();
    this.#worker = null;
    for (const { view } of this.#views.values()) view.hide();
    this.#views.clear();
    this.#shown = null;
  }

  /** @param {number} received */
  #grown(received) {
    if (this.facts.complete) return;
    this.#progress.textContent = words.answerBody.soFar(sizeText(received));
    if (!this.#shown && TextView.offers(this.facts)) this.#choose(TextView);
    this.dispatchEvent(new CustomEvent("grown", { detail: received }));
  }

  /** @param {string} sentence */
  #say(sentence) {
    this.#laidOut();
    this.#progress.textContent = "";
    this.#notes.replaceChildren(Object.assign(document.createElement("p"), { className: "caution", textContent: sentence }));
  }

  #kind() {
    if (PreviewView.offers(this.facts)) return "file";
    return this.facts.listNode !== -1 ? "list" : "value";
  }

  #preferred() {
    const offered = VIEWS.filter((view) => view.offers(this.facts));
    const wanted = recall(`answer-view-${this.#kind()}`, FIRST_VIEWS[this.#kind()]);
    return offered.find((view) => view.id === wanted) ?? offered[0];
  }

  /** @param {View | undefined} View */
  async #choose(View) {
    if (!View) return this.#say(words.answerBody.nothing);
    const shown = this.#views.get(View) ?? this.#made(View);
    for (const [one, { view, host }] of this.#views) {
      if (one !== View && !host.hidden) view.hide();
      host.hidden = one !== View;
    }
    this.#shown = View;
    for (const one of all(this.#switch, "button", HTMLElement)) one.ariaPressed = String(one.dataset.view === View.id);
    return shown.view.show();
  }

  /** @param {View} View */
  #made(View) {
    const host = Object.assign(document.createElement("div"), { className: "answer-view", hidden: true });
    this.#stage.append(host);
    const made = { view: new View(host, this), host };
    this.#views.set(View, made);
    return made;
  }

  #fillTools() {
    const offered = VIEWS.filter((view) => view.offers(this.facts));
    this.#switch.replaceChildren(...offered.map((view) => {
      const one = this.#button(NAMES[view.id], () => {
        remember(`answer-view-${this.#kind()}`, view.id);
        return this.#choose(view);
      });
      one.dataset.view = view.id;
      return one;
    }));
    /** @type {HTMLElement[]} */
    const tools = offered.length > 1 ? [this.#switch] : [];
    tools.push(this.#button(words.answerBody.save, () => this.#save()));
    if (this.facts.masked && this.facts.id) {
      const { revealed } = this.facts;
      tools.push(this.#button(revealed ? words.answerBody.hide : words.answerBody.reveal, () => this.load({ revealed: !revealed })));
    }
    this.#tools.replaceChildren(...tools);
  }

  /** @param {string} label @param {() => Promise<unknown>} act */
  #button(label, act) {
    const element = button(label);
    element.addEventListener("click", () => act().catch((/** @type {Error} */ fault) => this.#say(fault.message)));
    return element;
  }

  async #save() {
    const link = document.createElement("a");
    const blob = await this.blob();
    link.href = URL.createObjectURL(blob);
    link.download = await nameFor(blob, this.facts);
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  }
}

customElements.define("answer-body", AnswerBody);

addEventListener("beforeprint", () => {
  for (const body of all(document, "answer-body", AnswerBody)) body.layOnPaper();
});
addEventListener("afterprint", () => {
  for (const paper of document.querySelectorAll("answer-body > .on-paper")) paper.remove();
});
