import {
  getVariableValues,
  Kind,
  print,
  type DocumentNode,
  type GraphQLSchema,
  type TypeNode,
  type VariableDefinitionNode,
} from 'graphql';

/** The variables of the operation of a case. */
export interface CaseVariables {
  readonly values: Readonly<Record<string, unknown>>;
  /** Name of a variable → what is wrong with it, with its fix. */
  readonly problems: ReadonlyMap<string, string>;
}

/**
 * The variables of an operation: those that the case sets, and `$patient`, as a number where the operation declares a number.
 * A variable that the operation doesn't declare, that has no value or one of another type is a problem.
 */
export function findVariables(
  document: DocumentNode,
  schema: GraphQLSchema,
  { patient, set }: { readonly patient: string; readonly set: ReadonlyMap<string, unknown> },
): CaseVariables {
  const definitions = document.definitions.flatMap((each) =>
    each.kind === Kind.OPERATION_DEFINITION ? (each.variableDefinitions ?? []) : [],
  );
  const declared = new Map(definitions.map((each) => [each.variable.name.value, each]));
  const problems = new Map<string, string>();
  for (const name of set.keys())
    if (!declared.has(name)) problems.set(name, undeclared(name, declared));
  const values: Record<string, unknown> = Object.fromEntries(set);
  for (const [name, definition] of declared) {
    if (name === 'patient' && !set.has(name)) values[name] = patientValue(patient, definition);
    const problem = valueProblem(definition, values, schema);
    if (problem !== null) problems.set(name, problem);
  }
  return { values, problems };
}

function undeclared(name: string, declared: ReadonlyMap<string, unknown>): string {
  const names = [...declared.keys()].map((each) => `$${each}`);
  const fix = names.length > 0 ? `It declares ${names.join(', ')}` : 'Remove it';
  return `the query declares no $${name}. ${fix}`;
}

function patientValue(patient: string, { type }: VariableDefinitionNode): string | number {
  return typeNamed(type) === 'Int' && /^-?\d+$/.test(patient) ? Number(patient) : patient;
}

function typeNamed(node: TypeNode): string {
  return node.kind === Kind.NAMED_TYPE ? node.name.value : typeNamed(node.type);
}

function valueProblem(
  definition: VariableDefinitionNode,
  values: Readonly<Record<string, unknown>>,
  schema: GraphQLSchema,
): string | null {
  const { errors } = getVariableValues(schema, [definition], { ...values }, { maxErrors: 1 });
  const [error] = errors ?? [];
  if (error === undefined) return null;
  const name = definition.variable.name.value;
  const type = print(definition.type);
  if (!(name in values)) return `the query needs $${name}: ${type}. Add it`;
  // YAML reads a text of digits as a number.
  const isNumber = typeof values[name] === 'number' && typeNamed(definition.type) === 'String';
  const fix = isNumber ? 'Put it in quotation marks' : 'Write a value of this type';
  const reason = error.message.replace(/^Variable "[^"]*" got invalid value /, '');
  return `does not fit $${name}: ${type}: ${reason.replace(/\.$/, '')}. ${fix}`;
}
