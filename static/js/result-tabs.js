// The tabs of the result; which of them is shown is remembered in a cookie, so that the page comes with it.
import { tell } from "./remembered.js";

/** @returns {HTMLElement[]} */
const tabs = () => [...document.querySelectorAll(".result-tabs [role=tab]")].map((one) => /** @type {HTMLElement} */ (one));

/** @param {HTMLElement} tab */
const panelOf = (tab) => /** @type {HTMLElement} */ (document.getElementById(tab.getAttribute("aria-controls") ?? ""));

// The panel tells what fills it in that it is seen (the event "shown").
/** @param {string} id of the panel */
export function showResult(id) {
  for (const tab of tabs()) {
    const chosen = panelOf(tab).id === id;
    tab.setAttribute("aria-selected", String(chosen));
    tab.tabIndex = chosen ? 0 : -1;
    const newly = chosen && panelOf(tab).hidden;
    panelOf(tab).hidden = !chosen;
    if (newly) panelOf(tab).dispatchEvent(new Event("shown"));
  }
  tell("result", id);
}

export function startResultTabs() {
  const list = /** @type {HTMLElement} */ (document.querySelector(".result-tabs"));
  /** @param {HTMLElement} tab */
  const choose = (tab) => showResult(panelOf(tab).id);
  for (const tab of tabs()) tab.addEventListener("click", () => choose(tab));
  list.addEventListener("keydown", (event) => {
    const all = tabs();
    const at = all.indexOf(/** @type {HTMLElement} */ (document.activeElement));
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1 + all.length, Home: 0, End: all.length - 1 }[event.key];
    if (at < 0 || to === undefined) return;
    event.preventDefault();
    const tab = all[to % all.length];
    tab.focus();
    choose(tab);
  });
}
