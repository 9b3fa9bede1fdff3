import { getNullableType, isListType } from 'graphql';
import type { SelectedField } from '../operation/select.ts';

/**
 * Whose data an object holds, as far as the operation tells.
 * - `none`: no patient's. The root, objects that only group its fields, and entities without `@patient`.
 * - `named`: that of the patient to whom arguments above bind it, and of no other.
 * - `object`: that of its own patient or of the object above; unknown where neither tells.
 */
export type HolderKind = 'none' | 'named' | 'object';

/** Whose data the objects of a group hold, and which arguments above name a patient besides. */
export interface Holder {
  readonly kind: HolderKind;
  /** Field occurrences between the nearest object that decides for itself and this one. */
  readonly namedBy: readonly number[];
  /** The standings of the patients whom they name. */
  readonly standings: readonly number[];
}

/** The holder at the root of an operation. */
export const ROOT_HOLDER: Holder = { kind: 'none', namedBy: [], standings: [] };

/** The holder of an object that tells its own patient. */
const OWN_HOLDER: Holder = { kind: 'object', namedBy: [], standings: [] };

/**
 * The holder of objects of a type: only a type with neither a key nor a patient path inherits. One that holds
 * PHI is more than a group of fields: where no patient is above, its patient is unknown.
 */
export function holderOf(
  type: { readonly isEntity: boolean; readonly tellsPatient: boolean; readonly holdsPhi: boolean },
  inherited: Holder,
): Holder {
  if (type.tellsPatient) return OWN_HOLDER;
  if (type.isEntity) return ROOT_HOLDER;
  return inherited.kind === 'none' && type.holdsPhi ? { ...inherited, kind: 'object' } : inherited;
}

/** A field whose arguments can name patients. */
export interface NamingField {
  readonly index: number;
  /** It is certainly about the one patient whom its arguments name. */
  readonly isBound: boolean;
  /** Of the patients whom they name; empty where they name none. */
  readonly standings: readonly number[];
}

/** The holder of a field's value: what its arguments bind belongs to that patient, unless a patient's object is above. */
export function holderOfValue(holder: Holder, { index, isBound, standings }: NamingField): Holder {
  if (standings.length === 0) return holder;
  return {
    kind: holder.kind === 'none' && isBound ? 'named' : holder.kind,
    namedBy: [...holder.namedBy, index],
    standings: [...holder.standings, ...standings],
  };
}

/** The holder of the objects below a field, unless their type decides for itself. */
export function holderBelow(value: Holder, { definition }: SelectedField): Holder {
  const groups = definition.args.length === 0 && !isListType(getNullableType(definition.type));
  return value.kind === 'none' && !groups ? { ...value, kind: 'object' } : value;
}

/**
 * The standings that all have to see what a holder's object shows: the object's own, unless arguments alone
 * say whose it is, and those of every patient whom arguments name.
 */
export function countedStandings({ kind, standings }: Holder, standing: number): readonly number[] {
  return kind === 'named' ? standings : [standing, ...standings];
}
