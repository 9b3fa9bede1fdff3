import { memberCoordinate, type Coordinate } from '../coordinate.ts';
import type { DataPath } from './identity.ts';
import { privateKey } from './private-key.ts';

/** A rule of the operator's own: one more thing that must hold of a field, beside what the marks say. */
export interface OwnRule {
  /** Leaves that it reads of the object; none: it is decided before anything is fetched. */
  readonly requires: readonly DataPath[];
}

/** Coordinate of an object type's field → the rules that must all hold. */
export type OwnRules<Rule extends OwnRule = OwnRule> = ReadonlyMap<Coordinate, readonly Rule[]>;

/** The rules of a field that have to see its object, or those that don't. */
export function rulesOf<Rule extends OwnRule>(
  rules: OwnRules<Rule>,
  at: { readonly type: string; readonly field: string },
  reads: 'object' | 'nothing',
): readonly Rule[] {
  const all = rules.get(memberCoordinate(at.type, at.field)) ?? [];
  return all.filter(({ requires }) => requires.length > 0 === (reads === 'object'));
}

/** The key under which a rule's input is fetched; a type's name starts with no digit. */
export function ruleInputKey(type: string, field: string): string {
  return privateKey(`0_${type}_${field}`);
}
