// The KS that this tab uses in each region: one that another tab chooses does not take its place.
import { base, read, write } from "./tab.js";

const used = () => /** @type {HTMLInputElement} */ (document.getElementById("ks-used")).value;
const region = () => document.body.dataset.region ?? "";

/** @returns {Record<string, string>} ids by region */
const all = () => JSON.parse(read("kept", "{}"));

/** @param {string} id of a region @returns {string} the id of the tab's KS there, "" if it has none */
export const ksOf = (id) => all()[id] ?? "";

export const noteKs = () => write("kept", JSON.stringify({ ...all(), [region()]: used() }));

// A page that was opened without a word of the tab has the KS that was chosen last, in whichever tab; one
// that a POST was answered with (/send) has what came of that.
export function startKs() {
  // A KS that is typed or pasted is not the one that the chip is about.
  document.addEventListener("input", ({ target }) => {
    if (target instanceof HTMLInputElement && target.id === "ks") document.getElementById("ks-chip")?.classList.toggle("is-passed-over", !target.value.includes("••"));
  });
  const [own, to] = [ksOf(region()), new URL(location.href)];
  const isKept = own !== "" && document.querySelector(`#ks-kept option[value="${CSS.escape(own)}"]`);
  const isOpened = to.pathname === base || to.pathname.startsWith(`${base}console/`);
  if (isOpened && isKept && own !== used() && !["draft", "kept"].some((name) => to.searchParams.has(name))) {
    to.searchParams.set("kept", own);
    location.replace(to);
    return;
  }
  if (to.searchParams.has("kept")) {
    to.searchParams.delete("kept");
    history.replaceState(null, "", to.pathname + to.search);
  }
  noteKs();
}
