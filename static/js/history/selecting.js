// Calls are selected one by one, in ranges with Shift, or all that are shown.
import { words } from "./words.js";

/** @param {HTMLElement} list */
export function startSelecting(list) {
  const form = /** @type {HTMLFormElement} */ (document.getElementById("ticked"));
  /** @type {HTMLInputElement | null} */
  let last = null;

  const boxes = () => /** @type {HTMLInputElement[]} */ ([...list.querySelectorAll("input[name=id]")]);
  const all = () => /** @type {HTMLInputElement | null} */ (list.querySelector("#tick-all"));
  const ticked = () => boxes().filter(({ checked }) => checked).map(({ value }) => value);

  function count() {
    const [compare, takes] = ["compare-ticked", "compare-takes"].map((id) => /** @type {HTMLButtonElement} */ (document.getElementById(id)));
    const [own, box] = [ticked().length, all()];
    const said = document.getElementById("ticked-count");
    if (said) said.textContent = own ? words.list.selected(own) : "";
    compare.disabled = own < 2 || own > Number(form.dataset.most);
    takes.hidden = !compare.disabled;
    if (!box) return;
    box.checked = own > 0 && own === boxes().length;
    box.indeterminate = own > 0 && !box.checked;
  }

  /** @param {HTMLInputElement} box @param {boolean} toLast */
  function ticks(box, toLast) {
    const every = boxes();
    const [from, to] = [every.indexOf(toLast && last ? last : box), every.indexOf(box)];
    for (const one of every.slice(Math.max(0, Math.min(from, to)), Math.max(from, to) + 1)) one.checked = box.checked;
    last = box;
    count();
  }

  list.addEventListener("click", (event) => {
    const { target, shiftKey } = event;
    if (!(target instanceof HTMLInputElement)) return;
    if (target.name === "id") ticks(target, shiftKey);
    else if (target === all()) {
      for (const one of boxes()) one.checked = target.checked;
      count();
    }
  });
  // Shift would select the text between.
  list.addEventListener("mousedown", (event) => {
    if (event.shiftKey && event.target instanceof Element && event.target.closest(".tick")) event.preventDefault();
  });
  // Else it would press the first button below that can be pressed.
  list.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target instanceof Element && event.target.closest(".tick")) event.preventDefault();
  });
  form.addEventListener("reset", () => setTimeout(count));
  // The browser may have brought ticks back with the page.
  count();

  return {
    ticked,
    /** @param {string[]} ids */
    restore(ids) {
      for (const box of boxes()) box.checked = ids.includes(box.value);
      count();
    },
    /** @param {HTMLElement} row @param {boolean} toLast */
    toggle(row, toLast) {
      const box = /** @type {HTMLInputElement | null} */ (row.querySelector("input[name=id]"));
      if (!box) return;
      box.checked = !box.checked;
      ticks(box, toLast);
    },
  };
}
