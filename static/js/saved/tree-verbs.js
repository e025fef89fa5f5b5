// What can be done with a row of the tree: its menu, and what that does.
import { ask } from "../ask.js";
import { caution } from "../notice.js";
import { item, made, open } from "../popup-menu.js";
import { offerUndo } from "../undo.js";
import { askFor } from "./asking.js";
import { above, focus, place, rowOf, showSaved } from "./tree.js";
import { words } from "./words.js";

/** @param {HTMLElement} row */
const linkOf = (row) => /** @type {HTMLAnchorElement} */ (row.querySelector("a"));
/** @param {HTMLElement} row */
const nameOf = (row) => linkOf(row).querySelector("[translate]")?.firstChild?.textContent?.trim() ?? "";
/** @param {HTMLElement} row @param {string} does */
const address = (row, does) => `${place().dataset.saved}/${row.dataset.id}/${does}`;

/** @param {HTMLElement} row */
export function openMenu(row) {
  const menu = made(words.tree.verbs(nameOf(row)));
  const button = /** @type {HTMLElement} */ (row.querySelector(".saved-verbs"));
  /** @param {string} label @param {() => unknown} act */
  const add = (label, act) => menu.append(item(label, "", act, () => menu.hidePopover()));
  if (row.dataset.kind === "collection") {
    add(words.tree.newCollection, () => newCollection(row, row.dataset.id ?? ""));
    if (document.getElementById("save-as")) add(words.tree.saveHere, () => import("../verbs/save-request.js").then((verb) => verb.saveAsNew(row.dataset.id)));
  } else {
    add(words.tree.open, () => linkOf(row).click());
    add(words.tree.openApart, () => openApart(row));
  }
  add(words.tree.rename, () => rename(row));
  add(words.tree.duplicate, () => duplicate(row));
  add(words.tree.move, () => askWhere(row));
  if (row.dataset.kind !== "collection") add(words.tree.describe, () => describe(row, row.dataset.id ?? ""));
  if (row.dataset.file) add(words.tree.exportIt, () => location.assign(row.dataset.file ?? ""));
  add(words.tree.remove, () => remove(row));
  open(menu, button, place(), row);
}

// Among the open requests, as the middle button does; where there are none, in a tab of the browser.
/** @param {HTMLElement} row */
function openApart(row) {
  const link = linkOf(row);
  if (!link.matches("[data-apart]") && document.getElementById("open-requests")) link.dispatchEvent(new MouseEvent("auxclick", { button: 1, bubbles: true, cancelable: true }));
  else window.open(link.href, "_blank", "noopener");
}

/** @param {() => Promise<unknown>} act */
async function trying(act) {
  try {
    caution("");
    await act();
  } catch (fault) {
    caution(/** @type {Error} */ (fault).message);
    await showSaved().catch(() => undefined);
  }
}

// In place: Enter and leaving keep it, Escape does not.
/** @param {HTMLElement} row */
export function rename(row) {
  const link = linkOf(row);
  const field = Object.assign(document.createElement("input"), { value: nameOf(row), maxLength: 200, className: "saved-rename", ariaLabel: words.tree.name });
  link.hidden = true;
  link.before(field);
  field.select();
  let over = false;
  /** @param {boolean} keeps */
  const end = async (keeps) => {
    if (over) return;
    over = true;
    const hadFocus = document.activeElement === field;
    const name = field.value;
    field.remove();
    link.hidden = false;
    if (hadFocus) focus(row);
    if (!keeps || !name.trim() || name === nameOf(row)) return;
    await trying(async () => {
      const renamed = await ask(address(row, "rename"), { name });
      await showSaved();
      if (row.matches("[aria-current]")) (await import("./open-request.js")).isCalled(renamed.name);
    });
  };
  field.addEventListener("blur", () => end(true));
  field.addEventListener("keydown", (event) => {
    event.stopPropagation();
    if (event.isComposing || (event.key !== "Enter" && event.key !== "Escape")) return;
    event.preventDefault();
    end(event.key === "Enter");
  });
}

/** @param {HTMLElement} row */
const duplicate = (row) => trying(async () => {
  const { id } = await ask(address(row, "duplicate"), {});
  await showSaved(id);
});

/** @param {HTMLElement} row @param {{ parent: string, before?: string, after?: string }} to */
export const moveTo = (row, to) => trying(async () => {
  await ask(address(row, "move"), to);
  await showSaved(row.dataset.id);
});

// One place up or down; at the end of its collection out of that.
/** @param {HTMLElement} row @param {1 | -1} by */
export function shift(row, by) {
  const [beside, outer] = [by < 0 ? row.previousElementSibling : row.nextElementSibling, above(row)];
  const mate = rowOf(beside) ?? outer;
  if (!mate) return;
  const parent = (mate === outer ? above(mate) : outer)?.dataset.id ?? "";
  moveTo(row, { parent, [by < 0 ? "before" : "after"]: mate.dataset.id });
}

/** @param {HTMLElement} row */
async function askWhere(row) {
  const { collections } = await showSaved();
  const select = document.createElement("select");
  const inner = new Set([...row.querySelectorAll("[data-id]"), row].map((one) => /** @type {HTMLElement} */ (one).dataset.id));
  select.append(new Option(words.tree.top, ""), ...collections.filter(({ id }) => !inner.has(id)).map(({ id, name }) => new Option(name, id)));
  select.value = above(row)?.dataset.id ?? "";
  askFor(row, {
    title: words.tree.moveTitle(nameOf(row)), fields: [[words.tree.collection, select]], saves: words.tree.moves,
    save: async () => { await ask(address(row, "move"), { parent: select.value }); await showSaved(row.dataset.id); },
  });
}

/** @param {HTMLElement} from @param {string} parent */
export function newCollection(from, parent) {
  const name = Object.assign(document.createElement("input"), { maxLength: 200, autocomplete: "off" });
  askFor(from, {
    title: words.tree.newCollection, fields: [[words.tree.name, name]],
    save: async () => { const { id } = await ask(`${place().dataset.saved}/collection`, { name: name.value, parent }); await showSaved(id); },
  });
}

/** @param {HTMLElement} from @param {string} id */
export async function describe(from, id) {
  const url = `${place().dataset.saved}/${id}`;
  const { description } = await ask(url, {}, { method: "GET", body: undefined });
  const text = Object.assign(document.createElement("textarea"), { rows: 4, value: description });
  askFor(from, {
    title: words.tree.describeTitle, fields: [[words.tree.description, text]],
    save: async () => {
      await ask(`${url}/describe`, { description: text.value });
      const shown = document.querySelector(`[data-about="${CSS.escape(id)}"] .saved-description`);
      if (shown) shown.textContent = text.value.trim() || words.tree.noDescription;
    },
  });
}

/** @param {HTMLElement} row */
export const remove = (row) => trying(async () => {
  const next = rowOf(row.nextElementSibling) ?? rowOf(row.previousElementSibling) ?? above(row);
  const { message, undo } = await ask(address(row, "delete"), {});
  offerUndo(message, async () => {
    await ask(`${place().dataset.saved}/undo`, { token: undo });
    await showSaved(row.dataset.id);
  });
  await showSaved(next?.dataset.id);
});
