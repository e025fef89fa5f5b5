// Parts of a page that are always there: where one is missing, the page is at fault, and this says which it is.

/** @template {Element} Part @param {ParentNode} root @param {string} selector @param {new () => Part} Kind @returns {Part} */
export function one(root, selector, Kind) {
  const found = root.querySelector(selector);
  if (found instanceof Kind) return found;
  throw new TypeError(selector);
}

/** @template {Element} Part @param {string} id @param {new () => Part} Kind @returns {Part} */
export const byId = (id, Kind) => one(document, `#${CSS.escape(id)}`, Kind);

/** @template {Element} Part @param {ParentNode} root @param {string} selector @param {new () => Part} Kind @returns {Part[]} */
export const all = (root, selector, Kind) => [...root.querySelectorAll(selector)].flatMap((part) => (part instanceof Kind ? [part] : []));

// Where something happened; null where that is no element, but the page itself.
/** @param {Event} event */
export const placeOf = ({ target }) => (target instanceof Element ? target : null);
