// The dialog Find; it is fetched when it is asked for.
import { open } from "../find/find.js";

export default open;
