// The answer as what it is: a picture, a recording, captions, a table … The bytes decide, each
// blob gets the type that we found in them, and HTML is never given to anything that would draw it.
import { beginningOf, choose, mayBePreviewed } from "./preview-choice.js";
import { caution, make, sizeText } from "./preview-words.js";
import { words } from "./words.js";

/** @import { Choice, Facts, Kind, Preview } from "./preview-choice.js" */

/**
 * What a preview is given beside its stage: `tell` adds a fact to the summary, `fail` shows the bytes instead.
 * @typedef {Choice & {
 *   kind: Kind, blob: Blob, bytes: Uint8Array, root: AnswerPreview, url: (type: string) => string,
 *   tell: (fact: string) => void, fail: (sentence: string) => Promise<void>,
 * }} Tools
 */

/** @typedef {EventTarget & { facts: Facts, blob: () => Promise<Blob> }} Body */

/** @type {Record<Exclude<Preview, "none">, () => Promise<{ show: (stage: HTMLElement, tools: Tools) => unknown }>>} */
const PREVIEWS = {
  picture: () => import("./preview-picture.js"),
  media: () => import("./preview-media.js"),
  pdf: () => import("./preview-pdf.js"),
  captions: () => import("./preview-captions.js"),
  table: () => import("./preview-csv.js"),
  bytes: () => import("./preview-bytes.js"),
};

// Lets go of its blobs when it leaves the page, whoever takes it away.
class AnswerPreview extends HTMLElement {
  gone = false;
  /** @type {string[]} */
  #urls = [];

  /** @param {Blob} blob @param {string} type */
  url(blob, type) {
    const made = URL.createObjectURL(blob.slice(0, blob.size, type));
    this.#urls.push(made);
    return made;
  }

  letGo() {
    this.gone = true;
    for (const url of this.#urls.splice(0)) URL.revokeObjectURL(url);
  }

  disconnectedCallback() {
    // An answer that has come whole moves into its article: it is back at once.
    setTimeout(() => this.isConnected || this.letGo());
  }
}
if (!customElements.get("answer-preview")) customElements.define("answer-preview", AnswerPreview);

export default class PreviewView {
  static id = "preview";

  /** @param {Facts} facts */
  /** @param {Partial<Facts>} facts */
  static offers(facts) {
    return mayBePreviewed(facts);
  }

  #host;
  #body;
  /** @type {AnswerPreview | null} */
  #root = null;

  /** @param {HTMLElement} host @param {Body} body */
  constructor(host, body) {
    this.#host = host;
    this.#body = body;
  }

  async show() {
    this.hide();
    const root = new AnswerPreview();
    this.#root = root;
    this.#host.replaceChildren(root);
    if (this.#body.facts.complete === false) {
      root.append(make("p", { className: "hint", role: "status" }, words.previewView.waiting));
      await new Promise((resume) => this.#body.addEventListener("complete", resume, { once: true }));
    }
    // Another view may have been chosen meanwhile.
    if (this.#root !== root) return;
    const blob = await this.#body.blob();
    const bytes = await beginningOf(blob);
    if (this.#root === root) await draw(root, blob, bytes, this.#body.facts);
  }

  hide() {
    this.#root?.letGo();
    this.#root?.remove();
    this.#root = null;
  }
}

/** @param {AnswerPreview} root @param {Blob} blob @param {Uint8Array} bytes @param {Facts} facts */
async function draw(root, blob, bytes, facts) {
  const chosen = choose(bytes, facts);
  const { kind, preview } = chosen;
  const summary = make("p", { className: "preview-summary" }, `${seeming(kind)} · ${sizeText(blob.size)}`);
  const stage = make("div", { className: "preview-stage" });
  root.replaceChildren(summary, ...contradiction(kind, facts), stage);
  /** @type {Tools} */
  const tools = {
    ...chosen,
    kind: kind ?? { name: words.previewView.unknown, mediaType: "", extension: "bin" },
    blob,
    bytes,
    root,
    url: (type) => root.url(blob, type),
    tell: (fact) => summary.append(` · ${fact}`),
    fail: async (sentence) => {
      if (root.gone) return;
      stage.replaceChildren(caution(sentence));
      await (await PREVIEWS.bytes()).show(stage, tools);
    },
  };
  if (preview === "none") stage.append(make("p", { className: "empty" }, words.previewView.nothing));
  else {
    const module = await PREVIEWS[preview]();
    // What went meanwhile must not make blobs that nobody lets go of.
    if (!root.gone) await module.show(stage, tools);
  }
}

/** @param {Kind | null} kind */
const seeming = (kind) => (kind ? words.previewView.seems(kind.name) : words.previewView.unknown);

// What the server calls it, where the bytes say another thing.
/** @param {Kind | null} kind @param {Facts} facts */
function contradiction(kind, { language, mediaType = "" }) {
  if (language !== "binary" || !CLEAR_TYPES.test(mediaType) || (kind && alike(kind.mediaType, mediaType))) return [];
  return [caution(words.previewView.contradicted(mediaType.slice(0, 100)))];
}

// Types that say what the bytes should look like; "video/x-own" and "application/zip" do not.
const CLEAR_TYPES = /^(?:image\/(?:png|jpe?g|gif|webp|avif|bmp)|audio\/|video\/(?:mp4|webm)|text\/|application\/(?:pdf|json|xml))/;

/** @param {string} found @param {string} told */
function alike(found, told) {
  const playable = /^(?:audio|video)\//;
  return found === told.replace("image/jpg", "image/jpeg") || (playable.test(found) && playable.test(told));
}
