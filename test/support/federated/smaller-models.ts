import { namedType, type GraphModel, type ModelField } from './graph-model.ts';

/** Graphs with one part of a given graph removed, the smallest graphs first. Some may not compose. */
export function smallerModels(model: GraphModel): readonly GraphModel[] {
  const fields = new Set(model.types.flatMap((type) => type.fields.map(({ name }) => name)));
  return [
    ...model.types.map(({ name }) => withoutType(model, name)),
    ...model.subgraphs.map(({ name }) => withoutSubgraph(model, name)),
    ...[...fields].map((name) => withoutFields(model, (field) => field.name === name)),
    ...smaller(model),
  ].toSorted((a, b) => JSON.stringify(a).length - JSON.stringify(b).length);
}

/** Copies of a value without one item of one of its lists, or with one property at its plainest. */
function* smaller<Value>(value: Value): Generator<Value> {
  if (typeof value !== 'object' || value === null) return;
  if (Array.isArray(value)) {
    for (const index of value.keys()) {
      yield value.toSpliced(index, 1) as Value;
      for (const item of smaller(value[index])) yield value.with(index, item) as Value;
    }
    return;
  }
  for (const [key, now] of Object.entries(value)) {
    const plain = key === 'type' ? plainerType(String(now)) : PLAIN.get(key);
    if (plain !== undefined && plain !== now) yield { ...value, [key]: plain };
    for (const less of smaller<unknown>(now)) yield { ...value, [key]: less };
  }
}

const PLAIN: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ['default', null],
  ['dialect', 'plain'],
  ['isInaccessible', false],
  ['isPatient', false],
  ['overrides', null],
  ['patient', null],
  ['provides', null],
  ['requires', null],
]);

/** The type without its outer `!`, or else without its lists. */
function plainerType(type: string): string {
  return type.endsWith('!') ? type.slice(0, -1) : namedType(type);
}

/** Without a type and every field that leads to it. */
function withoutType(model: GraphModel, name: string): GraphModel {
  const isOther = (one: string): boolean => one !== name;
  const less = withoutFields(model, (field) => namedType(field.type) === name);
  return {
    ...less,
    types: less.types
      .filter((type) => type.name !== name)
      .map((type) => ({ ...type, interfaces: type.interfaces.filter(isOther) })),
    unions: less.unions.map((union) => ({ ...union, members: union.members.filter(isOther) })),
  };
}

/** Without the fields that match, on every type. */
function withoutFields(model: GraphModel, goes: (field: ModelField) => boolean): GraphModel {
  return {
    ...model,
    types: model.types.map((type) => ({
      ...type,
      fields: type.fields.filter((field) => !goes(field)),
    })),
  };
}

/** Without a subgraph, and without the parts that are in no other subgraph. */
function withoutSubgraph(model: GraphModel, subgraph: string): GraphModel {
  const without = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(without).filter((item) => !isNowhere(item));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, one]) => [
        key,
        PLACES.has(key) ? (one as string[]).filter((name) => name !== subgraph) : without(one),
      ]),
    );
  };
  return {
    ...(without(model) as GraphModel),
    subgraphs: model.subgraphs.filter(({ name }) => name !== subgraph),
  };
}

/** Properties that list subgraphs. */
const PLACES: ReadonlySet<string> = new Set(['in', 'nullableIn', 'objectIn', 'unresolvableIn']);

function isNowhere(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'in' in value && isEmpty(value.in);
}

function isEmpty(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}
