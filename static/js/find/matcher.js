// What fits what is typed, the best first; how well one piece fits one name is in score.js. The page that works without
// scripts has a simpler search, that of app/schema/find/search.py.
//
// A name is its words (`mediaEntry` has two), lower case and without "Kaltura". What is typed is split at blanks and
// dots; each piece has to fit somewhere. Each piece is compared with each different name and word once, however
// many entries share it. A property is an entry of the class that declares it; of one that inherits it only where
// that class is named by what is typed, as it would else be found once for each.
import { inheritedBy } from "./entries.js";
import { begins, isMeant, lettersOf, nameScore, wordScore } from "./score.js";

/** @import { Entry, Kind } from "./entries.js" */
/** @import { Name, Run } from "./score.js" */

/**
 * An entry as it is compared: numbers of its names and of its owner's (-1: none).
 * @typedef {{ entry: Entry, names: number[], owner: number, value: string, told: string, handicap: number }} Known
 */

/**
 * How a piece fits each name, which names it begins with, and as what it is looked for in words.
 * @typedef {{ text: string, scores: Int16Array, owners: Set<number>, told: string }} Piece
 */

const WORD = /[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+/g;
const BREAKS = /[\s.:/>,]+/;
const FILLERS = new Set("a an and by do does for from how i in is my of on or the to what which who with".split(" "));
// The kind decides between names that fit alike.
/** @type {Record<Kind, number>} */
const BONUS = { service: 10, action: 9, page: 8, workflow: 8, region: 8, saved: 8, error: 6, class: 6, enum: 4, property: 2, parameter: 2, value: 0 };
/** @type {Set<Kind>} */
const ABOVE = new Set(["service", "action", "page", "workflow", "region", "saved"]);
const LEAST = 16; // more than an old entry with a long name can lose
// A deprecated one does not lead where another is called just so, too: "upload" is uploadToken.upload before the old service.
const MOST_OLD = 118; // of 120 points
const MOST_PIECES = 8;
const LONGEST_PIECE = 60;

/** @param {string} name */
const wordsOf = (name) => (name.replace(/^Kaltura/, "").match(WORD) ?? []).map((word) => word.toLowerCase());

/** @param {string} query */
export function piecesOf(query) {
  const all = query.toLowerCase().split(BREAKS).map(squeezed).filter((one) => one && !(one.length > 3 && "kaltura".startsWith(one)));
  const telling = all.filter((one) => !FILLERS.has(one));
  return (telling.length ? telling : all).slice(0, MOST_PIECES);
}

/** @param {string} text */
const squeezed = (text) => text.replace(/[^a-z0-9]/g, "").replace(/^kaltura(?=.)/, "").slice(0, LONGEST_PIECE);

export class Matcher {
  /** @type {Name[]} */
  #names = [];
  /** @type {Run[]} */
  #words = [];
  /** @type {Map<string, number>} */
  #nameIds = new Map();
  /** @type {Map<string, number>} */
  #wordIds = new Map();
  /** @type {Known[]} */
  #entries;
  /** @type {Map<string, { entry: Entry, name: Name, own: string[] }>} */
  #classes = new Map(); // by name, with the properties that each declares
  /** @type {Map<string, Piece>} */
  #kept = new Map(); // of what was typed last

  // A class stands before its properties.
  /** @param {Entry[]} entries */
  constructor(entries) {
    for (const entry of entries) {
      if (entry.kind === "class") this.#classes.set(entry.label, { entry, name: this.#names[this.#nameId(entry.label)], own: [] });
      if (entry.kind === "property") this.#classes.get(entry.owner)?.own.push(entry.label);
    }
    this.#entries = this.#prepared(entries);
  }

  // All that fit, the best first.
  /** @param {string} query */
  find(query) {
    const texts = piecesOf(query);
    if (!texts.length) return [];
    const pieces = texts.map((text) => this.#piece(text));
    const whole = this.#piece(texts.join("").slice(0, LONGEST_PIECE));
    /** @type {Known[][]} */
    const byScore = []; // points: the entries with so many, in their order; an old one of a long name may have fewer than 0
    for (const known of this.#entries.concat(this.#prepared(this.#inherited(texts, whole.text)))) {
      let score = this.#apart(known, pieces);
      if (pieces.length > 1) score = Math.max(score, this.#ofItself(known, whole));
      if (score <= 0) continue;
      const points = (known.entry.old ? Math.min(score, MOST_OLD) : score) + known.handicap + LEAST;
      byScore[points] ??= [];
      byScore[points].push(known);
    }
    return inOrder(byScore.reverse().flat(), (known) => this.#isCalled(known, texts));
  }

  // Whether a page or a workflow has each piece as a word of one of its names.
  /** @param {Known} known @param {string[]} texts */
  #isCalled({ entry, names }, texts) {
    return (entry.kind === "page" || entry.kind === "workflow")
      && names.some((name) => texts.every((text) => this.#names[name].words.includes(text)));
  }

  // In the order of those that fit alike, once: what is found is then sorted by its points alone.
  /** @param {Entry[]} entries @returns {Known[]} */
  #prepared(entries) {
    return entries.map((entry) => ({
      entry,
      names: entry.names.map((name) => this.#nameId(name)),
      owner: entry.owner ? this.#nameId(entry.owner) : -1,
      value: entry.value.toLowerCase(),
      told: entry.words ? ` ${entry.words.toLowerCase().replace(/[^a-z0-9]+/g, " ")} ` : "",
      handicap: BONUS[entry.kind] - (entry.old ? 8 : 0) - Math.min(8, entry.label.length >> 3),
    })).sort(inFront);
  }

  // The inherited properties of the classes that begin or end what is typed.
  /** @param {string[]} texts @param {string} whole */
  #inherited(texts, whole) {
    const runs = texts.slice(1).flatMap((_, at) => [texts.slice(0, at + 1), texts.slice(at + 1)])
      .map((run) => run.join("").slice(0, LONGEST_PIECE)).map((text) => ({ text, mask: lettersOf(text) }));
    /** @type {Entry[]} */
    const made = [];
    for (const { entry, name, own } of this.#classes.values()) {
      if (!entry.base || !(begins(whole, name.text) || runs.some((run) => isMeant(run, name)))) continue;
      const had = new Set(own);
      const seen = new Set([entry.label]);
      for (let base = this.#classes.get(entry.base); base && !seen.has(base.entry.label); base = this.#classes.get(base.entry.base)) {
        seen.add(base.entry.label);
        for (const property of base.own) {
          if (had.has(property)) continue;
          had.add(property);
          made.push(inheritedBy(entry, property));
        }
      }
    }
    return made;
  }

  // The mean of how each piece fits; at least one has to fit the thing itself, not only what it is in.
  /** @param {Known} known @param {Piece[]} pieces */
  #apart(known, pieces) {
    let sum = 0;
    let own = false;
    for (const piece of pieces) {
      const itself = this.#ofItself(known, piece);
      const fit = Math.max(itself, known.owner < 0 ? 0 : piece.scores[known.owner] - 20);
      if (fit <= 0) return 0;
      if (itself > 0) own = true;
      sum += fit;
    }
    return own ? Math.floor(sum / pieces.length) : 0;
  }

  /** @param {Known} known @param {Piece} piece */
  #ofItself(known, { text, scores, owners, told }) {
    let best = 0;
    for (let at = 0; at < known.names.length; at++) {
      const score = scores[known.names[at]];
      if (score) best = Math.max(best, score - (at ? 6 : 0));
    }
    if (owners.size && owners.has(known.owner)) {
      const name = this.#names[known.names[0]].text;
      const rest = text.slice(this.#names[known.owner].text.length);
      if (name.startsWith(rest)) best = Math.max(best, name === rest ? 112 : 94);
    }
    if (known.value === text) best = Math.max(best, 80);
    if (best < 38 && known.told && known.told.includes(told)) best = 38;
    return best;
  }

  /** @param {string} text */
  #piece(text) {
    const kept = this.#kept.get(text);
    if (kept) return kept;
    const run = { text, mask: lettersOf(text) };
    const ofWord = this.#words.map((word) => wordScore(run, word));
    const scores = Int16Array.from(this.#names, (name) => nameScore(run, name, ofWord));
    /** @type {Set<number>} */
    const owners = new Set();
    this.#names.forEach((name, at) => { if (begins(text, name.text)) owners.add(at); });
    const piece = { text, scores, owners, told: text.length > 2 ? ` ${text}` : ` ${text} ` };
    const [first] = this.#kept.keys();
    if (this.#kept.size > 12) this.#kept.delete(first);
    this.#kept.set(text, piece);
    return piece;
  }

  // The number of a name, a new one where it was not met before.
  /** @param {string} name */
  #nameId(name) {
    const known = this.#nameIds.get(name);
    if (known !== undefined) return known;
    const words = wordsOf(name);
    const text = words.join("");
    /** @type {number[]} */
    const starts = [];
    for (let [at, end] = [0, 0]; at < words.length; at++) {
      starts.push(end);
      end += words[at].length;
    }
    const id = this.#names.push({ text, words, starts, mask: lettersOf(text), ids: words.map((word) => this.#wordId(word)) }) - 1;
    this.#nameIds.set(name, id);
    return id;
  }

  /** @param {string} word */
  #wordId(word) {
    const known = this.#wordIds.get(word);
    if (known !== undefined) return known;
    const id = this.#words.push({ text: word, mask: lettersOf(word) }) - 1;
    this.#wordIds.set(word, id);
    return id;
  }
}

// Pages and workflows that are called so stand before what is but a part of the schema: people look for what they can
// do, and a class or a value of that name is seldom all that they want. Services and actions stay where they are.
/** @param {Known[]} found @param {(known: Known) => boolean} isCalled */
function inOrder(found, isCalled) {
  const part = found.findIndex(({ entry }) => !ABOVE.has(entry.kind));
  if (part < 0) return found;
  const below = found.slice(part);
  const called = below.filter(isCalled);
  return called.length ? [...found.slice(0, part), ...called, ...below.filter((known) => !isCalled(known))] : found;
}

/** @param {Known} one @param {Known} other */
function inFront(one, other) {
  return BONUS[other.entry.kind] - BONUS[one.entry.kind] || one.entry.label.length - other.entry.label.length
    || (one.entry.label < other.entry.label ? -1 : one.entry.label > other.entry.label ? 1 : 0)
    || one.entry.detail.length - other.entry.detail.length;
}
