// Fetches the region's own schema, showing how far it is, then draws the form from it.
import { Refusal, request } from "../ask.js";
import { byId } from "../elements.js";
import { refresh } from "../request-form.js";
import { say } from "../send-state.js";
import { words } from "../words.js";

/**
 * What the console says on the way, and what came of it at the end: see app/pages/console/schema_refresh.py.
 * @typedef {{ received?: number, total?: number | null, done?: boolean, version?: string, error?: { message: string } }} Told
 */

/** @param {HTMLButtonElement} button */
export default async function refreshSchema(button) {
  button.disabled = true;
  const region = byId("region", HTMLSelectElement).value;
  try {
    const response = await request("/schema/refresh", new URLSearchParams({ region }));
    if (!response.ok) throw new Refusal(response.status, await response.json().catch(() => null));
    const outcome = await follow(response, (step) => say(describe(step))).catch(nothing);
    if (outcome.error || !outcome.done) return say(outcome.error?.message ?? words.refreshSchema.cut, true);
    const isDrawn = await refresh(byId("request", HTMLFormElement));
    say(words.refreshSchema[isDrawn ? "done" : "undrawn"](outcome.version), !isDrawn);
  } catch (fault) {
    say(/** @type {Error} */ (fault).message, true);
  } finally {
    button.disabled = false;
  }
}

/** @returns {Told} */
const nothing = () => ({});

/** @param {Response} response @param {(step: Told) => void} progress @returns {Promise<Told>} */
async function follow(response, progress) {
  if (!response.body) return {};
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  /** @type {Told} */
  let last = {};
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return rest ? JSON.parse(rest) : last;
    const lines = (rest + value).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) {
      last = JSON.parse(line);
      if (!last.done && !last.error) progress(last);
    }
  }
}

/** @param {Told} step */
function describe({ received = 0, total }) {
  const kilobytes = Math.round(received / 1024);
  if (!total) return words.refreshSchema.received(kilobytes);
  return words.refreshSchema.receivedOf(kilobytes, Math.floor((received / total) * 100));
}
