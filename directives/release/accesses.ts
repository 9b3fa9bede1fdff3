import type { PatientsOf } from '../operation/judge-inputs.ts';
import type { Owner, Program } from './program.ts';
import { ANYONE, EVERY_PATIENT } from '../operation/standing.ts';
import { standingFor, standingForAll } from '../operation/find-standing.ts';
import type { Reach } from '../operation/reach.ts';

/** One object that left with PHI. */
export interface Access {
  readonly program: Program;
  /** Whose roles counted. */
  readonly standing: number;
  readonly patient: string | null;
  readonly record: string | null;
  /** Indexes of recorded fields that this object didn't give. */
  readonly without: readonly number[] | null;
}

/** An object that was filled, and which of its recorded fields it didn't give. */
export interface Filled {
  readonly program: Program;
  readonly owner: Owner;
  readonly without: readonly number[] | null;
}

/**
 * What an object's release puts on the record: one access for the patient whose it is, unknown included, and
 * one for each patient whom arguments name.
 */
export function accessesOf(
  { program, owner, without }: Filled,
  context: { readonly reach: Reach; readonly patientsOf: PatientsOf },
): readonly Access[] {
  const { patient, record } = owner;
  const standing = countedStanding(owner.standing, context.reach);
  if (!program.namesPatients) return [{ program, standing, patient, record, without }];

  const given = new Map<string | null, Set<number>>();
  for (const [index, { namedBy, isNamed }] of program.recorded.entries()) {
    if (without?.includes(index)) continue;
    const named = namedBy.flatMap((by) => context.patientsOf.get(by) ?? []);
    const patients = isNamed ? named : [patient, ...named];
    for (const one of patients) given.set(one, (given.get(one) ?? new Set()).add(index));
  }
  return [...given].map(([one, fields]) => ({
    program,
    standing: one === null ? standing : standingFor(context.reach, one),
    patient: one,
    record: one === patient ? record : null,
    without: program.recorded.flatMap((_field, index) => (fields.has(index) ? [] : [index])),
  }));
}

/** Where whose PHI it is is unknown, the roles that reach all are those that counted, if there are any. */
function countedStanding(standing: number, reach: Reach): number {
  return standing === ANYONE && standingForAll(reach) === EVERY_PATIENT ? EVERY_PATIENT : standing;
}
