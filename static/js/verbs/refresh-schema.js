// Fetches the region's own schema, showing how far it is, then draws the form from it.
import { Refusal, request } from "../ask.js";
import { refresh } from "../request-form.js";
import { say } from "../send-state.js";
import { words } from "../words.js";

export default async function refreshSchema(button) {
  button.disabled = true;
  const region = document.getElementById("region").value;
  try {
    const response = await request("/schema/refresh", new URLSearchParams({ region }));
    if (!response.ok) throw new Refusal(response.status, await response.json().catch(() => null));
    const outcome = await follow(response, (step) => say(describe(step))).catch(() => ({}));
    if (outcome.error || !outcome.done) return say(outcome.error?.message ?? words.refreshSchema.cut, true);
    const isDrawn = await refresh(document.getElementById("request"));
    say(words.refreshSchema[isDrawn ? "done" : "undrawn"](outcome.version), !isDrawn);
  } catch (fault) {
    say(fault.message, true);
  } finally {
    button.disabled = false;
  }
}

async function follow(response, progress) {
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let [rest, last] = ["", {}];
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return rest ? JSON.parse(rest) : last;
    const lines = (rest + value).split("\n");
    rest = lines.pop();
    for (const line of lines) {
      last = JSON.parse(line);
      if (!last.done && !last.error) progress(last);
    }
  }
}

function describe({ received, total }) {
  const kilobytes = Math.round(received / 1024);
  if (!total) return words.refreshSchema.received(kilobytes);
  return words.refreshSchema.receivedOf(kilobytes, Math.floor((received / total) * 100));
}
