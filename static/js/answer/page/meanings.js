// What values of an answer mean by the region's schema, and how that is said beside them.
import { headers, Refusal } from "../../ask.js";
import { words } from "./words.js";

const MOST_CLASSES = 60; // the server's limit for one request

/**
 * What a value is: see app/schema/meanings/values.py. `values` has the names of an enum's values.
 * @typedef {{ kind: string, enum?: string, values?: Map<string, string> }} Meaning
 */

/** @typedef {{ note: string, title: string }} Said */
/** @typedef {Map<string, Meaning>} Properties by their names */

/** @type {Map<string, Map<string, Promise<Properties>>>} */
const known = new Map(); // by region, then by class

// By class and property; classes that the schema lacks have an empty Map.
/** @param {string} region @param {string[]} classNames @returns {Promise<Map<string, Properties>>} */
export async function meaningsOf(region, classNames) {
  const shelf = shelfOf(region);
  const names = [...new Set(classNames)].filter(Boolean);
  const missing = names.filter((name) => !shelf.has(name));
  for (let at = 0; at < missing.length; at += MOST_CLASSES) {
    const some = missing.slice(at, at + MOST_CLASSES);
    const asked = fetchMeanings(region, some.map((name) => ["class", name])).then((told) => told.classes);
    for (const name of some) {
      const one = asked.then((classes) => classes.get(name) ?? new Map());
      one.catch(() => shelf.delete(name)); // asked again the next time
      shelf.set(name, one);
    }
  }
  /** @type {Map<string, Properties>} */
  const found = new Map();
  for (const name of names) found.set(name, (await shelf.get(name)) ?? new Map());
  return found;
}

// The meaning of an action's bare result: a KS, a time, an enum's value; null where there is none.
/** @param {string} region @param {string} service @param {string} action */
export async function resultMeaning(region, service, action) {
  return (await fetchMeanings(region, [["service", service], ["action", action]])).result;
}

/** @param {string} region */
function shelfOf(region) {
  const shelf = known.get(region) ?? new Map();
  known.set(region, shelf);
  return shelf;
}

/** @param {string} region @param {string[][]} pairs */
async function fetchMeanings(region, pairs) {
  const query = new URLSearchParams([["region", region], ...pairs]);
  const response = await fetch(`/schema/meanings?${query}`, { headers: headers() });
  const told = await response.json().catch(() => null);
  if (!response.ok || !told) throw new Refusal(response.status, told);
  /** @type {[string, Record<string, string>][]} */
  const entries = Object.entries(told.enums);
  const enums = new Map(entries.map(([name, values]) => [name, new Map(Object.entries(values))]));
  /** @param {Meaning} meaning */
  const whole = (meaning) => (meaning.enum ? { ...meaning, values: enums.get(meaning.enum) } : meaning);
  /** @type {Map<string, Properties>} */
  const classes = new Map();
  for (const [name, properties] of /** @type {[string, Record<string, Meaning>][]} */ (Object.entries(told.classes))) {
    classes.set(name, new Map(Object.entries(properties).map(([key, meaning]) => [key, whole(meaning)])));
  }
  return { classes, result: told.result?.kind ? whole(told.result) : null };
}

// Of a scalar's text, null where there is nothing to say. `now` in milliseconds.
/** @param {unknown} text @param {Meaning | null | undefined} meaning @param {number} [now] @returns {Said | null} */
export function explain(text, meaning, now = Date.now()) {
  if (typeof text !== "string" || text.length > 4096) return null;
  if (!meaning || !Object.hasOwn(SAYERS, meaning.kind)) return null;
  return SAYERS[meaning.kind](text.trim(), meaning, now);
}

const { no, yes } = words.meanings;
const YES_OR_NO = { 0: no, 1: yes, false: no, true: yes };

/** @type {Record<string, (text: string, meaning: Meaning, now: number) => Said | null>} */
const SAYERS = {
  enum: (text, meaning) => text === "" ? null : { note: nameOf(text, meaning), title: meaning.enum ?? "" },
  "nullable boolean": (text) => pick(text, { "-1": words.meanings.notSet, ...YES_OR_NO }),
  boolean: (text) => pick(text.toLowerCase(), YES_OR_NO),
  values: sayValues,
  time: sayTime,
  milliseconds: (text) => sayDuration(text, 0.001, "ms"),
  seconds: (text) => sayDuration(text, 1, "s"),
  minutes: (text) => sayDuration(text, 60, "min"),
  bytes: (text) => saySize(text, 1),
  kilobytes: (text) => saySize(text, 1024),
  megabytes: (text) => saySize(text, 1024 ** 2),
  gigabytes: (text) => saySize(text, 1024 ** 3),
  bitrate: sayBitrate,
};

/** @param {string} text @param {Record<string, string>} notes */
function pick(text, notes) {
  return Object.hasOwn(notes, text) ? { note: notes[text], title: "" } : null;
}

/** @param {string} value @param {Meaning} meaning */
function nameOf(value, meaning) {
  return meaning.values?.get(value) ?? words.meanings.notInSchema;
}

const MOST_VALUES = 100;

/** @param {string} text @param {Meaning} meaning */
function sayValues(text, meaning) {
  const values = text.split(",").map((one) => one.trim()).filter(Boolean);
  if (!values.length || values.length > MOST_VALUES) return null;
  const names = values.map((value) => nameOf(value, meaning));
  // Where the names are the values, naming them says nothing.
  if (names.every((name, at) => name === values[at])) return null;
  return { note: names.join(", "), title: meaning.enum ?? "" };
}

/** @param {string} text */
function number(text) {
  return /^-?\d{1,20}(\.\d{1,20})?(e\+?\d{1,2})?$/i.test(text) ? Number(text) : NaN;
}

const local = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "long" });
const relative = new Intl.RelativeTimeFormat("en", { numeric: "always" });
/** @type {[Intl.RelativeTimeFormatUnit, number][]} */
const SPANS = [["year", 31557600], ["month", 2629800], ["day", 86400], ["hour", 3600], ["minute", 60], ["second", 1]];
const IN_MILLISECONDS = 1e11; // seconds beyond it would be past the year 5138
const LATEST = 253402300799; // the end of the year 9999

/** @param {string} text @param {unknown} _ @param {number} now */
function sayTime(text, _, now) {
  const told = number(text);
  if (Number.isNaN(told)) return null;
  if (told === 0) return { note: words.meanings.notSet, title: words.meanings.noTime };
  const milliseconds = Math.abs(told) >= IN_MILLISECONDS;
  const seconds = milliseconds ? told / 1000 : told;
  if (seconds < 0) return { note: words.meanings.early, title: words.meanings.earlyTitle };
  if (seconds > LATEST) return { note: words.meanings.late, title: words.meanings.lateTitle };
  const moment = new Date(seconds * 1000);
  const utc = `${moment.toISOString().replace("T", " ").replace(/(\.000)?Z$/, "")} UTC`;
  const title = [utc, ago(seconds - now / 1000), milliseconds ? words.meanings.milliseconds : ""].filter(Boolean);
  return { note: local.format(moment), title: title.join(" · ") };
}

/** @param {number} seconds */
function ago(seconds) {
  const [unit, size] = SPANS.find(([, span]) => Math.abs(seconds) >= span) ?? SPANS[SPANS.length - 1];
  return relative.format(Math.trunc(seconds / size), unit);
}

/** @param {string} text @param {number} unit @param {string} name */
function sayDuration(text, unit, name) {
  const told = number(text);
  if (Number.isNaN(told)) return null;
  const whole = Math.abs(told) * unit;
  if (!Number.isFinite(whole) || whole > 1e10) return null;
  return { note: (told < 0 ? "−" : "") + spell(whole), title: `${text} ${name}` };
}

/** @param {number} seconds */
function spell(seconds) {
  const all = Math.round(seconds * 1000);
  const [hours, minutes, rest] = [Math.floor(all / 3600000), Math.floor(all / 60000) % 60, (all % 60000) / 1000];
  /** @param {number} value */
  const two = (value) => String(value).replace(/^\d(?!\d)/, "0$&");
  if (hours) return words.meanings.hours(hours, two(minutes), two(rest));
  return minutes ? words.meanings.minutes(minutes, two(rest)) : words.meanings.seconds(rest);
}

const SIZES = ["B", "KB", "MB", "GB", "TB", "PB"];
const short = new Intl.NumberFormat("en", { maximumFractionDigits: 1 });
const exact = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });

/** @param {string} text @param {number} unit */
function saySize(text, unit) {
  const told = number(text);
  if (Number.isNaN(told) || told < 0) return null;
  const bytes = told * unit;
  const step = Math.min(Math.max(Math.floor(Math.log2(bytes || 1) / 10), 0), SIZES.length - 1);
  if (bytes >= 1024 ** SIZES.length) return null;
  return { note: `${short.format(bytes / 1024 ** step)} ${SIZES[step]}`, title: words.meanings.bytes(exact.format(bytes)) };
}

/** @param {string} text */
function sayBitrate(text) {
  const told = number(text);
  if (Number.isNaN(told) || told <= 0 || told > 1e9) return null;
  const note = told >= 1000 ? `${short.format(told / 1000)} Mbit/s` : `${short.format(told)} kbit/s`;
  return { note, title: words.meanings.bitrate(exact.format(told)) };
}
