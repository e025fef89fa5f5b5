// A page of another port of this host, or of a sibling domain, can put another cookie in the place of ours: what is
// done then would stand in somebody else's workspace. What this origin remembers only its own pages can change.
import { headers } from "./ask.js";
import { remember } from "./remembered.js";
import { words } from "./words.js";

// Nothing on the page can be used until somebody has said whose workspace it is.
/** @param {string} whose */
export function askWhose(whose) {
  const main = /** @type {HTMLElement} */ (document.querySelector("main"));
  const asked = Object.assign(document.createElement("div"), { className: "notice is-asking" });
  const text = Object.assign(document.createElement("span"), { textContent: words.whose.other });
  const mine = Object.assign(document.createElement("button"), { type: "button", textContent: words.whose.mine });
  const leave = Object.assign(document.createElement("button"), { type: "button", textContent: words.whose.leave });
  asked.setAttribute("role", "alertdialog");
  asked.setAttribute("aria-label", words.whose.label);
  asked.append(text, mine, leave);
  mine.addEventListener("click", () => {
    remember("whose", whose);
    main.inert = false;
    asked.remove();
  });
  leave.addEventListener("click", async () => {
    remember("whose", "");
    const { leaving } = /** @type {HTMLElement} */ (document.querySelector('meta[name="whose"]')).dataset;
    await fetch(/** @type {string} */ (leaving), { method: "POST", headers: headers(), redirect: "manual" });
    location.assign("/");
  });
  main.inert = true;
  document.querySelector(".notices")?.append(asked);
  mine.focus();
}
