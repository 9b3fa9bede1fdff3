import { isObjectType, type GraphQLSchema } from 'graphql';
import { memberCoordinate, typeCoordinate } from '../../../directives/coordinate.ts';
import { viewOf, type Decisions } from '../../../directives/operation/authorize.ts';
import {
  ALL_ROLES,
  ROLES_REACHING_ALL,
  rolesIndex,
  UNREACHED,
} from '../../../directives/operation/effective-roles.ts';
import {
  hasRoleReachingAll,
  rolesIdFor,
  unreachedReason,
} from '../../../directives/operation/find-effective-roles.ts';
import type { Reach } from '../../../directives/operation/reach.ts';
import { TYPE_NAME } from '../../../directives/operation/reveals-phi-type.ts';
import { haveOwnPatients } from '../../../directives/operation/runtime-types.ts';
import type { ReleasedAccess } from '../../../directives/release/program.ts';
import type { AccessEntry } from '../../audit/record/record.ts';
import type { RecordedDenialReason } from '../../platform/recorded-denial-reason.ts';
import type { AttributedAccesses } from './describe-accesses.ts';

/** Splits each access of a dry run by what enforcement would have done: release, deny or de-identify its fields. */
export function describeDryRun(
  accesses: readonly ReleasedAccess[],
  authorization: {
    readonly schema: GraphQLSchema;
    readonly decisions: Decisions;
    readonly reach: Reach;
  },
): AttributedAccesses {
  const rules = new Map<ReleasedAccess, AccessEntry['rule']>();
  for (const access of accesses) {
    const { of, patient, unreleasedFields } = access;
    const byReason = new Map<RecordedDenialReason | null, number[]>();
    for (const [index, { name }] of of.recorded.entries()) {
      if (unreleasedFields?.includes(index)) continue;
      const reason = reasonFor({ type: of.type, name, patient }, authorization);
      byReason.set(reason, [...(byReason.get(reason) ?? []), index]);
    }
    for (const [reason, fields] of byReason) {
      const others = of.recorded.flatMap((_field, index) =>
        fields.includes(index) ? [] : [index],
      );
      rules.set(
        { ...access, unreleasedFields: others },
        ruleFor(authorization.reach, patient, reason),
      );
    }
  }
  const ruleOf = (access: ReleasedAccess) => {
    const rule = rules.get(access);
    if (!rule) throw new RangeError('unknown access');
    return rule;
  };
  return { accesses: [...rules.keys()], ruleOf };
}

interface Place {
  readonly type: string;
  readonly name: string;
  readonly patient: string | null;
}

function reasonFor(
  { type, name, patient }: Place,
  { schema, decisions, reach }: Parameters<typeof describeDryRun>[1],
): RecordedDenialReason | null {
  const rolesId = patient === null ? ALL_ROLES : rolesIdFor(reach, patient);
  if (rolesId === UNREACHED) return unreachedReason(reach, patient);
  if (name === TYPE_NAME) {
    const views = decisions.viewsFor(patient === null ? ROLES_REACHING_ALL : rolesId);
    const at = typeCoordinate(type);
    return views.showsType(at) ? null : views.denialReason(at);
  }
  const coordinate = memberCoordinate(type, name);
  const parent = schema.getType(type);
  const field = isObjectType(parent) ? parent.getFields()[name] : undefined;
  const hasOwnPatients =
    field !== undefined && haveOwnPatients(schema, decisions.policy, field.type);
  const view = viewOf(decisions, rolesId, { coordinate, hasOwnPatients });
  if (view === 'none') return decisions.viewsFor(rolesId).denialReason(coordinate);
  return view === 'deidentified' ? 'suppressed' : null;
}

function ruleFor(
  reach: Reach,
  patient: string | null,
  reason: RecordedDenialReason | null,
): AccessEntry['rule'] {
  // A value of no known patient counts for the roles that reach all patients, or for all roles if there are none.
  const ofNoPatient = hasRoleReachingAll(reach) ? ROLES_REACHING_ALL : ALL_ROLES;
  const rolesId = patient === null ? ofNoPatient : rolesIdFor(reach, patient);
  const effective = rolesId === UNREACHED ? undefined : reach.effectiveRoles[rolesIndex(rolesId)];
  return {
    roles: effective?.roles ?? [],
    relation: effective?.relation ?? 'all',
    wouldDeny: reason === null ? [] : [reason],
  };
}
