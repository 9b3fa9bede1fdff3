import { ACCESS_NAMES, type Draft } from './draft.ts';
import type { AccessMark, GraphModel, ModelField, ModelType } from './graph-model.ts';
import { needsOf } from './reference-needs.ts';
import type { Random } from './random.ts';

/**
 * Adds Apollo's access control to objects, their fields, scalars and enums. Composition refuses it on interfaces, their
 * fields and `@interfaceObject`s, but not on fields of the last. A computed field gets what its sources need, since
 * composition refuses it otherwise.
 */
export function addAccess(draft: Draft<GraphModel>, random: Random): void {
  const all = draft.subgraphs.map(({ name }) => name);
  const density = random.pick([8, 14, 22]);
  const mark = (place: { marks: unknown[] }, subgraphs: readonly string[], percent: number) => {
    if (subgraphs.length === 0 || !random.chance(percent)) return;
    for (const kind of new Set(random.some(KINDS, random.pick([1, 1, 1, 2]))))
      // One subgraph has no second mark of a kind. Marks of several subgraphs are all required.
      for (const subgraph of random.some(subgraphs, random.pick([1, 1, 2])))
        place.marks.push({
          kind,
          anyOf: kind === 'authenticated' ? [] : lists(random),
          in: [subgraph],
        });
  };
  for (const type of draft.types) {
    const isRoot = type.name === 'Query' || type.name === 'Mutation';
    if (type.kind === 'object') mark(type, type.in, isRoot ? 1 : density / 2);
    for (const field of type.fields)
      mark(field, placesOf(type, field), isRoot ? density / 2 : density);
  }
  for (const leaf of [...draft.scalars, ...draft.enums]) mark(leaf, all, density / 2);
  completeComputed(draft);
}

/** Repeated ones are chosen more often. */
const KINDS = ['authenticated', 'requiresScopes', 'requiresScopes', 'policy'] as const;

/** Mostly one or two lists of names; seldom none, or an empty one, which require nothing. */
function lists(random: Random): string[][] {
  return Array.from({ length: random.pick([0, 1, 1, 1, 1, 1, 1, 2, 2, 2]) }, () => [
    ...random.some(ACCESS_NAMES, random.pick([0, 1, 1, 1, 1, 1, 1, 1, 2, 2])),
  ]);
}

/** The subgraphs in which a field can have access control: those that define it on an object. */
function placesOf(type: ModelType, field: ModelField): readonly string[] {
  const defining = field.overrides === null ? field.in : [...field.in, field.overrides];
  return type.kind === 'object'
    ? defining
    : defining.filter((subgraph) => type.objectIn.includes(subgraph));
}

/** Gives each computed field, in place of its own access control, all that it and its sources need. */
function completeComputed(draft: Draft<GraphModel>): void {
  const needs = needsOf(draft, { defaultRoles: [], unmarked: 'allow', scopes: null });
  for (const type of draft.types)
    for (const field of type.fields) {
      const { access } = needs(`${type.name}.${field.name}`);
      if (field.requires === null || access.length === 0) continue;
      const own = [...new Set(KINDS)].flatMap((kind) => {
        const marks = access.filter((one) => one.kind === kind);
        return marks.length === 0 ? [] : [{ kind, anyOf: allOf(marks), in: [...field.in] }];
      });
      field.marks = [
        ...field.marks.filter(({ kind }) => kind === 'phi' || kind === 'role'),
        ...own,
      ];
    }
}

/** The lists that fulfill every mark. */
function allOf(marks: readonly AccessMark[]): string[][] {
  const all = marks.reduce<string[][]>(
    (before, { anyOf }) =>
      before.flatMap((one) => anyOf.map((names) => [...new Set([...one, ...names])].toSorted())),
    [[]],
  );
  return [...new Map(all.map((names) => [names.join(), names])).values()];
}
