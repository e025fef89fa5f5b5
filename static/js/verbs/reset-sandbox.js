// Puts the sandbox back to its demo content.
import { ask } from "../ask.js";
import { say } from "../request-form.js";

export default async function resetSandbox() {
  await ask("/sandbox-reset", {});
  say("The sandbox is as it was at first.");
}
