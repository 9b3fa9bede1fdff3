import type { SurveillanceRule } from './rule.ts';
import { AFTER_HOURS } from './rules/after-hours.ts';
import { BREAK_GLASS } from './rules/break-glass.ts';
import { CO_WORKER } from './rules/co-worker.ts';
import { DECEASED } from './rules/deceased.ts';
import { FIRST_CATEGORY } from './rules/first-category.ts';
import { NO_RELATIONSHIP } from './rules/no-relationship.ts';
import { SAME_ADDRESS } from './rules/same-address.ts';
import { SAME_SURNAME } from './rules/same-surname.ts';
import { SELF } from './rules/self.ts';
import { VOLUME } from './rules/volume.ts';

/** All rules, in the order of `UNUSUAL_RULES`. */
export const SURVEILLANCE_RULES: readonly SurveillanceRule[] = Object.freeze([
  SELF,
  SAME_SURNAME,
  SAME_ADDRESS,
  CO_WORKER,
  DECEASED,
  NO_RELATIONSHIP,
  BREAK_GLASS,
  AFTER_HOURS,
  VOLUME,
  FIRST_CATEGORY,
]);
