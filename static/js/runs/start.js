// The page of a run that is under way: how far it is, looked at each second, until it is over.
import { request } from "../ask.js";
import { byId } from "../elements.js";
import { words } from "./words.js";

/** @typedef {{ status: string, says: string, wanted: string, total: number, counts: Record<string, number>, done: number, left: number, trouble: string }} Facts */

const EVERY = 1000; // ms between two looks
const KNOWN = 20; // looks that tell the rate
const UNDER_WAY = ["gathering", "running"];
const page = byId("row-run", HTMLElement);
const said = byId("run-said", HTMLElement);
const title = page.dataset.title ?? "";
/** @type {{ at: number, done: number }[]} */
const looks = [];
const number = new Intl.NumberFormat("en");
const rough = new Intl.NumberFormat("en", { maximumSignificantDigits: 2 });

async function look() {
  try {
    const answer = await request(page.dataset.state ?? "", null, { method: "GET" });
    if (answer.ok) show(await answer.json());
    else if (answer.status === 404) return;
  } catch {
    // The console is away for a moment: what it carries out goes on once it is back.
  }
  setTimeout(look, EVERY);
}

/** @param {Facts} facts */
function show(facts) {
  // What only lists goes on by itself once it has found its rows, and is shown otherwise then.
  const other = facts.status === "running" && !page.querySelector("progress");
  if (other || !UNDER_WAY.includes(facts.status)) return ended(facts);
  if (facts.status === "gathering") {
    said.textContent = facts.wanted ? words.progress.cancelling : words.progress.found(number.format(facts.total));
    document.title = words.progress.title(facts.says, title);
    return;
  }
  byId("run-progress", HTMLProgressElement).value = facts.done;
  for (const [verdict, count] of Object.entries({ ...facts.counts, left: facts.left })) {
    const slot = page.querySelector(`[data-count="${verdict}"]`);
    if (slot) slot.textContent = number.format(count);
  }
  said.textContent = facts.trouble || (facts.wanted ? words.progress.stopping : progress(facts));
  document.title = words.progress.title(words.progress.percent(Math.floor((100 * facts.done) / facts.total)), title);
}

/** @param {Facts} facts */
function progress(facts) {
  looks.push({ at: performance.now(), done: facts.done });
  if (looks.length > KNOWN) looks.shift();
  const first = /** @type {{ at: number, done: number }} */ (looks[0]);
  const rate = (1000 * (facts.done - first.done)) / (performance.now() - first.at || 1);
  const done = words.progress.done(number.format(facts.done), number.format(facts.total));
  if (rate <= 0) return done + words.progress.close;
  return done + words.progress.rate(rough.format(rate)) + words.progress.left(time(facts.left / rate)) + words.progress.close;
}

/** @param {number} seconds */
function time(seconds) {
  if (seconds < 90) return words.progress.seconds(Math.ceil(seconds));
  return seconds < 5400 ? words.progress.minutes(Math.round(seconds / 60)) : words.progress.hours((seconds / 3600).toFixed(1));
}

// Whoever types in the page is not interrupted; the title says it in any case.
/** @param {Facts} facts */
function ended(facts) {
  document.title = words.progress.title(facts.says, title);
  if (!document.activeElement?.matches("input, select, textarea")) return location.reload();
  said.replaceChildren(words.progress.over(facts.says), Object.assign(document.createElement("a"), { href: location.href, textContent: words.progress.look }));
  said.setAttribute("role", "status");
}

setTimeout(look, EVERY);
