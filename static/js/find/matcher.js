// How well what is typed fits a name, in whole points. The page that works without scripts has a simpler search, that of
// app/schema/find/search.py.
//
// A name is its words (`mediaEntry` has two), lower case and without "Kaltura". What is typed is split at blanks and
// dots; each piece has to fit somewhere. Each piece is compared with each different name and word once, however
// many entries share it. A property is an entry of the class that declares it; of one that inherits it only where
// that class is named by what is typed, as it would else be found once for each.
import { inheritedBy } from "./entries.js";

const WORD = /[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+/g;
const BREAKS = /[\s.:/>,]+/;
const FILLERS = new Set("a an and by do does for from how i in is my of on or the to what which who with".split(" "));
// The kind decides between names that fit alike.
const BONUS = { service: 10, action: 9, page: 8, region: 8, error: 6, class: 6, enum: 4, property: 2, parameter: 2, value: 0 };
const LEAST = 16; // more than an old entry with a long name can lose
const MOST_PIECES = 8;
const LONGEST_PIECE = 60;

export const wordsOf = (name) => (name.replace(/^Kaltura/, "").match(WORD) ?? []).map((word) => word.toLowerCase());

export function piecesOf(query) {
  const all = query.toLowerCase().split(BREAKS).map(squeezed).filter((one) => one && !(one.length > 3 && "kaltura".startsWith(one)));
  const telling = all.filter((one) => !FILLERS.has(one));
  return (telling.length ? telling : all).slice(0, MOST_PIECES);
}

const squeezed = (text) => text.replace(/[^a-z0-9]/g, "").replace(/^kaltura(?=.)/, "").slice(0, LONGEST_PIECE);

// A bit for each letter, one for all digits: what a name lacks is seen without reading it.
function lettersOf(text) {
  let mask = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    mask |= 1 << (code >= 97 ? code - 97 : 26);
  }
  return mask;
}

function lacking(mask, of) {
  let left = of & ~mask;
  let count = 0;
  for (; left; left &= left - 1) count++;
  return count;
}

const typosAllowed = (length) => (length < 4 ? 0 : length < 8 ? 1 : 2);

// The fewest typos (a letter more, less, other, or two swapped) between a piece and a name: as a whole, and with the
// name's beginning alone; `most` + 1 stands for more than that.
export function typos(piece, name, most) {
  const width = Math.min(name.length, piece.length + most);
  let before = null;
  let last = Array.from({ length: width + 1 }, (_, at) => at);
  for (let row = 1; row <= piece.length; row++) {
    const next = [row];
    let least = row;
    for (let at = 1; at <= width; at++) {
      const same = piece[row - 1] === name[at - 1];
      let cost = Math.min(last[at - 1] + (same ? 0 : 1), last[at] + 1, next[at - 1] + 1);
      if (before && at > 1 && piece[row - 1] === name[at - 2] && piece[row - 2] === name[at - 1]) cost = Math.min(cost, before[at - 2] + 1);
      next.push(cost);
      if (cost < least) least = cost;
    }
    if (least > most) return [most + 1, most + 1];
    before = last;
    last = next;
  }
  const whole = name.length > width ? most + 1 : Math.min(last[width], most + 1);
  return [whole, Math.min(...last, most + 1)];
}

// The first letter is seldom wrong: a typo in it counts only where the first two are swapped.
const beginsAlike = (piece, name) => piece[0] === name[0] || (piece[0] === name[1] && piece[1] === name[0]);

// Beginnings of words put together, as `mel` of media.list: 3 of all words, 2 of the first ones, 1 of some, 0 no.
export function humps(piece, words) {
  const from = (at, word, skips) => {
    if (at === piece.length) return word === words.length ? 3 : 2;
    if (word === words.length) return 0;
    let taken = 0;
    while (taken < words[word].length && at + taken < piece.length && piece[at + taken] === words[word][taken]) taken++;
    for (; taken; taken--) {
      const rest = from(at + taken, word + 1, skips);
      if (rest) return rest;
    }
    return skips ? from(at, word + 1, skips) : 0;
  };
  return from(0, 0, false) || (piece.length > 2 && from(0, 0, true) ? 1 : 0);
}

const HUMPS = [0, 50, 66, 78];
const INITIALS = 4; // more for the first letters of all words

// Whether a piece goes on after a name.
const begins = (piece, name) => piece.length > name.length && piece.startsWith(name);

// Whether a name as a whole is meant, typos allowed.
function isMeant({ text, mask }, name) {
  const most = typosAllowed(text.length);
  return text === name.text || (Math.abs(text.length - name.text.length) <= most && beginsAlike(text, name.text)
    && lacking(name.mask, mask) <= most && typos(text, name.text, most)[0] <= most);
}

function inOrder(piece, text) {
  let at = 0;
  for (const letter of piece) {
    at = text.indexOf(letter, at) + 1;
    if (!at) return false;
  }
  return true;
}

function wordScore(piece, word, mask, pieceMask) {
  if (word.startsWith(piece)) return word.length === piece.length ? 80 : 72 - Math.min(6, word.length - piece.length);
  const most = typosAllowed(piece.length);
  if (!most || word.length < 4 || !beginsAlike(piece, word) || lacking(mask, pieceMask) > most) return 0;
  const [whole, start] = typos(piece, word, most);
  if (whole <= most) return 50 - 8 * whole;
  return start <= most ? 44 - 8 * start : 0;
}

function nameScore(piece, name, pieceMask, ofWord) {
  const { text, words } = name;
  if (text.startsWith(piece)) return text.length === piece.length ? 120 : 100 - Math.min(10, (text.length - piece.length) >> 1);
  let best = 0;
  for (let at = 0; at < name.ids.length; at++) {
    const score = ofWord[name.ids[at]];
    if (score) best = Math.max(best, score - (at ? 4 : 0));
  }
  const most = typosAllowed(piece.length);
  const missing = lacking(name.mask, pieceMask);
  if (missing > most) return best;
  if (!missing) {
    if (best < 70 && piece.length > 2 && text.includes(piece)) best = Math.max(best, name.starts.some((at) => text.startsWith(piece, at)) ? 70 : 55);
    if (best < 78 && piece.length > 1) {
      const fit = HUMPS[humps(piece, words)];
      if (fit) best = Math.max(best, fit - Math.min(8, words.length) + (fit === HUMPS[3] && piece.length === words.length ? INITIALS : 0));
    }
    if (best < 24 && piece.length > 3 && piece[0] === text[0] && text.length <= 4 * piece.length && inOrder(piece, text)) best = 24;
  }
  if (best < 76 && piece.length > 4 && beginsAlike(piece, text)) {
    const [whole, start] = typos(piece, text, most);
    // The longer a name is, the less likely another one is meant.
    if (whole <= most) best = Math.max(best, (piece.length > 6 ? 84 : 68) - 8 * whole);
    else if (start <= most) best = Math.max(best, 54 - 8 * start);
  }
  return best;
}

export class Matcher {
  #names = [];
  #words = [];
  #nameIds = new Map();
  #wordIds = new Map();
  #entries;
  #classes = new Map(); // name: {entry, name: as it is compared, own: its properties' names}
  #kept = new Map(); // piece: what is known of it

  // Entries as entries.js makes them: {kind, label, names, owner, base, value, words, old}, a class before its properties
  constructor(entries) {
    for (const entry of entries) {
      if (entry.kind === "class") this.#classes.set(entry.label, { entry, name: this.#names[this.#nameId(entry.label)], own: [] });
      if (entry.kind === "property") this.#classes.get(entry.owner)?.own.push(entry.label);
    }
    this.#entries = this.#prepared(entries);
  }

  // All that fit, the best first.
  find(query) {
    const texts = piecesOf(query);
    if (!texts.length) return [];
    const pieces = texts.map((text) => this.#piece(text));
    const whole = this.#piece(texts.join("").slice(0, LONGEST_PIECE));
    const byScore = []; // points: the entries with so many, in their order; an old one of a long name may have fewer than 0
    for (const known of this.#entries.concat(this.#prepared(this.#inherited(texts, whole.text)))) {
      let score = this.#apart(known, pieces);
      if (pieces.length > 1) score = Math.max(score, this.#ofItself(known, whole));
      if (score > 0) (byScore[score + known.handicap + LEAST] ??= []).push(known);
    }
    return byScore.reverse().flat();
  }

  // In the order of those that fit alike, once: what is found is then sorted by its points alone.
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
  #inherited(texts, whole) {
    const runs = texts.slice(1).flatMap((_, at) => [texts.slice(0, at + 1), texts.slice(at + 1)])
      .map((run) => run.join("").slice(0, LONGEST_PIECE)).map((text) => ({ text, mask: lettersOf(text) }));
    const made = [];
    for (const { entry, name, own } of this.#classes.values()) {
      if (!entry.base || !(begins(whole, name.text) || runs.some((run) => isMeant(run, name)))) continue;
      const had = new Set(own);
      const seen = new Set([entry.label]);
      for (let base = entry.base; this.#classes.has(base) && !seen.has(base); base = this.#classes.get(base).entry.base) {
        seen.add(base);
        for (const property of this.#classes.get(base).own) if (!had.has(property)) made.push(inheritedBy(entry, property)), had.add(property);
      }
    }
    return made;
  }

  // The mean of how each piece fits; at least one has to fit the thing itself, not only what it is in.
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

  // {text, scores: how it fits each name, owners: the names that it begins with, told: as it is looked for in words}
  #piece(text) {
    const kept = this.#kept.get(text);
    if (kept) return kept;
    const mask = lettersOf(text);
    const ofWord = this.#words.map((word) => wordScore(text, word.text, word.mask, mask));
    const scores = Int16Array.from(this.#names, (name) => nameScore(text, name, mask, ofWord));
    const owners = new Set();
    this.#names.forEach((name, at) => { if (begins(text, name.text)) owners.add(at); });
    const piece = { text, scores, owners, told: text.length > 2 ? ` ${text}` : ` ${text} ` };
    if (this.#kept.size > 12) this.#kept.delete(this.#kept.keys().next().value);
    this.#kept.set(text, piece);
    return piece;
  }

  #nameId(name) {
    if (!this.#nameIds.has(name)) {
      const words = wordsOf(name);
      const text = words.join("");
      let at = 0;
      const starts = words.map((word) => (at += word.length) - word.length);
      this.#nameIds.set(name, this.#names.length);
      this.#names.push({ text, words, starts, mask: lettersOf(text), ids: words.map((word) => this.#wordId(word)) });
    }
    return this.#nameIds.get(name);
  }

  #wordId(word) {
    if (!this.#wordIds.has(word)) {
      this.#wordIds.set(word, this.#words.length);
      this.#words.push({ text: word, mask: lettersOf(word) });
    }
    return this.#wordIds.get(word);
  }
}

function inFront(one, other) {
  return BONUS[other.entry.kind] - BONUS[one.entry.kind] || one.entry.label.length - other.entry.label.length
    || (one.entry.label < other.entry.label ? -1 : one.entry.label > other.entry.label ? 1 : 0)
    || one.entry.detail.length - other.entry.detail.length;
}
