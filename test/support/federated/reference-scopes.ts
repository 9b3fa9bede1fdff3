import type { ScopeTable } from '../../../directives/operation/scope-needs.ts';
import type { Category } from '../../../directives/spec.ts';
import {
  fieldIn,
  fieldsOf,
  implementers,
  namedType,
  objectTypes,
  typeIn,
  upwards,
  type GraphModel,
  type ModelField,
  type ModelType,
} from './graph-model.ts';

/*
 * What SMART scopes open of a graph, by the table of docs/tokens.md. Everything is computed from the model.
 */

/** Granted resources: name, such as `Observation?category=laboratory`, or `*` → letters of `cruds`. */
export type Granted = ReadonlyMap<string, string>;

/** Opened by `*` or one of the resources, with one of the letters, or with all of them. */
interface Condition {
  readonly resources: readonly string[];
  readonly letters: string;
  readonly needsAll: boolean;
}

/** What is known about marks. */
interface Marks {
  /** The categories of PHI of a place; empty if it isn't PHI. */
  readonly categoriesAt: (coordinate: string) => readonly Category[];
}

/** Returns whether granted scopes open a place. */
export function scopesOf(
  model: GraphModel,
  { categoriesAt }: Marks,
  table: ScopeTable,
): (coordinate: string, granted: Granted) => boolean {
  const isListed = (type: string): boolean =>
    [...table.resources.values()].some(({ types }) => types.includes(type));
  const resourcesWith = (type: string | null, categories: readonly Category[]): string[] =>
    [...table.resources].flatMap(([name, one]) =>
      (type === null || one.types.includes(type)) &&
      categories.every((category) => one.categories.includes(category))
        ? [name]
        : [],
    );
  const some = (letters: string, type: string | null, categories: readonly Category[]) => ({
    resources: resourcesWith(type, categories),
    letters,
    needsAll: false,
  });

  /** A value of a type: of a resource, or of none. */
  const ofValue = (type: string, categories: readonly Category[], letters = 'rs'): Condition[] => {
    if (isListed(type)) return [some(letters, type, categories)];
    return categories.length > 0 ? [{ resources: [], letters, needsAll: false }] : [];
  };
  const ofType = (type: string): Condition[] => {
    const categories = categoriesAt(type);
    return categories.length > 0 ? ofValue(type, categories) : [];
  };
  const ofObjects = (type: string, isMany: boolean): Condition[] => {
    const categories = categoriesAt(type);
    if (!isListed(type)) return ofType(type);
    return isMany || categories.length > 0 ? [some(isMany ? 's' : 'r', type, categories)] : [];
  };

  /** The object types that a page lists; none for an object that isn't a page. */
  const pagedBy = (page: ModelType, isInList: boolean): readonly string[] => {
    const lists = new Set<string>();
    const seen = new Set<string>();
    const visit = (type: ModelType, isBelowList: boolean): void => {
      const isOther = isListed(type.name) || isEntity(type) || type.name === 'Query';
      const key = `${type.name} ${String(isBelowList)}`;
      if (isOther || seen.has(key)) return;
      seen.add(key);
      for (const field of visibleFields(model, type)) {
        const objects = objectTypes(model, namedType(field.type));
        const isMany = isBelowList || isList(field);
        if (isMany && objects.some(({ name }) => categoriesAt(name).length > 0))
          lists.add(namedType(field.type));
        else for (const one of objects) visit(one, isMany);
      }
    };
    visit(page, isInList);
    const [only, ...others] = lists;
    return only === undefined || others.length > 0
      ? []
      : objectTypes(model, only).map(({ name }) => name);
  };

  const ofFieldOn = (type: ModelType, field: ModelField): Condition[] => {
    if (type.name === 'Mutation') {
      const { resource, letters } = table.mutations.get(field.name) ?? ANY_WRITE;
      return [{ resources: [resource], letters, needsAll: true }];
    }
    const categories = categoriesAt(`${type.name}.${field.name}`);
    const objects = objectTypes(model, namedType(field.type));
    if (objects.length === 0) return ofValue(type.name, categories);
    const targets = objects.map(({ name }) => name);
    const paged = objects.flatMap((one) => pagedBy(one, isList(field)));
    const leads = paged.length > 0 || targets.some(isListed);
    const ofTargets = [
      ...targets.flatMap((one) => ofObjects(one, isList(field))),
      ...paged.flatMap((one) => ofObjects(one, true)),
    ];
    const known = [...targets, ...paged].flatMap(categoriesAt);
    const isExplained = categories.every((category) => known.includes(category));
    if (leads && isExplained) return ofTargets;
    if (leads && !isListed(type.name))
      return [...ofTargets, ...targets.map((one) => some('rs', one, categories))];
    return [...ofTargets, ...ofValue(type.name, categories)];
  };
  const ofField = (type: ModelType, name: string): Condition[] =>
    objectTypes(model, type.name).flatMap((one) => ofFieldOn(one, fieldIn(model, one, name)));

  const ofArgument = (type: ModelType, field: ModelField, name: string): Condition[] => {
    if (type.name === 'Mutation') return ofField(type, field.name);
    const categories = categoriesAt(`${type.name}.${field.name}(${name}:)`);
    const isPatient = [...upwards(model, type), ...implementers(model, type.name)].some((one) =>
      one.fields.some(
        (each) =>
          each.name === field.name && each.args.some((arg) => arg.name === name && arg.isPatient),
      ),
    );
    if (categories.length === 0 || isPatient) return [];
    const objects = objectTypes(model, namedType(field.type));
    const selected = objects.length > 0 ? objects : [type];
    return selected.map((one) => some('rs', one.name, categories));
  };

  const compute = (coordinate: string): Condition[] => {
    const [, on = '', name = '', argument] =
      /^(\w+)(?:\.(\w+)(?:\((\w+):\))?)?$/.exec(coordinate) ?? [];
    if (name === '') return objectTypes(model, on).flatMap((one) => ofType(one.name));
    const input = model.inputs
      .find((one) => one.name === on)
      ?.fields.find((one) => one.name === name);
    const categories = categoriesAt(coordinate);
    if (input)
      return categories.length === 0 || input.isPatient ? [] : ofValue(on, categories, 'cruds');
    if (model.enums.some((one) => one.name === on)) return [some('cruds', null, categories)];
    const type = typeIn(model, on);
    if (argument === undefined) return ofField(type, name);
    return ofArgument(type, fieldIn(model, type, name), argument);
  };

  const known = new Map<string, Condition[]>();
  return (coordinate, granted) => {
    const conditions = known.get(coordinate) ?? compute(coordinate);
    known.set(coordinate, conditions);
    return conditions.every((condition) => isMet(condition, granted));
  };
}

const ANY_WRITE = { resource: '*', letters: 'cud' };

function isMet({ resources, letters, needsAll }: Condition, granted: Granted): boolean {
  return ['*', ...resources].some((resource) => {
    const covering = ['*', resource.split('?')[0] ?? '', resource];
    const has = (letter: string): boolean =>
      covering.some((name) => granted.get(name)?.includes(letter) === true);
    const needed = letters.split('');
    return needsAll ? needed.every(has) : needed.some(has);
  });
}

function visibleFields(model: GraphModel, type: ModelType): readonly ModelField[] {
  return fieldsOf(model, type).filter(({ isInaccessible }) => !isInaccessible);
}

function isEntity({ keys }: ModelType): boolean {
  return keys.some((key) => key.in.length > key.unresolvableIn.length);
}

function isList({ type }: ModelField): boolean {
  return type.startsWith('[');
}
