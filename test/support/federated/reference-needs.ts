import { Kind, parseValue, type SelectionSetNode, type ValueNode } from 'graphql';
import type { ScopeTable } from '../../../directives/operation/scope-needs.ts';
import type { Category, Deidentify } from '../../../directives/spec.ts';
import { selectionOf } from './graph-data.ts';
import {
  fieldIn,
  fieldsOf,
  implementers,
  isAccess,
  namedType,
  objectTypes,
  typeIn,
  upwards,
  type AccessMark,
  type GraphModel,
  type ModelInput,
  type ModelMark,
  type ModelType,
} from './graph-model.ts';
import { scopesOf, type Granted } from './reference-scopes.ts';

/*
 * What each place of a graph requires, computed from the model and not from a schema: the marks of the place, of its
 * type, of the type of its value, of every interface above, of every field that it is computed from and, for an
 * interface's field, of every implementer's field. Apollo's access control on an object type also counts where a field
 * returns an interface of it, and never for inputs.
 */

/** How a caller sees a value. */
export type View = 'full' | 'deidentified' | 'none';

/** Views from the worst to the best. */
export const ORDER: readonly View[] = ['none', 'deidentified', 'full'];

/** The names that a caller has for Apollo's access control. */
export interface HeldNames {
  readonly scopes: readonly string[];
  readonly policies: readonly string[];
}

/** The roles that count for a record, and the categories of PHI that are closed to them. */
export interface EffectiveRoles {
  readonly roles: readonly string[];
  readonly closed: ReadonlySet<Category>;
  readonly held: HeldNames;
  /** The roles by the SMART scopes that limit them; null if no scopes do. */
  readonly scoped: readonly ScopedRoles[] | null;
}

/** Roles that count for what scopes open. */
export interface ScopedRoles {
  readonly roles: readonly string[];
  readonly granted: Granted;
}

/** What one place requires. */
export interface Need {
  readonly isPhi: boolean;
  readonly isMarked: boolean;
  readonly method: Deidentify;
  /** The category that a pseudonym is computed with. */
  readonly category: Category;
  readonly access: readonly AccessMark[];
  /** The roles that the marks name; null where default roles stand in, or where no mark names one. */
  readonly namedRoles: ReadonlySet<string> | null;
  readonly view: (who: EffectiveRoles) => View;
}

/** Returns what a place requires: `Type`, `Type.field`, `Type.field(argument:)`, `Input.field` or `Enum.VALUE`. */
export type Needs = (coordinate: string) => Need;

/** The operator's settings that complete the marks. */
export interface Completion {
  readonly defaultRoles: readonly string[];
  readonly unmarked: 'allow' | 'deny';
  /** What SMART scopes open; null if they limit nothing. */
  readonly scopes: ScopeTable | null;
}

/** The marks that apply to a place, by where they are written. */
interface Place {
  /** On the place itself, and on the same place of every interface above. */
  readonly own: readonly ModelMark[];
  /** On its type and on the type of its value. */
  readonly around: readonly ModelMark[];
  /** On the scalar or enum of its value. */
  readonly leaf: readonly ModelMark[];
  readonly sources: readonly string[];
  readonly implementers: readonly string[];
  /** A field of an object or interface. */
  readonly isField: boolean;
}

/** The needs of a graph. */
export function needsOf(model: GraphModel, { defaultRoles, unmarked, scopes }: Completion): Needs {
  const places = new Map<string, Place>();
  for (const [coordinate, place] of placesOf(model)) places.set(coordinate, place);
  const at = (coordinate: string): Place => places.get(coordinate) ?? NOTHING;

  const closure = (start: string): ReadonlySet<string> => {
    const found = new Set([start]);
    for (const each of found)
      for (const next of [...at(each).sources, ...at(each).implementers]) found.add(next);
    return found;
  };
  const marksOf = (coordinate: string): readonly ModelMark[] =>
    [...closure(coordinate)]
      .flatMap((each) => [...at(each).own, ...at(each).around])
      .filter((mark) => !requiresNothing(mark));
  const categoriesAt = (coordinate: string): Category[] =>
    marksOf(coordinate).flatMap((mark) => (mark.kind === 'phi' ? [categoryOf(mark)] : []));
  const opens = scopes && scopesOf(model, { categoriesAt }, scopes);
  const isDefault = (coordinate: string): boolean => {
    const marks = marksOf(coordinate);
    return marks.some(isPhi) && !marks.some((mark) => mark.kind === 'role');
  };

  const compute = (coordinate: string): Need => {
    const place = at(coordinate);
    const marks = marksOf(coordinate);
    const named = place.own.find((mark) => methodIn(mark) !== null);
    const isDerived = place.sources.some((source) =>
      marksOf(source).some((mark) => mark.kind === 'role' && mark.deidentified.length > 0),
    );
    const by =
      named ?? (isDerived ? undefined : place.leaf.find((mark) => methodIn(mark) !== null));
    const standIn = [...closure(coordinate)].some(isDefault);
    const isClosed = marks.length === 0 && place.isField && unmarked === 'deny';
    const viewOf = ({ roles, closed, held }: Omit<EffectiveRoles, 'scoped'>): View => {
      const views = marks.map((mark) => {
        if (isAccess(mark)) return isFulfilled(mark, held) ? 'full' : 'none';
        return mark.kind === 'role' ? clauseView(mark, roles) : 'full';
      });
      const lacksDefault = standIn && !defaultRoles.some((role) => roles.includes(role));
      const isWithheld = marks.some((mark) => mark.kind === 'phi' && closed.has(categoryOf(mark)));
      return isClosed || lacksDefault || isWithheld ? 'none' : views.reduce(worse, 'full');
    };
    const view = (who: EffectiveRoles): View =>
      who.scoped === null
        ? viewOf(who)
        : who.scoped
            .filter(({ granted }) => opens?.(coordinate, granted) === true)
            .map(({ roles }) => viewOf({ ...who, roles }))
            .reduce(better, 'none');
    const namedRoles = marks.flatMap((mark) =>
      mark.kind === 'role' ? [...mark.anyOf, ...mark.deidentified] : [],
    );
    const categories = place.own.includes(by as ModelMark) ? place.own : place.leaf;
    return {
      isPhi: marks.some(isPhi),
      isMarked: marks.length > 0,
      method: (by && methodIn(by)) ?? 'SUPPRESS',
      category: firstCategory(categories.filter((mark) => methodIn(mark) !== null)),
      access: marks.filter(isAccess),
      namedRoles: standIn || namedRoles.length === 0 ? null : new Set(namedRoles),
      view,
    };
  };

  const known = new Map<string, Need>();
  return (coordinate) => {
    const need = known.get(coordinate) ?? compute(coordinate);
    known.set(coordinate, need);
    return need;
  };
}

const NOTHING: Place = {
  own: [],
  around: [],
  leaf: [],
  sources: [],
  implementers: [],
  isField: false,
};

function* placesOf(model: GraphModel): Generator<[string, Place]> {
  const around = (type: ModelType): readonly ModelMark[] =>
    upwards(model, type).flatMap(({ marks }) => marks);
  const held = (of: string): readonly ModelMark[] => {
    const type = model.types.find(({ name }) => name === namedType(of));
    if (type) return [...around(type), ...implementers(model, type.name).flatMap(accessOn)];
    return [...model.unions, ...leaves(of)]
      .filter(({ name }) => name === namedType(of))
      .flatMap(({ marks }) => marks);
  };
  const leaves = (of: string) =>
    [...model.scalars, ...model.enums].filter(({ name }) => name === namedType(of));
  const leaf = (of: string): readonly ModelMark[] => leaves(of).flatMap(({ marks }) => marks);

  for (const type of model.types) {
    yield [type.name, { ...NOTHING, around: around(type) }];
    for (const field of fieldsOf(model, type)) {
      const same = upwards(model, type).flatMap((above) =>
        above.fields.filter(({ name }) => name === field.name),
      );
      const below = type.kind === 'interface' ? implementers(model, type.name) : [];
      yield [
        `${type.name}.${field.name}`,
        {
          own: same.flatMap(({ marks }) => marks),
          around: [...around(type), ...held(field.type)],
          leaf: leaf(field.type),
          sources: same.flatMap(({ requires }) =>
            requires === null ? [] : selected(model, type.name, selectionOf(requires)),
          ),
          implementers: below.map(({ name }) => `${name}.${field.name}`),
          isField: true,
        },
      ];
      for (const { name } of field.args) {
        const inputs = same.flatMap(({ args }) => args.filter((arg) => arg.name === name));
        yield [
          `${type.name}.${field.name}(${name}:)`,
          {
            ...NOTHING,
            own: inputs.flatMap(({ marks }) => marks),
            around: inputs.flatMap((input) => held(input.type)).filter(isForInputs),
            implementers: below.map((each) => `${each.name}.${field.name}(${name}:)`),
          },
        ];
      }
    }
  }
  for (const input of model.inputs)
    for (const field of input.fields)
      yield [
        `${input.name}.${field.name}`,
        { ...NOTHING, own: field.marks, around: held(field.type).filter(isForInputs) },
      ];
  for (const one of model.enums)
    for (const value of one.values)
      yield [
        `${one.name}.${value.name}`,
        { ...NOTHING, own: value.marks, around: one.marks.filter(isForInputs) },
      ];
}

/**
 * The coordinates that a computed value reveals something of, for all depths of its `@requires`: the selected fields,
 * the types that objects can have, the values of enums, and the inputs that arguments use.
 */
function selected(model: GraphModel, on: string, set: SelectionSetNode): string[] {
  const isAbstract = !model.types.some(({ name, kind }) => name === on && kind === 'object');
  const revealed = isAbstract ? objectTypes(model, on).map(({ name }) => name) : [];
  for (const node of set.selections) {
    if (node.kind === Kind.INLINE_FRAGMENT && node.typeCondition)
      revealed.push(...selected(model, node.typeCondition.name.value, node.selectionSet));
    if (node.kind !== Kind.FIELD || node.name.value === '__typename') continue;
    const field = fieldIn(model, typeIn(model, on), node.name.value);
    const of = namedType(field.type);
    revealed.push(`${on}.${field.name}`, ...valuesOf(model, of));
    if (node.selectionSet) revealed.push(...selected(model, of, node.selectionSet));
    const given = new Map(node.arguments?.map(({ name, value }) => [name.value, value]));
    revealed.push(...inputsOf(model, field.args, given, (name) => `${on}.${field.name}(${name}:)`));
  }
  return revealed;
}

function valuesOf(model: GraphModel, of: string): string[] {
  const found = model.enums.find(({ name }) => name === of);
  return found?.values.map(({ name }) => `${of}.${name}`) ?? [];
}

/** The coordinates of the inputs that are used, with given values or defaults. */
function inputsOf(
  model: GraphModel,
  inputs: readonly ModelInput[],
  given: ReadonlyMap<string, ValueNode>,
  at: (name: string) => string,
): string[] {
  return inputs.flatMap(({ name, type, default: text }) => {
    const value = given.get(name) ?? (text === null ? undefined : parseValue(text));
    return value ? [at(name), ...namedBy(model, namedType(type), value)] : [];
  });
}

function namedBy(model: GraphModel, of: string, value: ValueNode): string[] {
  if (value.kind === Kind.LIST) return value.values.flatMap((item) => namedBy(model, of, item));
  if (value.kind === Kind.ENUM) return [`${of}.${value.value}`];
  const fields = model.inputs.find(({ name }) => name === of)?.fields;
  if (value.kind !== Kind.OBJECT || !fields) return [];
  const given = new Map(value.fields.map((field) => [field.name.value, field.value]));
  return inputsOf(model, fields, given, (name) => `${of}.${name}`);
}

function accessOn({ marks }: ModelType): readonly ModelMark[] {
  return marks.filter(isAccess);
}

function isForInputs(mark: ModelMark): boolean {
  return !isAccess(mark);
}

/** Whether a mark is one of access control that every caller fulfills, as without a list, or with an empty one. */
function requiresNothing(mark: ModelMark): boolean {
  if (mark.kind !== 'requiresScopes' && mark.kind !== 'policy') return false;
  return mark.anyOf.length === 0 || mark.anyOf.some((names) => names.length === 0);
}

/** Every caller of generated requests is authenticated. */
function isFulfilled({ kind, anyOf }: AccessMark, { scopes, policies }: HeldNames): boolean {
  if (kind === 'authenticated') return true;
  const held = kind === 'policy' ? policies : scopes;
  return anyOf.some((names) => names.every((name) => held.includes(name)));
}

function isPhi(mark: ModelMark): boolean {
  return mark.kind === 'phi';
}

function methodIn(mark: ModelMark): Deidentify | null {
  return mark.kind === 'phi' ? mark.deidentify : null;
}

function categoryOf(mark: Extract<ModelMark, { kind: 'phi' }>): Category {
  return mark.category ?? 'CLINICAL';
}

function firstCategory(marks: readonly ModelMark[]): Category {
  const [first] = marks
    .flatMap((mark) => (mark.kind === 'phi' ? [categoryOf(mark)] : []))
    .toSorted();
  return first ?? 'OTHER_ID';
}

function clauseView(mark: Extract<ModelMark, { kind: 'role' }>, roles: readonly string[]): View {
  if (mark.anyOf.some((role) => roles.includes(role))) return 'full';
  return mark.deidentified.some((role) => roles.includes(role)) ? 'deidentified' : 'none';
}

/** The worse of two views. */
export function worse(one: View, other: View): View {
  return ORDER.indexOf(one) < ORDER.indexOf(other) ? one : other;
}

/** The better of two views. */
export function better(one: View, other: View): View {
  return worse(one, other) === one ? other : one;
}
