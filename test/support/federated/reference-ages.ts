import {
  isObjectType,
  isRequiredArgument,
  type GraphQLObjectType,
  type GraphQLSchema,
} from 'graphql';
import type { GraphData, Thing } from './graph-data.ts';
import { fieldIn, typeIn } from './graph-model.ts';
import { yearIn } from './raw-values.ts';
import type { EffectiveRoles, Need } from './reference-needs.ts';
import { counting, type About, type JudgeContext } from './reference-judge.ts';

/** An object whose age is computed. */
interface Aged extends About {
  readonly thing: Thing;
}

/** The current year in the generated data. */
const THIS_YEAR = 2026;
/** A patient born in this year or earlier is, or would be, 90. */
const OLDEST_YEAR = THIS_YEAR - 90;

/**
 * Returns the rule for de-identified ages: a field named `age` is computed from the years of birth and death beside it,
 * if the caller may see the year of birth at least de-identified. The result for a value is undefined if the rule
 * doesn't apply, and null if the age is unknown.
 */
export function createAgeByYears(
  { model, schema, needs, reach }: Pick<JudgeContext, 'model' | 'schema' | 'needs' | 'reach'>,
  data: GraphData,
): (object: Aged, fieldName: string) => (age: unknown) => unknown {
  /**
   * The year of a birth or a death on an object. `unseen`: the roles that count see no such year there. `none`: the
   * subgraph returns null. Null: the year is unknown.
   */
  const yearBeside = (object: Aged, name: 'born' | 'died'): number | null | 'unseen' | 'none' => {
    const type = typeIn(model, object.thing.type);
    const need = needs(`${type.name}.${name}`);
    if (isHidden(schema, type.name, name) || !['YEAR', 'AGE_90_PLUS'].includes(need.method))
      return 'unseen';
    const whose = counting(object).map((one) => (one.patient === null ? reach.everybody : one));
    if (whose.some((who) => !isEverSeen(need, who))) return 'unseen';
    const definition = (schema.getType(type.name) as GraphQLObjectType).getFields()[name];
    const isFetched =
      reach.most(need, false) !== 'none' &&
      definition?.args.every((one) => !isRequiredArgument(one));
    if (!isFetched) return null;
    const defaults = Object.fromEntries(
      (definition?.args ?? []).flatMap((one) =>
        one.defaultValue === undefined ? [] : [[one.name, one.defaultValue]],
      ),
    );
    const value = data.value(object.thing, fieldIn(model, type, name), defaults);
    if (value === null) return 'none';
    return Array.isArray(value) ? null : yearIn(value);
  };

  return (object, fieldName) => {
    const { type } = object.thing;
    if (fieldName !== 'age' || needs(`${type}.age`).method !== 'AGE_90_PLUS') return keepValue;
    const born = yearBeside(object, 'born');
    if (born === 'unseen') return keepValue;
    const died = yearBeside(object, 'died');
    const last = died === 'unseen' || died === 'none' ? THIS_YEAR : died;
    return (age) => {
      const isAge =
        typeof age === 'number' ? age >= 0 && age < 1000 : /^\d{1,3}$/.test(String(age));
      if (!isAge || typeof age === 'boolean') return undefined;
      if (born === 'none' || born === null || last === null || last < born) return null;
      if (last - born >= 90) return typeof age === 'number' ? 90 : '90+';
      // Born 90 or more years ago, but dead before the age of 90.
      if (born <= OLDEST_YEAR) return null;
      return typeof age === 'number' ? last - born : String(last - born);
    };
  };
}

/** Whether the roles see a place in some request: of another purpose, or with other SMART scopes. */
function isEverSeen(need: Need, who: EffectiveRoles): boolean {
  return (who.scoped ?? [who]).some(
    ({ roles }) => need.view({ ...who, roles, scoped: null, closed: new Set() }) !== 'none',
  );
}

/** Whether clients can't select a field: it is `@inaccessible`. */
export function isHidden(schema: GraphQLSchema, type: string, field: string): boolean {
  const found = schema.getType(type);
  return !isObjectType(found) || found.getFields()[field] === undefined;
}

const keepValue = (): undefined => undefined;
