// Goes on with an upload in chunks that ended too early.
import { byId } from "../elements.js";
import { send } from "../send.js";

export default () => send(byId("request", HTMLFormElement), { resume: true });
