import {
  getNullableType,
  GraphQLError,
  isLeafType,
  isInterfaceType,
  isListType,
  isObjectType,
  Kind,
  OperationTypeNode,
  parse,
  print,
  validate,
  type FieldNode,
  type GraphQLInterfaceType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionNode,
  type VariableDefinitionNode,
} from 'graphql';

/** An operation that returns the relationships of a caller to patients. */
export interface RelationshipOperation {
  readonly text: string;
  /** Response key of its one root field. */
  readonly field: string;
  /** Variables that require a claim of the caller's token. */
  readonly required: readonly string[];
}

/** The operation, or every problem with it. */
export type ReadOperation =
  | { readonly ok: true; readonly operation: RelationshipOperation }
  | { readonly ok: false; readonly problems: readonly string[] };

/**
 * Checks a relationship operation against its subgraph's schema: one query with `$patients: [ID!]!` and one root field,
 * a list of objects, of which it selects `patient` and any other keys of a relationship. Every other variable has a claim
 * (`variables`) or is optional.
 */
export function readOperation(
  source: string,
  schema: GraphQLSchema,
  variables: ReadonlyMap<string, string>,
): ReadOperation {
  const read = readQuery(source);
  if (typeof read === 'string') return refuse([read]);
  const invalid = validate(schema, read.document);
  if (invalid.length > 0)
    return refuse(invalid.map(({ message }) => `does not fit the subgraph: ${message}`));

  const { query } = read;
  const problems = variableProblems(query, variables);
  const [field, ...others] = query.selectionSet.selections;
  if (field?.kind !== Kind.FIELD || others.length > 0)
    return refuse([...problems, 'must have one root field. Remove the others']);
  problems.push(...fieldProblems(field, schema));
  if (problems.length > 0) return refuse(problems);
  return {
    ok: true,
    operation: {
      text: print(read.document),
      field: responseKeyOf(field),
      required: (query.variableDefinitions ?? [])
        .filter(isRequired)
        .map(nameOf)
        .filter(isClaimVariable),
    },
  };
}

function refuse(problems: readonly string[]): ReadOperation {
  return { ok: false, problems };
}

/** Parses the one query of a text; a string is the problem with it. */
export function readQuery(source: string) {
  try {
    const document = parse(source, { noLocation: true });
    const [query, ...others] = document.definitions;
    if (query?.kind !== Kind.OPERATION_DEFINITION || others.length > 0)
      return 'must be one query, without fragments. Write its fields out';
    if (query.operation !== OperationTypeNode.QUERY)
      return 'must be a query, not a mutation or subscription';
    return { document, query };
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    return `is not GraphQL: ${error.message} (line ${error.locations?.[0]?.line ?? 1})`;
  }
}

const PATIENTS = 'patients';

function isClaimVariable(name: string): boolean {
  return name !== PATIENTS;
}

function nameOf({ variable }: VariableDefinitionNode): string {
  return variable.name.value;
}

function isRequired({ type, defaultValue }: VariableDefinitionNode): boolean {
  return type.kind === Kind.NON_NULL_TYPE && defaultValue === undefined;
}

function variableProblems(
  { variableDefinitions = [] }: OperationDefinitionNode,
  claims: ReadonlyMap<string, string>,
): string[] {
  const problems: string[] = [];
  const declared = new Map(variableDefinitions.map((node) => [nameOf(node), node]));
  const patients = declared.get(PATIENTS);
  if (patients === undefined || print(patients.type) !== '[ID!]!')
    problems.push('must have the variable $patients: [ID!]!, for the patients of a response');
  for (const name of claims.keys()) {
    const type = declared.get(name)?.type;
    const text = type === undefined ? null : print(type).replace(/!$/, '');
    if (name === PATIENTS) problems.push('gives $patients a claim. The gateway sets that variable');
    else if (text === null)
      problems.push(`has no variable $${name}. Declare it, or remove its claim`);
    else if (text.startsWith('[') || ['Int', 'Float', 'Boolean'].includes(text))
      problems.push(`takes $${name} as ${text}, but claims are strings. Make it a String or an ID`);
  }
  for (const [name, node] of declared)
    if (isClaimVariable(name) && isRequired(node) && !claims.has(name))
      problems.push(
        `needs $${name}. Name its claim in relationships.variables, or give it a default`,
      );
  return problems;
}

/** The response key of a field. */
export function responseKeyOf(field: FieldNode): string {
  return (field.alias ?? field.name).value;
}

type ObjectLike = GraphQLObjectType | GraphQLInterfaceType;

/** Key of a relationship → whether a type fits it, and the sentence about a type that does not. */
const KEYS: ReadonlyMap<
  string,
  { readonly fits: (type: GraphQLOutputType) => boolean; readonly expected: string }
> = new Map([
  ['patient', { fits: isId, expected: 'It must be an ID or a String' }],
  ['careTeam', { fits: isBoolean, expected: 'It must be a Boolean' }],
  ['deniesActor', { fits: isBoolean, expected: 'It must be a Boolean' }],
  ['denies', { fits: isListOfNames, expected: 'It must be a list of categories' }],
  ['permits', { fits: isListOfNames, expected: 'It must be a list of categories' }],
]);

function isId(type: GraphQLOutputType): boolean {
  return ['ID', 'String'].includes(String(getNullableType(type)));
}

function isBoolean(type: GraphQLOutputType): boolean {
  return String(getNullableType(type)) === 'Boolean';
}

function isListOfNames(type: GraphQLOutputType): boolean {
  const list = getNullableType(type);
  if (!isListType(list)) return false;
  const item = getNullableType(list.ofType);
  return isLeafType(item) && !['Int', 'Float', 'Boolean'].includes(item.name);
}

function fieldProblems(field: FieldNode, schema: GraphQLSchema): string[] {
  const object = listedObject(schema.getQueryType()?.getFields()[field.name.value]?.type);
  if (object === null)
    return [`selects ${field.name.value}, which is not a list of objects. Select a field that is`];
  const selections = field.selectionSet?.selections ?? [];
  const problems = selections.flatMap((node) => selectionProblem(node, object));
  if (!selections.some((node) => node.kind === Kind.FIELD && responseKeyOf(node) === 'patient'))
    problems.push(
      'does not select patient. Select the id under that key, such as patient: subjectId',
    );
  return problems;
}

/** Returns the item type of a list of objects; null for any other type. */
export function listedObject(type: GraphQLOutputType | undefined): ObjectLike | null {
  const list = type === undefined ? type : getNullableType(type);
  if (!isListType(list)) return null;
  const item = getNullableType(list.ofType);
  return isObjectType(item) || isInterfaceType(item) ? item : null;
}

function selectionProblem(node: SelectionNode, object: ObjectLike): string[] {
  if (node.kind !== Kind.FIELD) return ['must select fields, not fragments. Write them out'];
  const key = responseKeyOf(node);
  const rule = KEYS.get(key);
  if (!rule)
    return [
      `selects ${key}, but the keys are ${[...KEYS.keys()].join(', ')}. Give it an alias or remove it`,
    ];
  const type = object.getFields()[node.name.value]?.type;
  return type !== undefined && rule.fits(type)
    ? []
    : [`selects ${key} as ${String(type)}. ${rule.expected}`];
}
