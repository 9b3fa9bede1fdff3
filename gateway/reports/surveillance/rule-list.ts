import type { SurveillanceRule } from './rule.ts';
import { AFTER_HOURS } from './rules/after-hours.ts';
import { BREAK_GLASS } from './rules/break-glass.ts';
import { BULK_DOWNLOAD } from './rules/bulk-download.ts';
import { CO_WORKER } from './rules/co-worker.ts';
import { DECEASED } from './rules/deceased.ts';
import { DEPARTMENT } from './rules/department.ts';
import { DISCHARGED } from './rules/discharged.ts';
import { FIRST_CATEGORY } from './rules/first-category.ts';
import { IMPOSSIBLE_TRAVEL } from './rules/impossible-travel.ts';
import { NEIGHBOR } from './rules/neighbor.ts';
import { NO_RELATIONSHIP } from './rules/no-relationship.ts';
import { PATIENT_QUESTION } from './rules/patient-question.ts';
import { REPEAT_OFFENDER } from './rules/repeat-offender.ts';
import { SAME_ADDRESS } from './rules/same-address.ts';
import { SAME_SURNAME } from './rules/same-surname.ts';
import { SELF } from './rules/self.ts';
import { TERMINATED } from './rules/terminated.ts';
import { VIP } from './rules/vip.ts';
import { VOLUME } from './rules/volume.ts';

/** All rules, in the order of `UNUSUAL_RULES`. */
export const SURVEILLANCE_RULES: readonly SurveillanceRule[] = Object.freeze([
  SELF,
  SAME_SURNAME,
  SAME_ADDRESS,
  NEIGHBOR,
  CO_WORKER,
  VIP,
  DECEASED,
  DISCHARGED,
  DEPARTMENT,
  TERMINATED,
  NO_RELATIONSHIP,
  BREAK_GLASS,
  AFTER_HOURS,
  VOLUME,
  BULK_DOWNLOAD,
  FIRST_CATEGORY,
  IMPOSSIBLE_TRAVEL,
  REPEAT_OFFENDER,
  PATIENT_QUESTION,
]);
