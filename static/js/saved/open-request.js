// The saved request that stands in the form.
import { isSaved } from "../draft.js";
import { byId } from "../elements.js";
import { mark } from "./tree.js";

const form = () => byId("request", HTMLFormElement);
/** @param {string} name @returns {HTMLInputElement | null} */
const field = (name) => form().querySelector(`input[name="${name}"]`);

// "" where the form is none; of a step of a workflow the workflow's, / and the step's.
export const openId = () => field("saved")?.value ?? "";

/** @param {string} id @param {string} name @param {number} savedAt */
export function isNow(id, name, savedAt) {
  put("saved", id);
  put("savedAt", String(savedAt));
  isSaved(id, name);
  mark();
}

/** @param {string} name @param {string} value */
function put(name, value) {
  const own = field(name) ?? Object.assign(document.createElement("input"), { type: "hidden", name });
  own.setAttribute("value", value);
  if (!own.isConnected) byId("request-fields", HTMLElement).prepend(own);
}

// It was given another name.
/** @param {string} name */
export function isCalled(name) {
  isSaved(openId(), name);
}
