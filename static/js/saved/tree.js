// The saved requests in the side bar.
import { ask } from "../ask.js";

/** @typedef {{ id: string, name: string }} Collection */

/** @returns {Promise<{ collections: Collection[] }>} */
export async function showSaved() {
  const place = /** @type {HTMLElement | null} */ (document.getElementById("saved-requests"));
  const { html, collections } = await ask(place?.dataset.saved ?? "/saved", {}, { method: "GET", body: undefined });
  const drawn = document.createRange().createContextualFragment(html);
  place?.replaceChildren(drawn);
  return { collections };
}
