// The list of variables at a field: found by typing, inserted with Enter or a press, with a filter or without.
import { caution } from "../notice.js";
import { base } from "../tab.js";
import { Choices } from "./choices.js";
import { asListed, becomes, filtersOf, known, taken } from "./here.js";
import { insert } from "./insert.js";
import { nameOf } from "./name-of.js";
import { words } from "./words.js";

/** @import { Control } from "./at-field.js" */
/** @import { Choice } from "./choices.js" */
/** @import { Filter, Given, Known } from "./here.js" */

const PAUSE = 250; // ms after the last letter

/** @param {Control} control @param {number} [from] what is replaced, else what is selected @param {number} [to] */
export async function pick(control, from, to) {
  const selected = control instanceof HTMLSelectElement ? [0, 0] : [from ?? control.selectionStart ?? 0, to ?? control.selectionEnd ?? 0];
  try {
    new Picker(control, selected[0], selected[1], await choicesFor(control)).variables();
  } catch (fault) {
    caution(/** @type {Error} */ (fault).message);
  }
}

/** @param {Control} control @returns {Promise<Choice<Known | Given>[]>} */
async function choicesFor(control) {
  const { variables, given } = await known(control);
  // A variable is not made of itself.
  const own = control.form?.matches(".variable") ? /** @type {HTMLInputElement} */ (control.form.elements.namedItem("name")).value : "";
  const ofSteps = given.map(ofStep);
  const isLikely = (/** @type {Choice<Given>} */ one) => one.of.fits || one.of.taken;
  return [...ofSteps.filter(isLikely), ...variables.filter(({ name }) => name !== own).map(ofPlace), ...ofSteps.filter((one) => !isLikely(one))];
}

/** @param {Given} one @returns {Choice<Given>} */
const ofStep = (one) => ({
  text: one.taken ? one.name : one.path.replace(/^\$\.?/, "") || one.name,
  value: one.value,
  note: one.taken ? words.picker.taken : words.picker.takenAs(one.name),
  group: words.picker.step(one.step),
  of: one,
});

/** @param {Known} one @returns {Choice<Known>} */
const ofPlace = (one) => (one.name.startsWith("$") ? { text: one.name, value: one.value, note: one.whence, group: words.picker.builtIn, of: one } : { text: one.name, value: one.value, note: one.fault, group: one.whence, of: one });

class Picker {
  /** @param {Control} control @param {number} from @param {number} to @param {Choice<Known | Given>[]} choices */
  constructor(control, from, to, choices) {
    this.control = control;
    this.range = [from, to];
    this.choices = choices;
    this.list = new Choices(control);
  }

  variables() {
    const filters = press(words.picker.filters, () => this.list.marked && this.filters(this.list.marked));
    const all = Object.assign(document.createElement("a"), { href: `${base}variables`, textContent: words.picker.all });
    this.list.show({
      label: words.picker.label(nameOf(this.control)), find: words.picker.find, list: words.picker.list, none: words.picker.none, choices: this.choices,
      take: (one) => this.put(one, asListed(this.control, one)), forth: (one) => this.filters(one), foot: [filters, all, hint(words.picker.keys)],
    });
  }

  /** @param {Known | Given} one */
  async filters(one) {
    const found = await filtersOf(this.control, one.name);
    const given = Object.assign(document.createElement("input"), { id: "filter-given", autocomplete: "off", spellcheck: false });
    const label = Object.assign(document.createElement("label"), { className: "given", textContent: words.filters.given });
    label.append(given);
    const made = (/** @type {Filter} */ filter) => `${one.name} | ${filter.name}${filter.given ? `(${isText(filter) ? quoted(given.value) : given.value})` : ""}`;
    const insertIt = () => this.list.marked && this.put(one, made(this.list.marked));
    let pause = 0;
    given.addEventListener("input", () => {
      clearTimeout(pause);
      pause = setTimeout(async () => this.list.says(await becomes(this.control, `{{${made(this.list.marked)}}}`)), PAUSE);
    });
    given.addEventListener("keydown", (event) => event.key === "Enter" && insertIt());
    this.list.show({
      label: words.filters.label(one.name), find: words.filters.find, list: words.filters.list, none: words.filters.none,
      choices: found.map((filter) => ({ text: filter.name, value: filter.value, note: filter.about, group: "", of: filter })),
      take: insertIt, back: () => this.variables(),
      marked: (/** @type {Filter | null} */ filter) => {
        label.hidden = !filter?.given;
        if (filter) given.value = isText(filter) ? filter.given.slice(1, -1) : filter.given;
      },
      foot: [label, press(words.filters.insert, insertIt), press(words.filters.back, () => this.variables()), hint(words.filters.keys)],
    });
  }

  /** @param {Known | Given} one @param {string} expression */
  async put(one, expression) {
    this.list.close();
    if (!(await taken(this.control, one))) return;
    const bare = this.control.dataset.variables === "bare";
    insert(this.control, bare ? expression : `{{${expression}}}`, this.range[0], this.range[1]);
  }
}

const QUOTE = "'";
/** @param {Filter} filter whether what it is given is one text, which is typed without its quotes */
const isText = ({ given }) => given.length > 1 && given.split(QUOTE).length === 3 && given.startsWith(QUOTE) && given.endsWith(QUOTE);
/** @param {string} text */
const escaped = (text) => text.replaceAll("\\", "\\\\").replaceAll(QUOTE, `\\${QUOTE}`);
/** @param {string} text */
const quoted = (text) => `'${escaped(text)}'`;

/** @param {string} label @param {() => unknown} act */
function press(label, act) {
  const button = Object.assign(document.createElement("button"), { type: "button", className: "quiet", textContent: label });
  button.addEventListener("click", act);
  return button;
}

/** @param {string} text */
const hint = (text) => Object.assign(document.createElement("span"), { className: "hint", textContent: text });
