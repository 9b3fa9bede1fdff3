import { COMPOSITION_RULES } from './composition-rules.ts';
import type { Rule, RuleText } from './rule.ts';
import { ageBesideBirth } from './rules/age-beside-birth.ts';
import { phiEnumValue } from './rules/phi-enum-value.ts';
import { phiListCount } from './rules/phi-list-count.ts';
import { phiMember } from './rules/phi-member.ts';
import { phiWithoutViewer } from './rules/phi-without-viewer.ts';
import { nonNullPhi } from './rules/non-null-phi.ts';
import { patientBesideId } from './rules/patient-beside-id.ts';
import { patientListCount } from './rules/patient-list-count.ts';
import { patientMissing } from './rules/patient-missing.ts';
import { patientPathHop } from './rules/patient-path-hop.ts';
import { patientUnbound } from './rules/patient-unbound.ts';
import { patientUnconfirmed } from './rules/patient-unconfirmed.ts';
import { phiKey } from './rules/phi-key.ts';
import { recordShown } from './rules/record-shown.ts';
import { recordUntied } from './rules/record-untied.ts';
import { unknownRole } from './rules/unknown-role.ts';
import { unmarkedFilter } from './rules/unmarked-filter.ts';
import { unmarkedJson } from './rules/unmarked-json.ts';
import { unmarkedPhi } from './rules/unmarked-phi.ts';
import { invalidSuppression, unusedSuppression } from './suppression-rules.ts';

/** The rules that read a compiled graph. `compose` reports the problems of composition. */
export const LINT_RULES: readonly Rule[] = [
  phiWithoutViewer,
  unknownRole,
  unmarkedPhi,
  unmarkedJson,
  unmarkedFilter,
  nonNullPhi,
  phiKey,
  phiEnumValue,
  phiListCount,
  phiMember,
  patientMissing,
  patientPathHop,
  patientListCount,
  ageBesideBirth,
  patientUnbound,
  patientUnconfirmed,
  patientBesideId,
  recordShown,
  recordUntied,
];

/** Every rule that a finding can have, in the order of the documentation. */
export const RULES: readonly RuleText[] = [
  ...COMPOSITION_RULES,
  ...LINT_RULES,
  invalidSuppression,
  unusedSuppression,
];
