// What both the page and the Worker say, and how either counts.

/** @param {number} value */
export const number = (value) => value.toLocaleString("en");
/** @param {number} count @param {string} one @param {string} many */
export const counted = (count, one, many) => `${number(count)} ${count === 1 ? one : many}`;

export const words = {
  counts: {
    items: (/** @type {number} */ count) => counted(count, "item", "items"),
    properties: (/** @type {number} */ count) => counted(count, "property", "properties"),
  },
};
