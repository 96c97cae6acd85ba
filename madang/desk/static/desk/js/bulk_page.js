// The page of a change of many tickets.

import { insertGaps } from "./bulk_gaps.js";

insertGaps();
