import { rule } from '../../../gateway/access/custom-rules/shield-for-operators.ts';
import { fieldsOf, objectTypes, type GraphModel, type ModelRule } from './graph-model.ts';
import { createRandom, hashOf } from './random.ts';
import { isLeafField } from './random-fields.ts';

/** Rules of the operator for some fields, in about a third of all graphs. Other graphs are as they were without rules. */
export function randomRules(seed: number, model: GraphModel): readonly ModelRule[] {
  if (hashOf(seed, 'uses rule') % 100 >= 40) return [];
  const random = createRandom(hashOf(seed, 'rules'));
  const density = random.pick([4, 8, 14]);
  // Requests with failures are only made to graphs whose rules read no objects.
  const readsObjects = hashOf(seed, 'rules read objects') % 100 < 50;
  // A field that is computed from a field with a rule would need a rule itself.
  const sources = model.types.flatMap((type) =>
    fieldsOf(model, type).flatMap(({ requires }) => requires?.split(/\W+/) ?? []),
  );
  return model.types.flatMap((type) => {
    const leaves = type.fields.filter(
      (field) => isLeafField(model, field) && field.args.length === 0 && field.requires === null,
    );
    const isRoot = objectTypes(model, type.name).some(
      ({ name }) => name === 'Query' || name === 'Mutation',
    );
    return type.fields
      .filter(({ name }) => !sources.includes(name) && random.chance(density))
      .map(({ name }) => ({
        type: type.name,
        field: name,
        requires:
          readsObjects && !isRoot && leaves.length > 0 && random.chance(65)
            ? random.pick(leaves).name
            : null,
      }));
  });
}

/** The rule tree of a graph, as an operator would write it. */
export function ruleTree({ rules, types }: GraphModel): object {
  const tree = new Map<string, Map<string, object>>();
  for (const one of rules) {
    const type = types.find(({ name }) => name === one.type);
    const names = type?.fields.map(({ name }) => name) ?? [];
    if (!names.includes(one.field) || (one.requires !== null && !names.includes(one.requires)))
      continue;
    const allows = rule({ cache: 'no_cache' })(((
      parent: Readonly<Record<string, unknown>>,
      args: object,
      { caller }: { readonly caller: { readonly subject: string } },
    ) => isAllowed(one, { subject: caller.subject, args, parent })) as never);
    const entry =
      one.requires === null ? allows : { rule: allows, requires: `{ ${one.requires} }` };
    tree.set(one.type, (tree.get(one.type) ?? new Map<string, object>()).set(one.field, entry));
  }
  return Object.fromEntries([...tree].map(([type, fields]) => [type, Object.fromEntries(fields)]));
}

/** What a rule answers: mostly yes. It depends on the caller, the arguments and the field that it requires. */
export function isAllowed(
  { type, field, requires }: ModelRule,
  given: {
    readonly subject: string;
    readonly args: object;
    readonly parent: Readonly<Record<string, unknown>>;
  },
): boolean {
  const read = requires === null ? [] : [given.parent[requires]];
  return hashOf(type, field, given.subject, sorted(given.args), sorted(read)) % 100 < 70;
}

/** A value as JSON, with the keys of objects in one order. */
function sorted(value: unknown): string {
  return JSON.stringify(value, (_key, one: unknown) =>
    typeof one === 'object' && one !== null && !Array.isArray(one)
      ? Object.fromEntries(Object.entries(one).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : one,
  );
}
