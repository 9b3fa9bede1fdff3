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
} from '../../../access/relationships/read-operation.ts';
import { ACTOR_FACTS, PATIENT_FACTS } from './person-facts.ts';

/** A valid operation that returns facts about people. */
export interface FactsOperation {
  readonly text: string;
  /** Name of its one root field, and the field's response key. */
  readonly field: string;
  readonly key: string;
  /** The facts that it selects. */
  readonly facts: readonly string[];
}

export type ReadFactsOperation =
  | { readonly ok: true; readonly operation: FactsOperation }
  | { readonly ok: false; readonly problems: readonly string[] };

/** Whether an operation is about patients or actors; also the name of its variable. */
export type FactsAbout = 'patients' | 'actors';

/**
 * Checks an operation against its subgraph's schema. It must be one query with the variable `$patients: [ID!]!` (or
 * `$actors`) and one root field that returns a list of objects. Each object has the key `patient` (or `actor`), the id,
 * and at least one fact. Facts about a patient are `surname`, `address`, `died` (an ISO date) and `employer`; about an
 * actor `surname`, `address`, `employer` and `patient`, the id of the actor's own record. All are strings. In a
 * response, a missing person is unknown, and null means that the person has no such value.
 */
export function readFactsOperation(
  source: string,
  schema: GraphQLSchema,
  about: FactsAbout,
): ReadFactsOperation {
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
  const wanted = `$${about}: [ID!]!`;
  const problems =
    declared.length === 1 && declared[0] === wanted
      ? []
      : [`must have the variable ${wanted} and no other`];
  const [field, ...others] = selectionSet.selections;
  if (field?.kind !== Kind.FIELD || others.length > 0) {
    return { ok: false, problems: [...problems, 'must have one root field. Remove the others'] };
  }
  const { facts, faults } = readFields(field, schema, about);
  problems.push(...faults);
  if (problems.length > 0) return { ok: false, problems };
  const text = print(read.document);
  return {
    ok: true,
    operation: { text, field: field.name.value, key: responseKeyOf(field), facts },
  };
}

/** The response key of a person's id. */
export function identityKey(about: FactsAbout): 'patient' | 'actor' {
  return about === 'patients' ? 'patient' : 'actor';
}

function readFields(field: FieldNode, schema: GraphQLSchema, about: FactsAbout) {
  const object = listedObject(schema.getQueryType()?.getFields()[field.name.value]?.type);
  if (object === null) {
    const faults = [
      `selects ${field.name.value}, which does not return a list of objects. Select a field that does`,
    ];
    return { facts: [], faults };
  }
  const known: readonly string[] = about === 'patients' ? PATIENT_FACTS : ACTOR_FACTS;
  const identity = identityKey(about);
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
  const facts = keys.filter((key) => key !== identity);
  if (facts.length === 0 && faults.length === 0) faults.push('selects only ids. Add a fact');
  return { facts, faults };
}

function keyIn(node: SelectionNode): string | null {
  return node.kind === Kind.FIELD ? responseKeyOf(node) : null;
}
