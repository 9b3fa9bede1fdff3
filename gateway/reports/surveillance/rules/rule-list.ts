import type { SurveillanceRule } from './rule.ts';
import { AFTER_HOURS } from './after-hours.ts';
import { BREAK_GLASS } from './break-glass.ts';
import { BULK_DOWNLOAD } from './bulk-download.ts';
import { CO_WORKER } from './co-worker.ts';
import { DECEASED } from './deceased.ts';
import { DEPARTMENT } from './department.ts';
import { DISCHARGED } from './discharged.ts';
import { FIRST_CATEGORY } from './first-category.ts';
import { IMPOSSIBLE_TRAVEL } from './impossible-travel.ts';
import { NEIGHBOR } from './neighbor.ts';
import { NO_RELATIONSHIP } from './no-relationship.ts';
import { PATIENT_QUESTION } from './patient-question.ts';
import { REPEAT_OFFENDER } from './repeat-offender.ts';
import { SAME_ADDRESS } from './same-address.ts';
import { SAME_SURNAME } from './same-surname.ts';
import { SELF } from './self.ts';
import { TERMINATED } from './terminated.ts';
import { VIP } from './vip.ts';
import { VOLUME } from './volume.ts';

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
