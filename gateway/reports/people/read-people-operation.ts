import {
  getNullableType,
  isLeafType,
  Kind,
  print,
  validate,
  type FieldNode,
  type GraphQLSchema,
  type SelectionNode,
} from 'graphql';
import {
  responseKeyOf,
  listedObject,
  readQuery,
} from '../../access/relationships/read-operation.ts';

/** What an operation about people takes and may select. */
export interface PeopleForm {
  /** Its variable, and the variable's type. */
  readonly variable: string;
  readonly type: '[ID!]!' | 'String!';
  /** The response key of a person's id, which is required. */
  readonly identity: string;
  /** The other response keys, of which at least one is required. All are strings. */
  readonly keys: readonly string[];
  /** What a key other than the id is called in problems. */
  readonly keyName: string;
}

/** A valid operation that returns people. */
export interface PeopleOperation {
  readonly text: string;
  /** Name of its one root field, and the field's response key. */
  readonly field: string;
  readonly key: string;
  /** The keys that it selects besides the id. */
  readonly keys: readonly string[];
}

export type ReadPeopleOperation =
  | { readonly ok: true; readonly operation: PeopleOperation }
  | { readonly ok: false; readonly problems: readonly string[] };

/**
 * Checks an operation against its subgraph's schema. It must be one query with the one variable of its form and one root
 * field that returns a list of objects. Each object has the key of the id and at least one other key of the form.
 */
export function readPeopleOperation(
  source: string,
  schema: GraphQLSchema,
  form: PeopleForm,
): ReadPeopleOperation {
  const read = readQuery(source);
  if (typeof read === 'string') return { ok: false, problems: [read] };
  const invalid = validate(schema, read.document);
  if (invalid.length > 0) {
    const problems = invalid.map(({ message }) => `is not valid for the subgraph: ${message}`);
    return { ok: false, problems };
  }
  const { variableDefinitions = [], selectionSet } = read.query;
  const declared = variableDefinitions.map(
    ({ variable, type }) => `$${variable.name.value}: ${print(type)}`,
  );
  const wanted = `$${form.variable}: ${form.type}`;
  const problems =
    declared.length === 1 && declared[0] === wanted
      ? []
      : [`must have the variable ${wanted} and no other`];
  const [field, ...others] = selectionSet.selections;
  if (field?.kind !== Kind.FIELD || others.length > 0) {
    return { ok: false, problems: [...problems, 'must have one root field. Remove the others'] };
  }
  const { keys, faults } = readFields(field, schema, form);
  problems.push(...faults);
  if (problems.length > 0) return { ok: false, problems };
  const text = print(read.document);
  return {
    ok: true,
    operation: { text, field: field.name.value, key: responseKeyOf(field), keys },
  };
}

function readFields(field: FieldNode, schema: GraphQLSchema, form: PeopleForm) {
  const object = listedObject(schema.getQueryType()?.getFields()[field.name.value]?.type);
  if (object === null) {
    const faults = [
      `selects ${field.name.value}, which does not return a list of objects. Select a field that does`,
    ];
    return { keys: [], faults };
  }
  const { identity, keys: known, keyName } = form;
  const faults: string[] = [];
  const keys: string[] = [];
  for (const node of field.selectionSet?.selections ?? []) {
    const key = keyIn(node);
    const name = node.kind === Kind.FIELD ? node.name.value : '';
    const type = getNullableType(object.getFields()[name]?.type);
    if (key === null) faults.push('must select fields, not fragments. Write the fields out');
    else if (key !== identity && !known.includes(key)) {
      faults.push(
        `selects ${key}, but the keys are ${[identity, ...known].join(', ')}. Give it an alias or remove it`,
      );
    } else if (!isLeafType(type) || ['Int', 'Float', 'Boolean'].includes(type.name)) {
      faults.push(`selects ${key} as ${String(type)}. It must be a string`);
    } else keys.push(key);
  }
  if (!keys.includes(identity)) faults.push(`selects no ${identity}. Select the id under that key`);
  const others = keys.filter((key) => key !== identity);
  if (others.length === 0 && faults.length === 0) faults.push(`selects only ids. Add a ${keyName}`);
  return { keys: others, faults };
}

function keyIn(node: SelectionNode): string | null {
  return node.kind === Kind.FIELD ? responseKeyOf(node) : null;
}
