import { OperationTypeNode } from 'graphql';
import type { Decisions } from './authorize.ts';
import type { Coordinate } from '../coordinate.ts';
import { patientsNamed, type FieldUse, type InputUse } from './inputs.ts';
import { ANYONE, EVERY_PATIENT, UNREACHED } from './standing.ts';
import { standingFor, standingForAll } from './find-standing.ts';
import type { Reach } from './reach.ts';
import { phiCategories } from './phi-categories.ts';
import type { Selected, SelectedField, Selection } from './select.ts';

/**
 * Why a field is refused for its arguments: no role may use them, none reaches the patient that they name, or
 * a rule of the operator's own says no.
 */
export type InputRefusal = 'input' | 'reach' | 'rule';

/** Field occurrence → the patients that its arguments name; fields that name none are left out. */
export type PatientsOf = ReadonlyMap<number, readonly string[]>;

/** The one patient that a field's arguments name: keyless objects below it are that patient's. */
export function onlyPatient(patientsOf: PatientsOf, field: number): string | null {
  const [only, ...others] = patientsOf.get(field) ?? [];
  return others.length === 0 ? (only ?? null) : null;
}

/** What one request's arguments decide, before anything is sent. */
export interface InputJudgement {
  /** Field occurrence → why it is refused. */
  readonly refused: ReadonlyMap<number, InputRefusal>;
  /** Field occurrence → the patients that its arguments name. */
  readonly patientsOf: PatientsOf;
  /** Field occurrence → standings of the patients that its arguments name. */
  readonly standingsOf: ReadonlyMap<number, readonly number[]>;
  /** Marked and `@patient` inputs that were used, sorted, unique. */
  readonly coordinates: readonly Coordinate[];
  /** Every patient named, sorted, unique. */
  readonly patients: readonly string[];
}

/**
 * Judges a request's arguments. A `@patient` argument must be reached; the roles that reach it are those that
 * count for the field and its other inputs. PHI as an input without a patient is for the roles that reach all
 * patients, unless the field looks a record up by its key: then that record decides for itself at release.
 * Mutations that take or return PHI without a patient are for the roles that reach all.
 */
export function judgeInputs(
  selection: Selection,
  uses: readonly FieldUse[],
  context: {
    readonly decisions: Decisions;
    readonly reach: Reach;
  },
): InputJudgement {
  const { decisions, reach } = context;
  const refused = new Map<number, InputRefusal>();
  const patientsOf = new Map<number, readonly string[]>();
  const coordinates = new Set<Coordinate>();
  const standingsOf = new Map<number, readonly number[]>();
  const touching = new Set<number>();

  for (const { field, looksUp, use } of uses) {
    for (const coordinate of [...use.marked, ...use.patientInputs]) coordinates.add(coordinate);
    const standings = [...new Set(use.patients.map((patient) => standingFor(reach, patient)))];
    if (standings.length > 0) standingsOf.set(field.index, standings);
    const { operation } = selection.operation;
    const unbound = looksUp && operation === OperationTypeNode.QUERY ? ANYONE : EVERY_PATIENT;
    const refusal = judgeUse(field, use, { decisions, standings, unbound });
    if (refusal) refused.set(field.index, refusal);
    if (use.patients.length > 0) patientsOf.set(field.index, use.patients);
    if (use.marked.some((coordinate) => isPhi(decisions, coordinate))) touching.add(field.index);
  }
  if (selection.operation.operation === OperationTypeNode.MUTATION)
    for (const field of rootFields(selection.selections)) {
      if (standingsOf.has(field.index) || refused.has(field.index)) continue;
      const touches = touching.has(field.index) || holdsPhi(decisions, field);
      if (touches && !seenByAll(decisions, reach, field)) refused.set(field.index, 'reach');
    }
  return {
    refused,
    patientsOf,
    standingsOf,
    coordinates: [...coordinates].toSorted(),
    patients: patientsNamed(uses),
  };
}

function judgeUse(
  field: SelectedField,
  use: InputUse,
  context: {
    readonly decisions: Decisions;
    readonly standings: readonly number[];
    /** The standing for PHI that no `@patient` argument binds to a patient. */
    readonly unbound: number;
  },
): InputRefusal | null {
  const { decisions, standings } = context;
  // What the caller could see of no patient is denied for that: whom the arguments name decides nothing.
  if (decisions.most.every((views) => views.field(field.coordinate) === 'none')) return null;
  if (standings.includes(UNREACHED)) return 'reach';
  const seen = standings.every(
    (standing) => decisions.at(standing).field(field.coordinate) !== 'none',
  );
  if (!seen) return 'reach';
  const admitted = use.marked.every((coordinate) => {
    const unbound = isPhi(decisions, coordinate) ? context.unbound : ANYONE;
    return (standings.length > 0 ? standings : [unbound]).every((standing) =>
      decisions.at(standing).admits(coordinate),
    );
  });
  return admitted ? null : 'input';
}

function isPhi(decisions: Decisions, coordinate: Coordinate): boolean {
  return decisions.policy.requirements.get(coordinate)?.phi === true;
}

function seenByAll(decisions: Decisions, reach: Reach, field: SelectedField): boolean {
  return (
    standingForAll(reach) === EVERY_PATIENT &&
    decisions.at(EVERY_PATIENT).field(field.coordinate) !== 'none'
  );
}

function holdsPhi(decisions: Decisions, field: SelectedField): boolean {
  const within = (selected: Selected): boolean => {
    if (selected.kind === 'fragment') return selected.selections.some(within);
    return selected.kind === 'field' && holdsPhi(decisions, selected);
  };
  const { coordinate, definition } = field;
  return (
    phiCategories(decisions.policy, coordinate, definition.type).length > 0 ||
    (field.selections ?? []).some(within)
  );
}

/** The fields at the root of an operation, through fragments. */
export function rootFields(selections: readonly Selected[]): SelectedField[] {
  return selections.flatMap((selected) => {
    if (selected.kind === 'fragment') return rootFields(selected.selections);
    return selected.kind === 'field' ? [selected] : [];
  });
}
