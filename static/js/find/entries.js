// What can be found, out of the compact index that /find/index gives (app/schema/find/index.py says its form).
//
// An entry: {kind, label, detail, names: the one it is known by and others, owner: what it is in, base: what a class inherits
// from, value: an enum value's on the wire, words: our own about it, old: deprecated, open: where Enter leads, docs: its documentation or ""}
import { words } from "./words.js";

export function entriesOf(index) {
  return [...pages(index), ...regions(index), ...services(index), ...classes(index), ...enums(index), ...errors(index)];
}

const segment = encodeURIComponent;

function entry(kind, label, rest) {
  return { kind, label, detail: "", names: [label], owner: "", base: "", value: "", words: "", old: false, docs: "", ...rest };
}

const pages = ({ pages }) => pages.map(([title, open, words]) => entry("page", title, { open, words, detail: words }));

const regions = ({ regions, addresses }) => regions.map(([id, name]) =>
  entry("region", name, { names: [name, id], detail: id, open: `${addresses.console}?region=${segment(id)}` }));

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
      for (const parameter of parameters) yield member("parameter", parameter, label, `${page}#member-${segment(parameter)}`);
    }
  }
  for (const parameter of request) yield member("parameter", parameter, words.entries.everyRequest, `${docs}/guide/request`);
}

function* classes({ classes, addresses }) {
  for (const [name, words, old, properties, base] of classes) {
    const page = `${addresses.docs}/object/${segment(name)}`;
    yield entry("class", name, { words, old: Boolean(old), open: page, base });
    for (const property of properties) yield member("property", property, name, `${page}#member-${segment(property)}`);
  }
}

// A property that a class, an entry, has from another one.
export const inheritedBy = ({ label, open }, property) => member("property", property, label, `${open}#member-${segment(property)}`);

const member = (kind, label, owner, open) => entry(kind, label, { owner, detail: owner, open });

function* enums({ enums, addresses }) {
  for (const [name, words, old, constants] of enums) {
    const page = `${addresses.docs}/enum/${segment(name)}`;
    yield entry("enum", name, { words, old: Boolean(old), open: page });
    for (const [constant, value] of constants) yield entry("value", constant, { owner: name, value, detail: `${name} = ${value}`, open: `${page}#value-${segment(constant)}` });
  }
}

const errors = ({ errors, addresses }) => errors.map(([code, words]) =>
  entry("error", code, { words, open: `${addresses.docs}/error/${segment(code)}` }));
