// Search in an answer's text: what is looked for is found as it reads, escaped or not.

// More are not counted.
const MOST_MATCHES = 100_000;

/** @type {Record<string, string>} */
const ENTITIES = { "&": "amp", "<": "lt", ">": "gt", '"': "quot", "'": "apos" };
/** @param {string} text */
const plain = (text) => text.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");

// A RegExp that finds `query` in a text of a language ("json", "xml" or "text").
/** @param {string} query @param {string} language @param {string} text @param {boolean} [caseSensitive] */
export function pattern(query, language, text, caseSensitive = false) {
  const escapesOf = language === "json" ? jsonEscapes(text) : language === "xml" ? xmlEscapes(text) : () => [];
  let source = [...query].map((character) => alternatives(character, escapesOf, caseSensitive)).join("");
  // A formatted line has a space behind the colon that the text need not have.
  if (language === "json") source = source.replace(/: /g, ":\\s*");
  return new RegExp(source, caseSensitive ? "g" : "gi");
}

/** @param {string} character @param {(character: string) => string[]} escapesOf @param {boolean} caseSensitive */
function alternatives(character, escapesOf, caseSensitive) {
  const cases = caseSensitive ? [character] : [...new Set([character, character.toLowerCase(), character.toUpperCase()])];
  const escaped = [...new Set(cases.flatMap(escapesOf))];
  return escaped.length ? `(?:${[...escaped, plain(character)].join("|")})` : plain(character);
}

/** @param {string} text */
function jsonEscapes(text) {
  const numbered = text.includes("\\u");
  const ascii = numbered && /\\u00[0-7]/i.test(text);
  /** @param {string} character */
  return (character) => {
    const found = '"\\/'.includes(character) ? [`\\\\${plain(character)}`] : [];
    if (ascii || (numbered && character > "\x7f")) {
      const units = [...Array(character.length).keys()].map((at) => character.charCodeAt(at).toString(16).padStart(4, "0"));
      found.push(units.map((unit) => `\\\\u${eitherCase(unit)}`).join(""));
    }
    return found;
  };
}

/** @param {string} text */
function xmlEscapes(text) {
  const numbered = text.includes("&#");
  /** @param {string} character */
  return (character) => {
    const found = ENTITIES[character] ? [`&${ENTITIES[character]};`] : [];
    const code = character.codePointAt(0) ?? 0;
    if (numbered) found.push(`&#0*${code};`, `&#x0*${eitherCase(code.toString(16))};`);
    return found;
  };
}

/** @param {string} hex */
const eitherCase = (hex) => hex.replace(/[a-f]/g, (digit) => `[${digit}${digit.toUpperCase()}]`);

export class Matches {
  constructor() {
    this.count = 0;
    this.more = false; // there are more than were kept
    this.current = -1;
    this.starts = new Uint32Array(256);
    this.ends = new Uint32Array(256);
  }

  /** @param {string} text @param {RegExp} regex */
  static in(text, regex) {
    const found = new Matches();
    for (let match = regex.exec(text); match; match = regex.exec(text)) {
      if (found.count === MOST_MATCHES) {
        found.more = true;
        break;
      }
      found.#add(match.index, regex.lastIndex);
    }
    return found;
  }

  /** @param {number} start @param {number} end */
  #add(start, end) {
    if (this.count === this.starts.length) {
      for (const name of /** @type {const} */ (["starts", "ends"])) {
        const grown = new Uint32Array(this.count * 2);
        grown.set(this[name]);
        this[name] = grown;
      }
    }
    this.starts[this.count] = start;
    this.ends[this.count++] = end;
  }

  /** @param {number} offset */
  firstEndingAfter(offset) {
    let [low, high] = [0, this.count];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.ends[middle] <= offset) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
