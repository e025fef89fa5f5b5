// Saves the form as another request, under a name that is asked for.
import { saveAsNew } from "./save-request.js";

export default () => saveAsNew();
