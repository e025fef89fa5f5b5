// Puts the sandbox back to its demo content.
import { ask } from "../ask.js";
import { say } from "../send-state.js";
import { words } from "../words.js";

export default async function resetSandbox() {
  await ask("/sandbox-reset", {});
  say(words.resetSandbox.done);
}
