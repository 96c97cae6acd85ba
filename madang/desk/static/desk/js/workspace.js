// The workspace: what happens when somebody moves, opens, searches or presses a key.

import { keepChoosing } from "./choosing.js";
import { keepFinder } from "./finder.js";
import { keepFrames } from "./frames.js";
import { keepKeys } from "./keys.js";
import { keepLive } from "./live.js";
import { keepNavigation } from "./navigation.js";
import { keepRows } from "./rows.js";
import { keepTalk } from "./talk.js";

keepChoosing();
keepNavigation();
keepRows();
keepTalk();
keepFrames();
keepFinder();
keepKeys();
keepLive();

if (navigator.platform.startsWith("Mac")) for (const key of document.querySelectorAll("[data-mod-k]")) key.textContent = "⌘ K";
