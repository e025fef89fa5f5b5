// <answer-body>: an answer's body with its views. It fills itself from history where the page came
// with it, or from `add` and `end` while an answer streams in.
import { headers, request } from "../../ask.js";
import { BodyWorker } from "./body-worker.js";
import { notesOf, sizeText } from "./body-notes-view.js";
import { recall, remember } from "../../remembered.js";
import { button, group } from "./text-tools-view.js";
import { nameFor } from "./preview-choice.js";
import PreviewView from "./preview-view.js";
import TableView from "./table-view.js";
import TextView from "./text-view.js";
import TreeView from "./tree-view.js";
import { words } from "./words.js";

const VIEWS = [TextView, TreeView, TableView, PreviewView];
// What is shown of each kind of answer until a person has chosen.
const FIRST_VIEWS = { file: "preview", list: "table", value: "text" };
const SHOWN_AFTER = 2500; // ms in which the whole of a kept answer is waited for
const LEFT_AFTER = 2000; // ms out of the page until it is taken to be gone for good

export class AnswerBody extends HTMLElement {
  facts = { complete: false, size: 0 };
  #worker = null;
  #views = new Map(); // class of a view → {view, host}
  #shown = null;
  #switch = group(words.views.label);
  #tools = Object.assign(document.createElement("div"), { className: "toolbar" });
  #notes = document.createElement("div");
  #progress = Object.assign(document.createElement("p"), { className: "hint progress" });
  #stage = document.createElement("div");

  // An element for an answer that begins to come: `head` as the server says it.
  static receive(head) {
    const body = document.createElement("answer-body");
    body.#laidOut();
    body.#begin(head);
    return body;
  }

  connectedCallback() {
    if (!this.#worker && this.dataset.record) this.load();
  }

  disconnectedCallback() {
    // Moved within the page, it is connected again at once.
    setTimeout(() => this.isConnected || this.stop(), LEFT_AFTER);
  }

  remove() {
    super.remove();
    this.disconnectedCallback();
  }

  // Fetches the kept body; `revealed` asks for it with its secrets in clear.
  async load({ revealed = false } = {}) {
    const facts = { ...factsOf(this.dataset), revealed };
    this.#begin(facts);
    const worker = this.#worker;
    // A long answer shows itself while it comes.
    setTimeout(() => this.#laidOut(), SHOWN_AFTER);
    try {
      const url = `/history/${encodeURIComponent(facts.id)}`;
      const response = await (revealed ? request(`${url}/reveal`, undefined, { headers: { ...headers(), Accept: "application/octet-stream" } }) : fetch(`${url}/body`));
      if (!response.ok) throw new Error(words.answerBody.answered(response.status));
      for (const reader = response.body.getReader(); ; ) {
        const { done, value } = await reader.read();
        if (worker !== this.#worker) return;
        if (done) break;
        this.add(value);
      }
      await this.end();
    } catch (fault) {
      if (worker === this.#worker) this.#say(words.answerBody.lost(fault.message));
    }
    this.#laidOut();
  }

  // Until then the style sheet keeps the answer, and what follows it, out of sight.
  #laidOut() {
    this.dataset.laidOut = "";
  }

  #begin(head) {
    this.stop();
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
  add(bytes) {
    this.facts.size += bytes.length;
    const own = bytes.byteLength === bytes.buffer.byteLength ? bytes : bytes.slice();
    this.ask("add", own.buffer, [own.buffer]);
  }

  // Nothing more comes; `known` are the article's data attributes where it comes with them.
  async end(known = null) {
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
  }

  // Asks the worker; see worker.js for the names.
  ask(name, args, transfer) {
    return this.#worker?.ask(name, args, transfer) ?? new Promise(() => {});
  }

  // The bytes as they came (masked by the server unless revealed).
  async blob() {
    return new Blob([await this.ask("blob")], { type: "application/octet-stream" });
  }

  // Shows the place of the text at which something is said to be wrong.
  async goTo(offset) {
    await this.#choose(TextView);
    await this.#views.get(TextView).view.go(offset);
  }

  // Gives up the worker and all it holds.
  stop() {
    this.#worker?.stop();
    this.#worker = null;
    for (const { view } of this.#views.values()) view.hide();
    this.#views.clear();
    this.#shown = null;
  }

  #grown(received) {
    if (this.facts.complete) return;
    this.#progress.textContent = words.answerBody.soFar(sizeText(received));
    if (!this.#shown && TextView.offers(this.facts)) this.#choose(TextView);
    this.dispatchEvent(new CustomEvent("grown", { detail: received }));
  }

  #say(sentence) {
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

  async #choose(View) {
    if (!View) return this.#say(words.answerBody.nothing);
    if (!this.#views.has(View)) {
      const host = Object.assign(document.createElement("div"), { className: "answer-view", hidden: true });
      this.#stage.append(host);
      this.#views.set(View, { view: new View(host, this), host });
    }
    for (const [one, { view, host }] of this.#views) {
      if (one !== View && !host.hidden) view.hide();
      host.hidden = one !== View;
    }
    this.#shown = View;
    for (const one of this.#switch.children) one.ariaPressed = String(one.dataset.view === View.id);
    return this.#views.get(View).view.show();
  }

  #fillTools() {
    const offered = VIEWS.filter((view) => view.offers(this.facts));
    this.#switch.replaceChildren(...offered.map((view) => {
      const one = this.#button(words.views[view.id], () => {
        remember(`answer-view-${this.#kind()}`, view.id);
        return this.#choose(view);
      });
      one.dataset.view = view.id;
      return one;
    }));
    const tools = offered.length > 1 ? [this.#switch] : [];
    tools.push(this.#button(words.answerBody.save, () => this.#save()));
    if (this.facts.masked && this.facts.id) {
      const { revealed } = this.facts;
      tools.push(this.#button(revealed ? words.answerBody.hide : words.answerBody.reveal, () => this.load({ revealed: !revealed })));
    }
    this.#tools.replaceChildren(...tools);
  }

  #button(label, act) {
    const element = button(label);
    element.addEventListener("click", () => act()?.catch?.((fault) => this.#say(fault.message)));
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

// What an article's data attributes say; absent ones say nothing.
function factsOf({ record, language, kind, mediaType, kept, region, service, action, format, class: className, masked, fileName }) {
  const said = { id: record, language, kind: kind === undefined ? undefined : JSON.parse(kind), mediaType, kept: kept === undefined ? undefined : Number(kept), region, service, action, format, className, fileName, masked: masked === undefined ? undefined : masked === "1" };
  return Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined));
}

customElements.define("answer-body", AnswerBody);
