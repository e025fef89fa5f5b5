// Where a value is in an answer, as people and programs write it. JSON and XML are two spellings of
// the same answer, so that each path can be had from either. `null`: there is no such path.
import { ATTRIBUTE, RUN } from "./structure.js";

/** @import { Structure } from "./structure.js" */

const XML_NAME = /^[A-Za-z_][\w.-]*$/;

// The nodes from below `from` down to `node`; null where `node` is not within `from`.
/** @param {Structure} structure @param {number} node @param {number} from */
function way(structure, node, from) {
  const nodes = [];
  for (let at = node; at !== from; at = structure.above(at)) {
    if (at === -1) return null;
    nodes.push(at);
  }
  return nodes.reverse();
}

// Which of its siblings of the same name it is, from 0; -1 where it is the only one.
/** @param {Structure} structure @param {number} node */
function among(structure, node) {
  const name = structure.name(node);
  let [before, all] = [0, 0];
  for (const sibling of structure.children(structure.parents[node])) {
    if (structure.name(sibling) !== name || isBlankRun(structure, sibling)) continue;
    if (sibling < node) before++;
    all++;
  }
  return all > 1 ? before : -1;
}

/** @param {Structure} structure @param {number} node */
const isBlankRun = (structure, node) => structure.types[node] === RUN && !/[^ \t\r\n]/.test(structure.text(node));

/** @param {Structure} structure @param {number} node */
const isItem = (structure, node) => structure.kind(structure.parents[node]) === "array";

// "$.objects[0].id"
/** @param {Structure} structure @param {number} node */
export function jsonPath(structure, node) {
  const nodes = way(structure, node, structure.resultNode());
  return nodes && `$${nodes.map((one) => jsonStep(structure, one)).join("")}`;
}

/** @param {Structure} structure @param {number} node */
function jsonStep(structure, node) {
  if (isItem(structure, node)) return `[${structure.indexInParent(node)}]`;
  const name = structure.name(node);
  const step = /^[A-Za-z_]\w*$/.test(name) ? `.${name}` : `[${JSON.stringify(name)}]`;
  const index = structure.language === "xml" ? among(structure, node) : -1;
  return index === -1 ? step : `${step}[${index}]`;
}

// "/xml/result/objects/item[1]/id"
/** @param {Structure} structure @param {number} node */
export function xPath(structure, node) {
  if (structure.language === "json") {
    const nodes = way(structure, node, structure.root) ?? [];
    return `/xml/result${nodes.map((one) => (isItem(structure, one) ? `/item[${structure.indexInParent(one) + 1}]` : `/${element(structure.name(one), false)}`)).join("")}`;
  }
  // Text that is nothing but space (in CDATA) is not among what the steps count.
  if (isBlankRun(structure, node)) return null;
  const steps = (way(structure, node, structure.root) ?? []).map((one) => xmlStep(structure, one));
  return [`/${element(structure.rawName(0), structure.namespaces)}`, ...steps].join("/");
}

/** @param {Structure} structure @param {number} node */
function xmlStep(structure, node) {
  const raw = structure.rawName(node);
  const type = structure.types[node];
  if (type === ATTRIBUTE) return XML_NAME.test(raw) ? `@${raw}` : `@*[name()=${literal(raw)}]`;
  if (isItem(structure, node)) return `${element(raw, structure.namespaces)}[${structure.indexInParent(node) + 1}]`;
  const index = among(structure, node);
  // Space between elements is no node of ours, but one of XPath's.
  if (type === RUN) return `text()[normalize-space()][${Math.max(index, 0) + 1}]`;
  return `${element(raw, structure.namespaces)}${index === -1 ? "" : `[${index + 1}]`}`;
}

// A default namespace would hide elements from their plain names.
/** @param {string} name @param {boolean} namespaces */
function element(name, namespaces) {
  return XML_NAME.test(name) && !namespaces ? name : `*[name()=${literal(name)}]`;
}

/** @param {string} text */
function literal(text) {
  if (!text.includes("'")) return `'${text}'`;
  if (!text.includes('"')) return `"${text}"`;
  return `concat(${text.split("'").map((part) => `'${part}'`).join(`, "'", `)})`;
}

// "{1:result:objects:0:id}": what a later call of a multirequest writes to use the value. In the
// answer of a multirequest the first step is the call.
/** @param {Structure} structure @param {number} node @param {boolean} [multirequest] */
export function reference(structure, node, multirequest = false) {
  const nodes = way(structure, node, structure.resultNode());
  if (!nodes || (multirequest && !nodes.length)) return null;
  const steps = nodes.map((one) => (isItem(structure, one) ? String(structure.indexInParent(one)) : structure.name(one)));
  if (steps.some((step) => step === "" || /[:{}]/.test(step))) return null;
  const call = multirequest ? Number(steps.shift()) + 1 : 1;
  return `{${[call, "result", ...steps].join(":")}}`;
}
