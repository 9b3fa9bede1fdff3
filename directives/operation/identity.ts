import {
  isObjectType,
  parse,
  visit,
  type GraphQLCompositeType,
  type GraphQLObjectType,
} from 'graphql';
import type { Policy } from '../policy/policy.ts';
import { privateKey } from './private-key.ts';

/** A path of keys in the fetched data of an object, such as `['subject', 'id']`. */
export type DataPath = readonly string[];

/** Where an object's fetched data contains its patient's id and its record key. */
export interface Identity {
  /** Path to the patient's id; null if the type has no `@patient`. */
  readonly patient: DataPath | null;
  /** Paths to the leaves of the key that names the record in the ledger; empty if the type has no key. */
  readonly record: readonly DataPath[];
}

/**
 * The identity of objects of a type that a field of a given static type returns. If the static type is an object type,
 * the paths use field names and merge with the client's selections. If it is an interface or a union, each object
 * type has private keys, because fields of two types can have different shapes: for `subject.id` of `Lab`, the path is
 * `['_phi_Lab_subject', 'id']`.
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

/**
 * The name of the field that is fetched under the first key of a path of {@link identityOf}: `subject` for the keys
 * `subject` and `_phi_Lab_subject`.
 */
export function fieldOfKey(type: GraphQLObjectType, key: string): string {
  const prefix = privateKey(`${type.name}_`);
  return key.startsWith(prefix) ? key.slice(prefix.length) : key;
}

/** The paths of the leaves of a key's field set: `[['id'], ['site', 'id']]` for `id site { id }`. */
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
