import {
  isObjectType,
  parse,
  visit,
  type GraphQLCompositeType,
  type GraphQLObjectType,
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
  policy: Pick<Policy, 'patients' | 'recordKeys'>,
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
    record: keyPaths(policy.recordKeys.get(type.name)?.fields).map(rename),
  };
}

/** The names of the fields behind a path's first key, given the type that {@link identityOf} was asked for. */
export function fieldOfKey(type: GraphQLObjectType, key: string): string {
  const prefix = privateKey(`${type.name}_`);
  return key.startsWith(prefix) ? key.slice(prefix.length) : key;
}

/** The paths of a key's leaves. */
function keyPaths(selection: string | undefined): readonly DataPath[] {
  if (selection === undefined) return [];
  const paths: DataPath[] = [];
  const path: string[] = [];
  visit(parse(`{ ${selection} }`, { noLocation: true }), {
    Field: {
      enter: ({ name, selectionSet }) => {
        path.push(name.value);
        if (!selectionSet && name.value !== '__typename') paths.push([...path]);
      },
      leave: () => void path.pop(),
    },
  });
  return paths;
}
