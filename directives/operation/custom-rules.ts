import { memberCoordinate, type Coordinate } from '../coordinate.ts';
import type { DataPath } from './identity.ts';
import { privateKey } from './private-key.ts';

/**
 * What pruning needs of an operator's rule for one field, which must hold in addition to what the marks require. The
 * gateway's type of a rule extends this with the function that it evaluates.
 */
export interface CustomRule {
  /** Paths of leaves that the rule reads from the field's object; empty if it is evaluated before fetching. */
  readonly requires: readonly DataPath[];
}

/** Coordinate of an object type's field → the rules that must all hold. */
export type CustomRules<Rule extends CustomRule = CustomRule> = ReadonlyMap<
  Coordinate,
  readonly Rule[]
>;

/** The rules of a field that read its object (`object`), or those that don't (`nothing`). */
export function customRulesFor<Rule extends CustomRule>(
  rules: CustomRules<Rule>,
  at: { readonly type: string; readonly field: string },
  reads: 'object' | 'nothing',
): readonly Rule[] {
  const all = rules.get(memberCoordinate(at.type, at.field)) ?? [];
  return all.filter(({ requires }) => requires.length > 0 === (reads === 'object'));
}

/**
 * The private key under which a field that rules read from an object is fetched, such as `_phi_0_Patient_tenant`. The
 * digit keeps it apart from keys that start with a type's name.
 */
export function ruleLeafKey(objectType: string, field: string): string {
  return privateKey(`0_${objectType}_${field}`);
}
