// What the scripts of this folder say to people.

/** @satisfies {import("../words.js").Words} */
export const words = {
  list: {
    shown: (count, more) => `${count === 0 ? "No call matches" : count === 1 ? "1 call" : `${count} calls`}${more ? ", and older ones" : ""}.`,
    selected: (count) => (count === 1 ? "1 call selected" : `${count} calls selected`),
  },
};
