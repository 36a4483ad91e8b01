import { breaksView } from './breaks.js';
import { cycleView } from './cycle.js';
import { orderView } from './order.js';
import { pullsInView } from './pulls-in.js';
import { timelineView } from './timeline.js';
import { unitsView } from './units.js';
import type { View } from './view.js';

/** The views in the order of their tabs. */
export const VIEWS: readonly View[] = [pullsInView, orderView, timelineView, cycleView, breaksView, unitsView];
