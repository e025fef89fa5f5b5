// What values of an answer mean by the region's schema, and how that is said beside them.
import { headers, Refusal } from "../../ask.js";
import { words } from "./words.js";

const MOST_CLASSES = 60; // the server's limit for one request
const known = new Map(); // region → Map class → promise of a Map property → meaning

// A Map class → Map property → meaning {kind, values?}; classes the schema lacks have an empty Map.
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
  return new Map(await Promise.all(names.map(async (name) => [name, await shelf.get(name)])));
}

// The meaning of an action's bare result: a KS, a time, an enum's value; null where there is none.
export async function resultMeaning(region, service, action) {
  return (await fetchMeanings(region, [["service", service], ["action", action]])).result;
}

function shelfOf(region) {
  if (!known.has(region)) known.set(region, new Map());
  return known.get(region);
}

async function fetchMeanings(region, pairs) {
  const query = new URLSearchParams([["region", region], ...pairs]);
  const response = await fetch(`/schema/meanings?${query}`, { headers: headers() });
  const told = await response.json().catch(() => null);
  if (!response.ok || !told) throw new Refusal(response.status, told);
  const enums = new Map(Object.entries(told.enums).map(([name, values]) => [name, new Map(Object.entries(values))]));
  const whole = (meaning) => (meaning.enum ? { ...meaning, values: enums.get(meaning.enum) } : meaning);
  const classes = new Map();
  for (const [name, properties] of Object.entries(told.classes)) {
    classes.set(name, new Map(Object.entries(properties).map(([key, meaning]) => [key, whole(meaning)])));
  }
  return { classes, result: told.result?.kind ? whole(told.result) : null };
}

// {note, title} for a scalar's text, null where there is nothing to say. `now` in milliseconds.
export function explain(text, meaning, now = Date.now()) {
  if (typeof text !== "string" || text.length > 4096) return null;
  const kind = meaning?.kind ?? "";
  return Object.hasOwn(SAYERS, kind) ? SAYERS[kind](text.trim(), meaning, now) : null;
}

const { no, yes } = words.meanings;
const YES_OR_NO = { 0: no, 1: yes, false: no, true: yes };

const SAYERS = {
  enum: (text, meaning) => text === "" ? null : { note: nameOf(text, meaning), title: meaning.enum },
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

function pick(text, notes) {
  return Object.hasOwn(notes, text) ? { note: notes[text], title: "" } : null;
}

function nameOf(value, meaning) {
  return meaning.values?.get(value) ?? words.meanings.notInSchema;
}

const MOST_VALUES = 100;

function sayValues(text, meaning) {
  const values = text.split(",").map((one) => one.trim()).filter(Boolean);
  if (!values.length || values.length > MOST_VALUES) return null;
  const names = values.map((value) => nameOf(value, meaning));
  // Where the names are the values, naming them says nothing.
  if (names.every((name, at) => name === values[at])) return null;
  return { note: names.join(", "), title: meaning.enum };
}

function number(text) {
  return /^-?\d{1,20}(\.\d{1,20})?(e\+?\d{1,2})?$/i.test(text) ? Number(text) : NaN;
}

const local = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "long" });
const relative = new Intl.RelativeTimeFormat("en", { numeric: "always" });
const SPANS = [["year", 31557600], ["month", 2629800], ["day", 86400], ["hour", 3600], ["minute", 60], ["second", 1]];
const IN_MILLISECONDS = 1e11; // seconds beyond it would be past the year 5138
const LATEST = 253402300799; // the end of the year 9999

function sayTime(text, meaning, now) {
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

function ago(seconds) {
  const [unit, size] = SPANS.find(([, span]) => Math.abs(seconds) >= span) ?? ["second", 1];
  return relative.format(Math.trunc(seconds / size), unit);
}

function sayDuration(text, unit, name) {
  const told = number(text);
  if (Number.isNaN(told)) return null;
  const whole = Math.abs(told) * unit;
  if (!Number.isFinite(whole) || whole > 1e10) return null;
  return { note: (told < 0 ? "−" : "") + spell(whole), title: `${text} ${name}` };
}

function spell(seconds) {
  const all = Math.round(seconds * 1000);
  const [hours, minutes, rest] = [Math.floor(all / 3600000), Math.floor(all / 60000) % 60, (all % 60000) / 1000];
  const two = (value) => String(value).replace(/^\d(?!\d)/, "0$&");
  if (hours) return words.meanings.hours(hours, two(minutes), two(rest));
  return minutes ? words.meanings.minutes(minutes, two(rest)) : words.meanings.seconds(rest);
}

const SIZES = ["B", "KB", "MB", "GB", "TB", "PB"];
const short = new Intl.NumberFormat("en", { maximumFractionDigits: 1 });
const exact = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });

function saySize(text, unit) {
  const told = number(text);
  if (Number.isNaN(told) || told < 0) return null;
  const bytes = told * unit;
  const step = Math.min(Math.max(Math.floor(Math.log2(bytes || 1) / 10), 0), SIZES.length - 1);
  if (bytes >= 1024 ** SIZES.length) return null;
  return { note: `${short.format(bytes / 1024 ** step)} ${SIZES[step]}`, title: words.meanings.bytes(exact.format(bytes)) };
}

function sayBitrate(text) {
  const told = number(text);
  if (Number.isNaN(told) || told <= 0 || told > 1e9) return null;
  const note = told >= 1000 ? `${short.format(told / 1000)} Mbit/s` : `${short.format(told)} kbit/s`;
  return { note, title: words.meanings.bitrate(exact.format(told)) };
}
