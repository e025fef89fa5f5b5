// How well one piece of what is typed fits one name, in whole points.

/**
 * `text` is its words together, `ids` their numbers among all words, `starts` where each begins, `mask` see lettersOf.
 * @typedef {{ text: string, words: string[], ids: number[], starts: number[], mask: number }} Name
 */

/** @typedef {{ text: string, mask: number }} Run letters that belong together */

const HUMPS = [0, 50, 66, 78];
const INITIALS = 4; // more for the first letters of all words

// A bit for each letter, one for all digits: what a name lacks is seen without reading it.
/** @param {string} text */
export function lettersOf(text) {
  let mask = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    mask |= 1 << (code >= 97 ? code - 97 : 26);
  }
  return mask;
}

// How many letters of `of` are not in `mask`.
/** @param {number} mask @param {number} of */
function lacking(mask, of) {
  let left = of & ~mask;
  let count = 0;
  for (; left; left &= left - 1) count++;
  return count;
}

/** @param {number} length */
const typosAllowed = (length) => (length < 4 ? 0 : length < 8 ? 1 : 2);

// The fewest typos (a letter more, less, other, or two swapped) between a piece and a name: as a whole, and with the
// name's beginning alone; `most` + 1 stands for more than that.
/** @param {string} piece @param {string} name @param {number} most @returns {[whole: number, start: number]} */
export function typos(piece, name, most) {
  const width = Math.min(name.length, piece.length + most);
  /** @type {number[] | null} */
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
/** @param {string} piece @param {string} name */
const beginsAlike = (piece, name) => piece[0] === name[0] || (piece[0] === name[1] && piece[1] === name[0]);

// Beginnings of words put together, as `mel` of media.list: 3 of all words, 2 of the first ones, 1 of some, 0 no.
/** @param {string} piece @param {string[]} words */
export function humps(piece, words) {
  /** @param {number} at @param {number} word @param {boolean} skips @returns {number} */
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

// Whether a piece goes on after a name.
/** @param {string} piece @param {string} name */
export const begins = (piece, name) => piece.length > name.length && piece.startsWith(name);

// Whether a name as a whole is meant, typos allowed.
/** @param {Run} run @param {Name} name */
export function isMeant({ text, mask }, name) {
  const most = typosAllowed(text.length);
  return text === name.text || (Math.abs(text.length - name.text.length) <= most && beginsAlike(text, name.text)
    && lacking(name.mask, mask) <= most && typos(text, name.text, most)[0] <= most);
}

/** @param {string} piece @param {string} text */
function inOrder(piece, text) {
  let at = 0;
  for (const letter of piece) {
    at = text.indexOf(letter, at) + 1;
    if (!at) return false;
  }
  return true;
}

/** @param {Run} piece @param {Run} word */
export function wordScore({ text: piece, mask }, { text: word, mask: ofWord }) {
  if (word.startsWith(piece)) return word.length === piece.length ? 80 : 72 - Math.min(6, word.length - piece.length);
  const most = typosAllowed(piece.length);
  if (!most || word.length < 4 || !beginsAlike(piece, word) || lacking(ofWord, mask) > most) return 0;
  const [whole, start] = typos(piece, word, most);
  if (whole <= most) return 50 - 8 * whole;
  return start <= most ? 44 - 8 * start : 0;
}

// `ofWord` is how the piece fits each word.
/** @param {Run} run @param {Name} name @param {number[]} ofWord */
export function nameScore({ text: piece, mask }, name, ofWord) {
  const { text, words } = name;
  if (text.startsWith(piece)) return text.length === piece.length ? 120 : 100 - Math.min(10, (text.length - piece.length) >> 1);
  let best = 0;
  for (let at = 0; at < name.ids.length; at++) {
    const score = ofWord[name.ids[at]];
    if (score) best = Math.max(best, score - (at ? 4 : 0));
  }
  const most = typosAllowed(piece.length);
  const missing = lacking(name.mask, mask);
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
