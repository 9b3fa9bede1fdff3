import {
  getNamedType,
  isAbstractType,
  isCompositeType,
  isInputObjectType,
  isInterfaceType,
  isLeafType,
  isObjectType,
  type GraphQLField,
  type GraphQLInputObjectType,
  type GraphQLNamedType,
  type GraphQLSchema,
} from 'graphql';
import {
  argumentCoordinate,
  memberCoordinate,
  type Coordinate,
} from '../../directives/coordinate.ts';
import type { Policy } from '../../directives/policy/policy.ts';
import { inputText, type Input } from './input-text.ts';

/** The operations that ask for a field, argument or input field. */
export interface FieldQueries {
  /** The field that is selected: for an argument, the one that takes it. */
  readonly field: Coordinate;
  /** Fields with the same one can be selected by one operation. */
  readonly group: string;
  /**
   * Operations through different root fields, each on the shortest way, the shortest first. Each is written for one field
   * or several of the group.
   */
  readonly ways: readonly FieldWay[];
}

/** A way to the fields of a group. */
export interface FieldWay {
  readonly write: (fields: readonly Coordinate[]) => string;
  /** Whether the patient of the object is known on it: no other way shows more of the object to a caller. */
  readonly knowsPatient: boolean;
}

/** Finds the operations that ask for a field, argument or input field. */
export type FindFieldQueries = (at: Coordinate) => FieldQueries | null;

/** A step from one object to the next. */
interface Step {
  /** The type that has the field. A fragment on it is needed where the object before it may have other types. */
  readonly owner: string;
  readonly needsFragment: boolean;
  readonly field: GraphQLField<unknown, unknown>;
}

/** Creates the search. Arguments that name the patient, and those that are required, have values. */
export function createFindFieldQueries(
  schema: GraphQLSchema,
  policy: Policy,
  patient: string,
): FindFieldQueries {
  const roots = rootFields(schema);
  const ways = new Map(roots.map((root) => [root, findWays(root, schema)] as const));
  const found = new Map<string, readonly (readonly Step[])[]>();

  /** The steps to objects of a type through each root field; an empty way for a root type. */
  const waysTo = (owner: string): readonly (readonly Step[])[] => {
    if (roots.some((root) => root.owner === owner)) return [[]];
    const known = found.get(owner);
    if (known !== undefined) return known;
    const all = roots
      .flatMap((root) => {
        const way = ways.get(root)?.get(owner);
        return way === undefined ? [] : [way];
      })
      .toSorted((a, b) => cost(a, policy) - cost(b, policy));
    found.set(owner, all);
    return all;
  };
  const queriesOf = (
    { owner, field }: Omit<Step, 'needsFragment'>,
    forced: ReadonlySet<Coordinate>,
  ): FieldQueries => {
    const type = schema.getType(owner);
    const given = { policy, patient, forced };
    const selectedText = (each: Step['field']) => {
      const args = argumentsText(owner, each, given);
      return args === null ? null : `${each.name}${args}${isLeaf(each) ? '' : ' { __typename }'}`;
    };
    const at = memberCoordinate(owner, field.name);
    const isWritable = selectedText(field) !== null;
    return {
      field: at,
      group: forced.size === 0 ? owner : [...forced].join(' '),
      ways: waysTo(owner).flatMap((steps) => {
        const around = wrap(steps, given);
        if (around === null || !isWritable) return [];
        const last = steps.at(-1);
        const kind =
          (steps[0]?.owner ?? owner) === schema.getMutationType()?.name ? 'mutation' : 'query';
        const needsFragment = last !== undefined && getNamedType(last.field.type).name !== owner;
        const write = (fields: readonly Coordinate[]) => {
          const texts = fields.flatMap((each) => {
            const selected = fieldOf(type, each.slice(owner.length + 1));
            return (selected && selectedText(selected)) ?? [];
          });
          const inner = texts.join(' ');
          return `${kind}${around(needsFragment ? `... on ${owner} { ${inner} }` : inner)}`;
        };
        const types = [owner, ...steps.map((step) => getNamedType(step.field.type).name)];
        const knowsPatient = types.some((name) => policy.patients.has(name));
        return [{ write, knowsPatient }];
      }),
    };
  };
  return (at) => {
    const [, owner = '', name = '', argument] = /^(\w+)\.(\w+)(?:\((\w+):\))?$/.exec(at) ?? [];
    const type = schema.getType(owner);
    if (isInputObjectType(type)) {
      const all = takers(type, schema).map(({ through, ...taker }) =>
        queriesOf(taker, new Set([through, at])),
      );
      return all.find((each) => each.ways.length > 0) ?? null;
    }
    const field = fieldOf(type, name);
    if (field === undefined) return null;
    return queriesOf({ owner, field }, new Set(argument === undefined ? [] : [at]));
  };
}

function fieldOf(type: GraphQLNamedType | undefined, name: string): Step['field'] | undefined {
  return isObjectType(type) || isInterfaceType(type) ? type.getFields()[name] : undefined;
}

/** Wraps selections in the fields of a way. Null where an argument of one cannot be written. */
function wrap(steps: readonly Step[], given: Omit<Input, 'at'>): ((text: string) => string) | null {
  const written = steps.map(({ owner, needsFragment, field }) => {
    const args = argumentsText(owner, field, given);
    if (args === null) return null;
    return needsFragment
      ? ([`... on ${owner} { ${field.name}${args} `, ' }'] as const)
      : ([`${field.name}${args} `, ''] as const);
  });
  const known = written.filter((each) => each !== null);
  if (known.length < written.length) return null;
  return (text) =>
    ` ${known.reduceRight((inner, [before, after]) => `{ ${before}${inner}${after} }`, `{ ${text} }`)}`;
}

/** The fields with an argument of an input object type, and that argument. */
function takers(
  input: GraphQLInputObjectType,
  schema: GraphQLSchema,
): readonly {
  readonly owner: string;
  readonly field: Step['field'];
  readonly through: Coordinate;
}[] {
  return Object.values(schema.getTypeMap())
    .filter(isObjectType)
    .flatMap((type) =>
      Object.values(type.getFields()).flatMap((field) =>
        field.args
          .filter((argument) => getNamedType(argument.type) === input)
          .map(({ name }) => ({
            owner: type.name,
            field,
            through: argumentCoordinate(type.name, field.name, name),
          })),
      ),
    );
}

/** The fields of the query type, then those of the mutation type. */
function rootFields(schema: GraphQLSchema): readonly Step[] {
  return [schema.getQueryType(), schema.getMutationType()].flatMap((root) =>
    root == null
      ? []
      : Object.values(root.getFields()).map((field) => ({
          owner: root.name,
          needsFragment: false,
          field,
        })),
  );
}

/** Type → the shortest way to it from a root field. */
function findWays(root: Step, schema: GraphQLSchema): ReadonlyMap<string, readonly Step[]> {
  const ways = new Map<string, readonly Step[]>();
  const queue: [GraphQLNamedType, readonly Step[]][] = [[getNamedType(root.field.type), [root]]];
  for (const [type, way] of queue) {
    if (!isCompositeType(type)) continue;
    for (const each of isAbstractType(type) ? [type, ...schema.getPossibleTypes(type)] : [type]) {
      if (ways.has(each.name)) continue;
      ways.set(each.name, way);
      if (!('getFields' in each)) continue;
      const needsFragment = each !== type;
      for (const field of Object.values(each.getFields()))
        queue.push([
          getNamedType(field.type),
          [...way, { owner: each.name, needsFragment, field }],
        ]);
    }
  }
  return ways;
}

/** Reads come before writes, short ways before long ones, and of equal ones the first that names the patient. */
function cost(steps: readonly Step[], policy: Policy): number {
  const [root] = steps;
  const isWrite = root?.owner === 'Mutation' ? 1_000 : 0;
  const namesPatient = root?.field.args.some(({ name }) =>
    policy.patientInputs.has(argumentCoordinate(root.owner, root.field.name, name)),
  );
  return isWrite + 2 * steps.length + (namesPatient === true ? 0 : 1);
}

/** The arguments in parentheses; empty without any. Null where a required value cannot be made up. */
function argumentsText(
  owner: string,
  field: Step['field'],
  given: Omit<Input, 'at'>,
): string | null {
  const written: string[] = [];
  for (const argument of field.args) {
    const at = argumentCoordinate(owner, field.name, argument.name);
    const text = inputText(argument, { ...given, at });
    if (text === null) return null;
    if (text !== '') written.push(`${argument.name}: ${text}`);
  }
  return written.length === 0 ? '' : `(${written.join(', ')})`;
}

function isLeaf(field: Step['field']): boolean {
  return isLeafType(getNamedType(field.type));
}
