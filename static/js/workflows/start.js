// Runs a workflow in its page: each step is asked for after the other, its answer put beside it.
import { ask, headers, Refusal } from "../ask.js";
import { all, byId, one } from "../elements.js";
import { ksOf } from "../tab-ks.js";
import { newId, read, write } from "../tab.js";
import { words } from "./words.js";
import "./rows.js";

/** @typedef {{ id: string, next: string | null, last: string | null, over: boolean, succeeded: boolean, attempt: number }} Run */
/** @typedef {{ outcome: Outcome, html: string }} Came */
/** @typedef {{ step: string, verdict: "ok" | "failed" | "skipped" | "again", sentence: string, call_id: string, taken: Record<string, unknown>, checks: { holds: boolean, sentence: string }[], again_in: number }} Outcome */

const SOON = 1000; // ms
const page = byId("workflow", HTMLElement);
// The run that this tab has begun here, and what cancels its step, for when the page is loaded again.
const KEPT = `run:${page.dataset.source}`;
const form = byId("run", HTMLFormElement);
const said = byId("run-state", HTMLOutputElement);
const goesOn = one(form, '[data-run="on"]', HTMLButtonElement);
const cancel = one(form, '[data-run="cancel"]', HTMLButtonElement);
/** @type {Run | null} */
let run = null;
let ticket = "";
let going = false;
let again = false; // a step that failed is made once more
let stopped = false;
/** @type {Set<string>} */
let agreed = new Set(); // what asked and was confirmed: another region asks anew

form.addEventListener("submit", (event) => {
  event.preventDefault();
  run = null;
  go(true);
});
const following = one(form, '[data-run="step"]', HTMLButtonElement);
following.addEventListener("click", () => go(false));
goesOn.addEventListener("click", () => go(true));
cancel.addEventListener("click", () => {
  stopped = true;
  if (ticket) ask("/send/cancel", { ticket }).catch(() => undefined);
});
const region = byId("run-region", HTMLSelectElement);
const starts = one(form, '[data-run="through"]', HTMLButtonElement);
const named = () => {
  const place = region.selectedOptions[0];
  starts.textContent = place?.dataset.guarded === undefined ? words.start.run : words.start.runIn(place.text);
};
region.addEventListener("change", named);
named();
// What was given anew is another run.
form.addEventListener("input", () => {
  run = null;
  busy(false);
});

/** @param {boolean} through */
async function go(through) {
  stopped = false;
  going = true;
  busy(true);
  try {
    if (!run || (run.over && run.succeeded)) await begin();
    else again = run.over;
    do await next();
    while (through && run && !run.over && !stopped);
    tell();
  } catch (fault) {
    said.textContent = /** @type {Error} */ (fault).message;
    said.classList.add("is-problem");
  } finally {
    going = false;
    busy(false);
  }
}

/** @param {boolean} now */
function busy(now) {
  cancel.hidden = !now;
  for (const button of form.querySelectorAll('button:not([data-run="cancel"])')) /** @type {HTMLButtonElement} */ (button).disabled = now;
  // What a run was begun with is its own to the end.
  for (const field of all(form, ".field", HTMLElement)) field.inert = now;
  goesOn.hidden = now || !run || (run.over && run.succeeded);
  // A step that failed is the next one, too.
  following.textContent = run?.over && !run.succeeded ? words.start.sameStep : words.start.next;
}

async function begin() {
  const fields = new FormData(form);
  const region = String(fields.get("region"));
  fields.set("source", page.dataset.source ?? "");
  fields.set("kept", ksOf(region));
  run = await ask("/runs", fields);
  keep();
  agreed = new Set();
  said.classList.remove("is-problem");
  for (const step of page.querySelectorAll("[data-step]")) {
    for (const slot of step.querySelectorAll("[data-slot]")) /** @type {HTMLElement} */ (slot).hidden = true;
  }
}

async function next() {
  const step = run?.next ?? (again ? run?.last : null);
  if (!run || !step) return;
  show(step, "under_way", words.start.underWay);
  said.textContent = words.start.at(step);
  ticket = newId();
  keep();
  const answer = await asked(run.id);
  ticket = "";
  if (!answer) {
    stopped = true;
    return show(step, "cancelled", words.start.notConfirmed);
  }
  run = answer;
  drawn(answer.outcome, answer.html);
  if (answer.outcome.verdict === "again") await pause(answer.outcome.again_in);
}

// Asks first where the place of a step does, and where the step may have been made; null where it is not confirmed.
/** @param {string} id */
async function asked(id) {
  /** @type {Record<string, string>} */
  const fields = { ticket, again: again ? "1" : "" };
  again = false;
  for (;;) {
    try {
      return await ask(`/runs/${id}/step`, fields);
    } catch (fault) {
      const field = fault instanceof Refusal && fault.status === 409 ? (fault.body?.error?.field ?? "") : "";
      if (!field || fields[field] === "1") throw fault;
      fields[field] = "1";
      const { message } = /** @type {Refusal} */ (fault);
      // The sentence but for the call that it begins with: who asks, and why.
      const asks = field === "confirmed" ? message.slice(message.indexOf(" ")) : "";
      const { confirmed } = await import("../confirm.js");
      if (agreed.has(asks)) continue;
      if (!(await confirmed(message))) return null;
      if (asks) agreed.add(asks);
    }
  }
}

function keep() {
  write(KEPT, JSON.stringify({ id: run?.id, ticket }));
}

// The run that was begun before the page was loaded again, with what has come of it.
async function foundAgain() {
  const { id = "", ticket: former = "" } = JSON.parse(read(KEPT, "{}"));
  const found = id && (await fetch(`/runs/${id}`, { headers: headers() }).then((response) => (response.ok ? response.json() : null), () => null));
  // Another one may have been begun meanwhile.
  if (going) return;
  busy(false);
  if (!found) return;
  const { done, unfinished, changed, region: place, account, given } = found;
  for (const { outcome, html } of /** @type {Came[]} */ (done)) drawn(outcome, html);
  if (unfinished) {
    show(unfinished.step, unfinished.under_way ? "under_way" : "interrupted", unfinished.under_way ? words.start.underWay : words.start.cutOff);
    says(unfinished.step, unfinished.sentence);
    answered(unfinished.step, unfinished.html);
  }
  if (changed) {
    said.textContent = words.start.changed;
    return;
  }
  for (const [name, value] of Object.entries({ region: place, account, ...Object.fromEntries(Object.entries(given).map(([name, value]) => [`input:${name}`, value])) })) {
    const field = form.elements.namedItem(name);
    if (field instanceof HTMLInputElement || field instanceof HTMLSelectElement) field.value = String(value);
  }
  named();
  run = found;
  tell();
  busy(Boolean(unfinished?.under_way));
  ticket = unfinished?.under_way ? former : "";
  if (!unfinished?.under_way) return;
  said.textContent = words.start.at(unfinished.step);
  setTimeout(foundAgain, SOON);
}

/** @param {number} seconds */
async function pause(seconds) {
  const until = performance.now() + seconds * 1000;
  while (!stopped && performance.now() < until) {
    said.textContent = words.start.again(Math.ceil((until - performance.now()) / 1000));
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

// Null where the step was removed meanwhile.
/** @param {string} step */
const cardOf = (step) => document.getElementById(`step-${step}`);

/** @param {string} step @param {string} kind @param {string} text */
function show(step, kind, text) {
  const card = cardOf(step);
  if (!card) return;
  const badge = one(card, '[data-slot="state"]', HTMLElement);
  badge.classList.remove(...[...badge.classList].filter((name) => name.startsWith("badge-")));
  badge.classList.add(`badge-${kind}`);
  badge.textContent = text;
  badge.hidden = false;
}

/** @param {Outcome} outcome @param {string} html */
function drawn(outcome, html) {
  const card = cardOf(outcome.step);
  if (!card) return;
  const kinds = { ok: "ok", failed: "api_error", skipped: "cancelled", again: "under_way" };
  show(outcome.step, kinds[outcome.verdict], words.start.verdicts[outcome.verdict]);
  says(outcome.step, outcome.sentence);
  const taken = one(card, '[data-slot="taken"]', HTMLElement);
  taken.replaceChildren(...Object.entries(outcome.taken).map(([name, value]) => fact(name, typeof value === "string" ? value : JSON.stringify(value))));
  for (const check of outcome.checks) taken.append(fact(check.holds ? words.start.holds : words.start.doesNotHold, check.sentence));
  taken.hidden = !taken.children.length;
  answered(outcome.step, html, outcome.verdict === "failed");
}

/** @param {string} step @param {string} text */
function says(step, text) {
  const card = cardOf(step);
  if (!card) return;
  const sentence = one(card, '[data-slot="said"]', HTMLElement);
  sentence.textContent = text;
  sentence.hidden = !text;
}

/** @param {string} step @param {string} html */
function answered(step, html, opens = false) {
  const card = cardOf(step);
  if (!card) return;
  const answer = one(card, '[data-slot="answer"]', HTMLDetailsElement);
  answer.hidden = !html;
  if (!html) return;
  one(answer, "div", HTMLElement).replaceChildren(document.createRange().createContextualFragment(html));
  if (opens) answer.open = true;
  import("../answer/page/answer-body.js");
}

/** @param {string} name @param {string} value */
function fact(name, value) {
  const row = document.createElement("div");
  row.append(
    Object.assign(document.createElement("dt"), { translate: false, textContent: name }),
    Object.assign(document.createElement("dd"), { translate: false, textContent: value.length > 300 ? `${value.slice(0, 300)}…` : value }),
  );
  return row;
}

function tell() {
  if (!run) return;
  said.classList.toggle("is-problem", run.over && !run.succeeded);
  said.textContent = run.over ? words.start.over(run.succeeded) : stopped ? words.start.stopped : words.start.paused(run.next);
}

foundAgain();
