import {
  Kind,
  parse,
  type GraphQLCompositeType,
  type GraphQLObjectType,
  isObjectType,
  type SelectionSetNode,
} from 'graphql';
import type { Policy } from '../policy/policy.ts';
import { privateKey } from './private-key.ts';

/** A path of keys in fetched data. */
export type DataPath = readonly string[];

/** Where the fetched data of an object holds whose record it is and which record. */
export interface Identity {
  /** Path to the patient's id; null where the type names none. */
  readonly patient: DataPath | null;
  /** Paths to the leaves of the record key; empty where the type has none. */
  readonly record: readonly DataPath[];
}

/**
 * The hidden selections of an object type below a field of a given static type. Under an object type they
 * use the fields' own names and merge with the client's; under an abstract type every runtime type has
 * private keys, since two types' keys may differ in shape.
 */
export function identityOf(
  policy: Policy,
  staticType: GraphQLCompositeType,
  type: GraphQLObjectType,
): Identity {
  const rename = ([head = '', ...rest]: DataPath): DataPath => [
    isObjectType(staticType) ? head : privateKey(`${type.name}_${head}`),
    ...rest,
  ];
  const patient = policy.patients.get(type.name);
  return {
    patient: patient ? rename(patient) : null,
    record: keyPaths(policy.keys.get(type.name)).map(rename),
  };
}

/** The names of the fields behind a path's first key, given the type that {@link identityOf} was asked for. */
export function fieldOfKey(type: GraphQLObjectType, key: string): string {
  const prefix = privateKey(`${type.name}_`);
  return key.startsWith(prefix) ? key.slice(prefix.length) : key;
}

function keyPaths(selection: string | undefined): readonly DataPath[] {
  if (selection === undefined) return [];
  const [definition] = parse(`{ ${selection} }`, { noLocation: true }).definitions;
  return definition?.kind === Kind.OPERATION_DEFINITION ? leafPaths(definition.selectionSet) : [];
}

/** The paths of a selection set's leaves. */
export function leafPaths(set: SelectionSetNode): DataPath[] {
  return set.selections.flatMap((node): DataPath[] => {
    if (node.kind !== Kind.FIELD || node.name.value === '__typename') return [];
    const { value } = node.name;
    if (!node.selectionSet) return [[value]];
    return leafPaths(node.selectionSet).map((path) => [value, ...path]);
  });
}
