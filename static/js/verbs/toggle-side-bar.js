// The side bar shown or hidden.
export { toggle as default } from "../side-bar.js";
