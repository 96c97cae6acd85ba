// What every page of the desk needs, whatever else it shows.

import { keepMenus } from "./menus.js";
import { keepTimes } from "./times.js";
import { listenForToasts } from "./toast.js";

keepMenus();
keepTimes();
listenForToasts();
