// Where a field is, as the server asks to know it, and what is known there.
import { ask } from "../ask.js";
import { caution } from "../notice.js";
import { read } from "../tab.js";
import { ksOf } from "../tab-ks.js";
import { words } from "./words.js";

/** @import { Control } from "./at-field.js" */
/** @typedef {{ name: string, value: string | null, whence: string, fault: string }} Known */
/** @typedef {{ name: string, step: string, path: string, taken: boolean, fits: boolean, value: string | null }} Given */
/** @typedef {{ name: string, about: string, given: string, value: string | null }} Filter */

/** @param {Element} one @param {string} selector @returns {HTMLElement | null} */
const around = (one, selector) => one.closest(selector);

/** @param {Control} control */
export function placeOf(control) {
  const chosen = /** @type {HTMLSelectElement | null} */ (document.getElementById("run-region"))?.value;
  const region = chosen || document.body.dataset.region || "";
  const saved = savedAt(control);
  // The run that this tab has begun.
  const { id: run = "" } = JSON.parse(read(`run own/${saved.split("/")[0]}`, "{}"));
  return { region, kept: ksOf(region), saved, run, takes: control.dataset.takes ?? "" };
}

// The request in the form, or the workflow's id, / and the step.
/** @param {Control} control */
function savedAt(control) {
  const source = around(control, "[data-source]")?.dataset.source ?? "";
  if (source.startsWith("own/")) return `${source.slice("own/".length)}/${around(control, "[data-step]")?.dataset.step ?? ""}`;
  return /** @type {HTMLInputElement | null} */ (control.form?.querySelector('input[name="saved"]'))?.value ?? "";
}

/** @param {Control} control @returns {Promise<{ variables: Known[], given: Given[] }>} */
export const known = (control) => ask("/variables/known", placeOf(control));

// The ids that earlier steps give for a field of a step, to choose as what is at hand; none elsewhere.
/** @param {Control} control @returns {Promise<{ value: string, note: string, first?: () => Promise<boolean> }[]>} */
export async function idsOfSteps(control) {
  if (!savedAt(control).includes("/")) return [];
  const many = control.dataset.many !== undefined;
  const { given } = await known(control);
  return given.filter((one) => one.fits && (many || !one.path.includes("[*]"))).map((one) => ({
    value: `{{${asListed(control, one)}}}`, note: words.here.ofStep(one.step, one.path), first: () => taken(control, one),
  }));
}

// All ids of an answer go into a field of many by commas.
/** @param {Control} control @param {Known | Given} one */
export const asListed = (control, one) => ("path" in one && one.path.includes("[*]") && control.dataset.many !== undefined ? `${one.name} | join(',')` : one.name);

/** @param {Control} control @param {string} name @returns {Promise<Filter[]>} */
export const filtersOf = async (control, name) => (await ask("/variables/filters", { ...placeOf(control), name })).filters;

/** @param {Control} control @param {string} text @returns {Promise<string>} what it becomes */
export async function becomes(control, text) {
  const { text: made, faults } = await ask("/variables/filled-in", { ...placeOf(control), text });
  return faults.length ? faults[0] : made;
}

// Whether what is chosen can be had: what an earlier step does not take yet, it takes in each run from now on.
/** @param {Control} control @param {Known | Given} one */
export async function taken(control, one) {
  if (!("path" in one) || one.taken) return true;
  const workflow = savedAt(control).split("/")[0];
  try {
    await ask(`/workflows/own/${workflow}/steps/${encodeURIComponent(one.step)}/take`, { name: one.name, path: one.path });
    const card = document.getElementById(`step-${one.step}`);
    if (card) await drawAnew(card);
    return true;
  } catch (fault) {
    caution(/** @type {Error} */ (fault).message);
    return false;
  }
}

// The page says what the step takes, and its form does not forget it. One that somebody is in stays as it was typed.
/** @param {HTMLElement} card */
async function drawAnew(card) {
  if (card.querySelector(".edit-step[open]")) return;
  const page = await (await fetch(location.pathname)).text();
  const fresh = new DOMParser().parseFromString(page, "text/html").getElementById(card.id)?.querySelector(".step-asks");
  if (fresh) card.querySelector(".step-asks")?.replaceWith(fresh);
}
