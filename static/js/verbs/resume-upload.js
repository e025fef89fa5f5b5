// Goes on with an upload in chunks that ended too early.
import { send } from "../send.js";

export default () => send(document.getElementById("request"), { resume: true });
