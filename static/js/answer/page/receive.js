// An answer on its way in: its body is shown while it comes, and put into its article in the end.
import { Refusal } from "../../ask.js";
import { AnswerBody } from "./answer-body.js";
import { prepare } from "./body-worker.js";
import { json, readFrames } from "./frames.js";
import { words } from "./words.js";

/** @import { Ks } from "../../ks-field.js" */

/**
 * What the console says of a call, in the end and on the way: see app/pages/answer/passing.py.
 * @typedef {{
 *   id: string, telling: string, outcome: { kind: string, code: string, message: string }, ks: Ks | null, html: string,
 *   article: DocumentFragment,
 * }} Answer
 * @typedef {{ place?: number, caution?: string, record?: string }} News
 */

export const STREAMED = "application/vnd.testme.answer, application/json;q=0.9";

// An answer that is there this soon is shown as a whole, without a state in between.
const SHOWN_AFTER = 400; // ms

prepare();

// Takes the Response of a call; gives what the console says of it at the end, with its `article`.
// Where there is a `pane`, a body that is long in coming is shown there meanwhile. `news` hears what is new before it
// comes: the turns until the call's own (`place`), a `caution`, or the id of a call that is waited for (`record`).
/** @param {Response} response @param {Element | null} [pane] @param {(told: News) => void} [news] @returns {Promise<Answer>} */
export async function receive(response, pane, news = () => {}) {
  if (!response.ok) throw new Refusal(response.status, await response.json().catch(() => null));
  /** @type {{ body?: AnswerBody, end?: Omit<Answer, "article"> }} */
  const came = {};
  const begun = performance.now();
  if (response.body) await readFrames(response.body, (kind, payload) => {
    if (kind === "n") news(json(payload));
    if (kind === "h") came.body = AnswerBody.receive(json(payload));
    if (kind === "b") came.body?.add(payload);
    if (kind === "x") throw new Refusal(500, json(payload));
    if (kind === "e") came.end = json(payload);
    const { body, end } = came;
    if (body && !end && pane && !body.isConnected && performance.now() - begun > SHOWN_AFTER) pane.replaceChildren(body);
  });
  const { body, end } = came;
  setTimeout(prepare, SHOWN_AFTER);
  if (!end) throw new Refusal(0, { error: { message: words.receive.lost } });
  return { ...end, article: article(end.html, body) };
}

/** @param {string} html @param {AnswerBody | undefined} body */
function article(html, body) {
  const holder = document.createElement("template");
  holder.innerHTML = html;
  /** @type {HTMLElement | null} */
  const place = holder.content.querySelector("answer-body");
  if (place && body) {
    for (const { name, value } of place.attributes) body.setAttribute(name, value);
    place.replaceWith(body);
    body.end({ ...place.dataset });
  } else {
    body?.remove();
  }
  return holder.content;
}
