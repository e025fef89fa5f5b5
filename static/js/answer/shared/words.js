// What both the page and the Worker say, and how either counts.

export const number = (value) => value.toLocaleString("en");
export const counted = (count, one, many) => `${number(count)} ${count === 1 ? one : many}`;

export const words = {
  counts: {
    items: (count) => counted(count, "item", "items"),
    properties: (count) => counted(count, "property", "properties"),
  },
};
