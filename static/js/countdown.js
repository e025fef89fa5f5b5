// Says beside each KS how long it still lives, keeps saying it, and warns before the console's ends.
import { all, one } from "./elements.js";
import { words } from "./words.js";

/** @type {[seconds: number, sentence: (facts: string, over: string) => string][]} */
const WARNINGS = [
  // seconds left, and what is said once it is no more than that
  [0, words.countdown.expired],
  [60, words.countdown.withinAMinute],
  [600, words.countdown.withinTenMinutes],
];
let started = false;

export function start() {
  update();
  if (!started) setInterval(update, 1000);
  started = true;
}

function update() {
  for (const place of all(document, "[data-expiry]:not([data-expiry=''])", HTMLElement)) {
    const left = secondsTo(place.dataset.expiry ?? "");
    const slot = place.querySelector('[data-slot="left"]') ?? place;
    const text = left > 0 ? words.countdown.left(spell(left)) : words.countdown.over(place.dataset.over);
    if (slot.textContent !== text) slot.replaceChildren(...(place.id === "ks-chip" && left > 600 ? shortened(text) : [text]));
    place.classList.toggle("is-ending", left > 0 && left <= 600);
    place.classList.toggle("is-over", left <= 0);
  }
  /** @type {HTMLSelectElement | null} */
  const chooser = document.querySelector("#ks-kept");
  // What is being read out or looked at does not change.
  if (chooser && document.activeElement !== chooser) relabel(chooser);
  warn();
}

// The chip shows "23 h" of "23 h 59 min left"; all of it is read out.
/** @param {string} text */
function shortened(text) {
  const [, first, rest] = /^(\S+ \S+)(.*)$/.exec(text) ?? ["", text, ""];
  return [first, made("span", { className: "visually-hidden", textContent: rest })];
}

/** @param {HTMLSelectElement} chooser */
function relabel(chooser) {
  for (const option of all(chooser, "[data-ends]:not([data-ends=''])", HTMLOptionElement)) {
    const left = secondsTo(option.dataset.ends ?? "");
    const state = left > 0 ? words.countdown.left(spell(left, true)) : option.dataset.over;
    const text = `${option.dataset.text} · ${state}`;
    if (option.text !== text) option.text = text;
  }
}

// One sentence a threshold, so that it is read out once; a part of the bar that stays in sight.
function warn() {
  const bar = document.querySelector(".send-bar");
  if (!bar) return;
  /** @type {HTMLElement} */
  const place = bar.querySelector(".ks-warning") ?? bar.appendChild(made("p", { className: "ks-warning", role: "status" }));
  const chip = document.getElementById("ks-chip");
  // What the form would not send is of no account.
  const goesOut = document.querySelector("#ks-sent:checked");
  const expiry = chip && !chip.hidden && goesOut ? chip.dataset.expiry : "";
  const left = expiry ? secondsTo(expiry) : Infinity;
  const [threshold, sentence] = WARNINGS.find(([seconds]) => left <= seconds) ?? [];
  const renewable = chip?.hasAttribute("data-renewable");
  const said = chip && sentence ? `${chip.dataset.session} ${threshold} ${renewable}` : "";
  if ((place.dataset.said ?? "") === said) return;
  place.dataset.said = said;
  place.classList.toggle("is-over", left <= 0);
  place.replaceChildren();
  if (!chip || !sentence) return;
  const facts = one(chip, '[data-slot="facts"]', HTMLElement).textContent;
  const text = sentence(facts, chip.dataset.over ?? "");
  place.append(made("span", { textContent: text, title: text }));
  if (renewable) {
    const button = made("button", { type: "button", className: "quiet", textContent: words.countdown.renew });
    button.dataset.verb = "renew-ks";
    place.append(button);
  } else if (left <= 0) {
    const region = encodeURIComponent(document.body.dataset.region ?? "");
    place.append(made("a", { href: `/console/service/session/action/start?region=${region}`, className: "button quiet", textContent: words.countdown.start }));
  }
}

/**
 * @template {"a" | "button" | "p" | "span"} Name
 * @param {Name} name @param {Partial<HTMLElementTagNameMap[Name]>} properties
 */
function made(name, { role, ...properties }) {
  const element = Object.assign(document.createElement(name), properties);
  if (role) element.setAttribute("role", role);
  return element;
}

/** @param {string} expiry */
const secondsTo = (expiry) => Math.floor(Number(expiry) - Date.now() / 1000);

// In whole minutes where it is one or more and `coarse`.
/** @param {number} seconds */
function spell(seconds, coarse = false) {
  const [days, hours, minutes] = [seconds / 86400, (seconds % 86400) / 3600, (seconds % 3600) / 60].map(Math.floor);
  if (days > 999) return words.countdown.years(Math.floor(days / 365));
  if (days) return words.countdown.days(days, hours);
  if (hours) return words.countdown.hours(hours, minutes);
  if (!minutes) return words.countdown.seconds(seconds);
  return coarse ? words.countdown.minutes(minutes) : words.countdown.minutesAndSeconds(minutes, seconds % 60);
}
