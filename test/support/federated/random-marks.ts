import { CATEGORIES, type Deidentify } from '../../../directives/spec.ts';
import { namedType, type GraphModel, type ModelField, type ModelMark } from './graph-model.ts';
import { ROLES, type Draft } from './draft.ts';
import type { Random } from './random.ts';

/** Scalar type → the methods whose result it can hold. Repeated ones are chosen more often. */
const METHODS: Readonly<Record<string, readonly Deidentify[]>> = {
  String: ['YEAR', 'AGE_90_PLUS', 'ZIP3', 'LAST4', 'INITIALS', 'PSEUDONYM', 'SUPPRESS'],
  Int: ['YEAR', 'AGE_90_PLUS', 'SUPPRESS'],
  ID: ['PSEUDONYM', 'PSEUDONYM', 'SUPPRESS'],
  Date: ['YEAR', 'YEAR', 'SUPPRESS'],
};

/** A place that can have marks. */
type Marked = { marks: Draft<ModelMark>[] };

/**
 * Adds random marks to every legal place, each written in one or more of the subgraphs that have the place. With
 * `isMarked`, only types, unions and fields that it returns true for get marks, and the arguments of such fields.
 */
export function addMarks(
  draft: Draft<GraphModel>,
  random: Random,
  isMarked?: (place: object) => boolean,
): void {
  const all = draft.subgraphs.map(({ name }) => name);
  const density = random.pick([6, 14, 26]);
  const mark = (
    place: Marked,
    subgraphs: readonly string[],
    percent: number,
    leaf: string | null,
  ): void => {
    if (isMarked?.(place) === false || !random.chance(percent)) return;
    const kinds = random.pick(['phi', 'role', 'both', 'both', 'both', 'both'] as const);
    const written = (): string[] => [...random.some(subgraphs, 1 + random.below(subgraphs.length))];
    const roles = (): Draft<ModelMark> => ({
      kind: 'role',
      anyOf: [...random.some(ROLES, 1 + random.below(4))],
      deidentified: random.chance(75) ? [...random.some(ROLES, 2 + random.below(4))] : [],
      in: written(),
    });
    if (kinds !== 'phi') place.marks.push(roles());
    if (kinds !== 'role')
      place.marks.push({
        kind: 'phi',
        category: random.chance(15) ? null : random.pick(CATEGORIES),
        deidentify:
          leaf !== null && random.chance(85) ? random.pick(METHODS[leaf] ?? ['SUPPRESS']) : null,
        in: written(),
      });
    if (random.chance(12)) place.marks.push(roles());
    if (random.chance(8))
      place.marks.push({
        kind: 'phi',
        category: random.pick(CATEGORIES),
        deidentify: null,
        in: written(),
      });
  };

  for (const type of draft.types) {
    const isRoot = type.name === 'Query' || type.name === 'Mutation';
    const isMember = draft.unions.some(({ members }) => members.includes(type.name));
    mark(type, [...type.in, ...type.objectIn], isRoot ? 1 : isMember ? density : density / 3, null);
    for (const field of type.fields) {
      mark(field, definedIn(field), isRoot ? density / 4 : density * 1.8, leafOf(draft, field));
      if (isMarked?.(field) === false) continue;
      for (const arg of field.args) mark(arg, definedIn(field), density / 2, namedType(arg.type));
    }
  }
  for (const union of draft.unions) mark(union, union.in, density / 3, null);
  if (isMarked) return;
  for (const scalar of draft.scalars) mark(scalar, all, density / 2, scalar.name);
  for (const one of draft.enums) {
    mark(one, all, density / 3, null);
    for (const value of one.values) mark(value, all, density, null);
  }
  for (const input of draft.inputs)
    for (const field of input.fields) mark(field, all, density / 2, namedType(field.type));
}

/** The subgraphs that define a field. Marks in a subgraph whose field is overridden count too. */
function definedIn(field: ModelField): readonly string[] {
  return field.overrides === null ? field.in : [...field.in, field.overrides];
}

function leafOf(draft: GraphModel, field: ModelField): string | null {
  const named = namedType(field.type);
  return [...draft.types, ...draft.unions].some(({ name }) => name === named) ? null : named;
}
