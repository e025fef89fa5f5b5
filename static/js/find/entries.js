// What can be found, out of the compact index that /find/index gives.
import { words } from "./words.js";

/** @typedef {"page" | "workflow" | "region" | "service" | "action" | "class" | "enum" | "error" | "property" | "parameter" | "value" | "saved"} Kind */

/**
 * `names` are the one that it is known by and others, `owner` what it is in, `base` what a class inherits from, `value` an
 * enum value's on the wire, `words` our own about it, `open` where Enter leads, `docs` its documentation or "".
 * @typedef {{
 *   kind: Kind, label: string, detail: string, names: string[], owner: string, base: string, value: string, words: string,
 *   old: boolean, open: string, docs: string,
 * }} Entry
 */

/**
 * See app/schema/find/index.py and app/pages/find/page.py.
 * @typedef {{
 *   pages: [title: string, address: string, words: string][],
 *   workflows: [title: string, address: string, words: string, also: string][],
 *   regions: [id: string, name: string][],
 *   services: [id: string, name: string, words: string, old: 0 | 1, actions: Action[]][],
 *   request: string[],
 *   classes: [name: string, words: string, old: 0 | 1, properties: string[], base: string][],
 *   enums: [name: string, words: string, old: 0 | 1, constants: [name: string, value: string][]][],
 *   errors: [code: string, words: string][],
 *   addresses: { console: string, docs: string },
 * }} Index
 */

/** @typedef {[name: string, words: string, old: 0 | 1, parameters: string[]]} Action */

/** @param {Index} index @returns {Entry[]} */
export function entriesOf(index) {
  return [...pages(index), ...workflows(index), ...regions(index), ...services(index), ...classes(index), ...enums(index), ...errors(index)];
}

// What somebody has saved: see app/pages/find/page.py.
/** @param {{ saved: [kind: string, name: string, title: string, within: string, id: string][], addresses: Record<string, string> }} own */
export const savedEntries = ({ saved, addresses }) => saved.map(([kind, name, title, within, id]) =>
  entry("saved", name, { detail: [title || kind, within].filter(Boolean).join(" · "), open: addresses[kind] + id }));

// Those in which each word stands, in whatever script; first where a name has all that is typed.
/** @param {Entry[]} saved @param {string} typed */
export function savedWith(saved, typed) {
  const [whole, words] = [typed.toLowerCase(), typed.toLowerCase().split(/\s+/)];
  /** @param {Entry} one */
  const rank = ({ label }) => (label.toLowerCase().startsWith(whole) ? 2 : Number(label.toLowerCase().includes(whole)));
  const alike = saved.filter(({ label, detail }) => { const text = `${label} ${detail}`.toLowerCase(); return words.every((word) => text.includes(word)); });
  return alike.map((one) => ({ one, rank: rank(one) })).sort((a, b) => b.rank - a.rank);
}

const segment = encodeURIComponent;

/** @param {Kind} kind @param {string} label @param {Partial<Entry>} rest @returns {Entry} */
function entry(kind, label, rest) {
  return { kind, label, detail: "", names: [label], owner: "", base: "", value: "", words: "", old: false, open: "", docs: "", ...rest };
}

/** @param {Index} index */
const pages = ({ pages }) => pages.map(([title, open, words]) => entry("page", title, { open, words, detail: words }));

/** @param {Index} index */
const workflows = ({ workflows }) => workflows.map(([title, open, about, also]) =>
  entry("workflow", title, { names: [title, also], open, words: `${words.find.kinds.workflow} ${about}`, detail: about }));

/** @param {Index} index */
const regions = ({ regions, addresses }) => regions.map(([id, name]) =>
  entry("region", name, { names: [name, id], detail: id, open: `${addresses.console}?region=${segment(id)}` }));

/** @param {Index} index */
function* services({ services, request, addresses }) {
  const { console, docs } = addresses;
  for (const [id, name, words, old, actions] of services) {
    const [ofConsole, ofDocs] = [`${console}console/service/${segment(id)}`, `${docs}/service/${segment(id)}`];
    const alone = id === name.toLowerCase();
    yield entry("service", name, { names: alone ? [name] : [name, id], detail: alone ? "" : id, words, old: Boolean(old), open: ofConsole, docs: ofDocs });
    for (const [action, told, isOld, parameters] of actions) {
      const label = `${name}.${action}`;
      const page = `${ofDocs}/action/${segment(action)}`;
      yield entry("action", label, {
        names: alone ? [label, action] : [label, action, `${id}.${action}`], detail: alone ? "" : id, words: told, old: Boolean(old || isOld),
        open: `${ofConsole}/action/${segment(action)}`, docs: page,
      });
      for (const parameter of parameters) yield member("parameter", parameter, label, `${page}#member-${segment(parameter)}`, Boolean(old || isOld));
    }
  }
  for (const parameter of request) yield member("parameter", parameter, words.entries.everyRequest, `${docs}/guide/request`);
}

/** @param {Index} index */
function* classes({ classes, addresses }) {
  for (const [name, words, old, properties, base] of classes) {
    const page = `${addresses.docs}/object/${segment(name)}`;
    yield entry("class", name, { words, old: Boolean(old), open: page, base });
    for (const property of properties) yield member("property", property, name, `${page}#member-${segment(property)}`);
  }
}

// A property that a class, an entry, has from another one.
/** @param {Entry} entry @param {string} property */
export const inheritedBy = ({ label, open }, property) => member("property", property, label, `${open}#member-${segment(property)}`);

/** @param {Kind} kind @param {string} label @param {string} owner @param {string} open */
const member = (kind, label, owner, open, old = false) => entry(kind, label, { owner, detail: owner, open, old });

/** @param {Index} index */
function* enums({ enums, addresses }) {
  for (const [name, words, old, constants] of enums) {
    const page = `${addresses.docs}/enum/${segment(name)}`;
    yield entry("enum", name, { words, old: Boolean(old), open: page });
    for (const [constant, value] of constants) yield entry("value", constant, { owner: name, value, detail: `${name} = ${value}`, open: `${page}#value-${segment(constant)}` });
  }
}

/** @param {Index} index */
const errors = ({ errors, addresses }) => errors.map(([code, words]) =>
  entry("error", code, { words, open: `${addresses.docs}/error/${segment(code)}` }));
