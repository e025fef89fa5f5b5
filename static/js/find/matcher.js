// How well what is typed fits a name, in whole points. app/schema/find_match.py does the same for the page that
// works without scripts; a test compares the two.
//
// A name is its words (`mediaEntry` has two), lower case and without "Kaltura". What is typed is split at blanks and
// dots; each piece has to fit somewhere. Each piece is compared with each different name and word once, however
// many entries share it.

const WORD = /[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+/g;
const BREAKS = /[\s.:/>,]+/;
const FILLERS = new Set("a an and by do does for from how i in is my of on or the to what which who with".split(" "));
// The kind decides between names that fit alike.
const BONUS = { service: 10, action: 9, page: 8, region: 8, error: 6, class: 6, enum: 4, property: 2, parameter: 2, value: 0 };
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
  #kept = new Map(); // piece: the scores of all names

  // Entries as entries.js makes them: {kind, label, names, owner, value, words, old}
  constructor(entries) {
    this.#entries = entries.map((entry) => ({
      entry,
      names: entry.names.map((name) => this.#nameId(name)),
      owner: entry.owner ? this.#nameId(entry.owner) : -1,
      told: entry.words ? ` ${entry.words.toLowerCase().replace(/[^a-z0-9]+/g, " ")} ` : "",
      handicap: BONUS[entry.kind] - (entry.old ? 8 : 0) - Math.min(8, entry.label.length >> 3),
    }));
    // In the order of those that fit alike, once: what is found is then sorted by its points alone.
    this.#entries.sort(inFront);
  }

  // All that fit, the best first.
  find(query) {
    const pieces = piecesOf(query);
    if (!pieces.length) return [];
    const whole = pieces.join("").slice(0, LONGEST_PIECE);
    const scores = pieces.map((piece) => this.#scores(piece));
    const together = pieces.length > 1 ? this.#scores(whole) : null;
    const found = [];
    for (const known of this.#entries) {
      let score = this.#apart(known, pieces, scores);
      if (together) score = Math.max(score, this.#ofItself(known, whole, together));
      if (score > 0) found.push({ entry: known.entry, score: score + known.handicap });
    }
    return found.sort((one, other) => other.score - one.score);
  }

  // The mean of how each piece fits; at least one has to fit the thing itself, not only what it is in.
  #apart(known, pieces, scores) {
    let sum = 0;
    let own = false;
    for (let at = 0; at < pieces.length; at++) {
      const itself = this.#ofItself(known, pieces[at], scores[at]);
      const fit = Math.max(itself, known.owner < 0 ? 0 : scores[at][known.owner] - 20);
      if (fit <= 0) return 0;
      if (itself > 0) own = true;
      sum += fit;
    }
    return own ? Math.floor(sum / pieces.length) : 0;
  }

  #ofItself(known, piece, scores) {
    let best = 0;
    for (let at = 0; at < known.names.length; at++) {
      const score = scores[known.names[at]];
      if (score) best = Math.max(best, score - (at ? 6 : 0));
    }
    if (known.owner >= 0) {
      const owner = this.#names[known.owner].text;
      if (piece.length > owner.length && piece.startsWith(owner)) {
        const { text } = this.#names[known.names[0]];
        const rest = piece.slice(owner.length);
        if (text.startsWith(rest)) best = Math.max(best, text === rest ? 112 : 94);
      }
    }
    if (known.entry.value && known.entry.value.toLowerCase() === piece) best = Math.max(best, 80);
    if (best < 38 && known.told.includes(piece.length > 2 ? ` ${piece}` : ` ${piece} `)) best = 38;
    return best;
  }

  #scores(piece) {
    const kept = this.#kept.get(piece);
    if (kept) return kept;
    const mask = lettersOf(piece);
    const ofWord = this.#words.map((word) => wordScore(piece, word.text, word.mask, mask));
    const scores = Int16Array.from(this.#names, (name) => nameScore(piece, name, mask, ofWord));
    if (this.#kept.size > 12) this.#kept.delete(this.#kept.keys().next().value);
    this.#kept.set(piece, scores);
    return scores;
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
