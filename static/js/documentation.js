// The documentation of the actions that the form has, in place: their own pages, without what surrounds them.
import { reasonOf } from "./ask.js";

const pane = /** @type {HTMLElement} */ (document.getElementById("documentation"));
let shown = "";

export function startDocumentation() {
  pane.addEventListener("shown", update);
  new MutationObserver(update).observe(/** @type {HTMLElement} */ (document.getElementById("request-fields")), { childList: true });
  update();
}

async function update() {
  if (pane.hidden) return;
  const links = /** @type {NodeListOf<HTMLAnchorElement>} */ (document.querySelectorAll("#request-fields .facts a"));
  const urls = [...new Set([...links].map((link) => link.href))];
  const wanted = urls.join(" ");
  if (wanted === shown) return;
  shown = wanted;
  try {
    const pages = await Promise.all(urls.map(article));
    if (wanted === shown) pane.replaceChildren(...pages);
  } catch (fault) {
    if (wanted === shown) pane.replaceChildren(Object.assign(document.createElement("p"), { className: "caution", textContent: reasonOf(/** @type {Error} */ (fault)) }));
    shown = "";
  }
}

/** @param {string} url @returns {Promise<Element>} */
async function article(url) {
  const response = await fetch(url, { headers: { Accept: "text/html" } });
  if (!response.ok) throw new Error(`${response.status} ${response.statusText}`);
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const found = page.querySelector(".docs-page");
  if (!found) throw new Error(response.statusText);
  for (const left of found.querySelectorAll(".docs-trail, .docs-try, .docs-foot")) left.remove();
  // The form has names of its own.
  for (const named of [found, ...found.querySelectorAll("[id], [aria-labelledby]")]) {
    named.removeAttribute("id");
    named.removeAttribute("aria-labelledby");
  }
  for (const link of found.querySelectorAll("a")) link.setAttribute("href", new URL(link.getAttribute("href") ?? "", url).href);
  return document.adoptNode(found);
}
