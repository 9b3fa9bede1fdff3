import { Lexer, Source, TokenKind, type GraphQLSchema } from 'graphql';
import type { RandomOperation } from './random-operation.ts';
import { createRandom, type Random } from './random.ts';

/** A GraphQL request that may or may not fit the schema. */
export interface FuzzedRequest {
  readonly query: string;
  readonly variables: unknown;
  readonly operationName?: unknown;
}

/**
 * Applies up to four random changes to a valid operation, so that it stays valid or nearly so: to its kind, names,
 * values, order of tokens, directives, further definitions, variables and operation name.
 */
export function nearlyValid(
  schema: GraphQLSchema,
  { query, variables }: RandomOperation,
  seed: number,
): FuzzedRequest {
  const random = createRandom(seed);
  const names = namesOf(schema);
  let text = query;
  for (let count = random.below(5); count > 0; count -= 1)
    text = random.pick(CHANGES)(text, { random, names });
  return {
    query: text,
    variables: random.chance(25) ? changedVariables(variables, random) : variables,
    ...(random.chance(8) && { operationName: random.pick(['', 'Q', 'F0', 'constructor', null]) }),
  };
}

interface Around {
  readonly random: Random;
  /** Names of the schema's types, fields and arguments, and names with a meaning in every schema or in JavaScript. */
  readonly names: readonly string[];
}

type Change = (text: string, around: Around) => string;

const CHANGES: readonly Change[] = [
  (text, { random }) =>
    text.replace(/^(query|mutation)/, random.pick(['query', 'mutation', 'subscription'])),
  (text, { random }) =>
    `${random.pick(['query', 'mutation', 'subscription'])} ${random.pick(BODIES)}`.concat(
      random.chance(50) ? `\n${text.replace(/^(query|mutation)( Q)?/, '$1 Other')}` : '',
    ),
  (text, { random }) => `${text}\n${random.pick(DEFINITIONS)}`,
  (text, around) => changeTokens(text, around, 1),
  (text, around) => changeTokens(text, around, 1),
  (text, around) => changeTokens(text, around, 3),
  (text, around) => insert(text, around, ` ${around.random.pick(SELECTIONS)} `, /\{/),
  (text, around) => insert(text, around, ` ${around.random.pick(DIRECTIVES)} `, /[\w)]/),
  (text, { random }) => text.replace(/\$\w+: [^\s,)]+/, `$v0: ${random.pick(TYPES)}`),
  (text, { random }) => text.replace(/: (\d+|"[^"]*"|true|false|null)/, `: ${random.pick(VALUES)}`),
];

const BODIES: readonly string[] = [
  '{ __typename }',
  '{ a: __typename b: __typename }',
  '{ ... { __typename } }',
  '{ ... on Mutation { __typename } }',
  '{ ... on Subscription { __typename } }',
  '{ nothing }',
  '{ nothing { __typename } }',
  '{ __schema { types { name } } }',
  '{ __type(name: "Query") { name fields { name } } }',
  'Q($v0: [Int!]! = [1]) { __typename }',
  '@skip(if: true) { __typename }',
  '{ __typename @skip(if: true) }',
];

const SELECTIONS: readonly string[] = [
  '__typename',
  '__schema { queryType { name } }',
  '__type(name: "Patient") { name }',
  '_service { sdl }',
  '_entities(representations: []) { __typename }',
  '...F0',
  '...Missing',
  '... { __typename }',
  '... on Query { __typename }',
  '... on Status { __typename }',
  '... on Missing { __typename }',
  '... @include(if: true) { __typename }',
  '__proto__: __typename',
  'constructor: __typename',
  'hasOwnProperty',
  'id { id }',
];

const DIRECTIVES: readonly string[] = [
  '@skip(if: true)',
  '@include(if: false)',
  '@skip(if: $missing)',
  '@include(if: null)',
  '@skip',
  '@include(if: true) @include(if: false)',
  '@defer',
  '@stream(initialCount: 1)',
  '@deprecated',
  '@phi',
  '@inaccessible',
  '@specifiedBy(url: "x")',
];

const DEFINITIONS: readonly string[] = [
  'fragment F0 on Query { __typename }',
  'fragment Loop on Query { ...Loop }',
  'fragment Unused on Patient { id }',
  'fragment OnScalar on String { length }',
  'query Second { __typename }',
  'mutation Third { __typename }',
  'subscription Fourth { __typename }',
  'type Query { id: ID }',
  'extend type Query { id: ID }',
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9")',
  'schema { query: Query }',
  'directive @skip(if: Boolean!) on FIELD',
  'scalar String',
  '# a comment',
];

const TYPES: readonly string[] = [
  'Int',
  'Int!',
  '[Int]',
  '[[String!]!]!',
  'String = null',
  'Boolean! = "yes"',
  'ID = {a: 1}',
  'Patient',
  'Missing!',
  'Status = ACTIVE',
];

const VALUES: readonly string[] = [
  'null',
  '1e400',
  '-0',
  '9007199254740993',
  '99999999999999999999999999',
  '""',
  '"""block"""',
  '[]',
  '[[[]]]',
  '{}',
  '{a: {b: null}}',
  '{id: "1", id: "2"}',
  '$missing',
  '[$missing]',
  'constructor',
  'ACTIVE',
  '"\\u0000"',
  '"\\u{1F600}"',
];

/** Removes, doubles or swaps tokens, or replaces them with other names and values. */
function changeTokens(text: string, { random, names }: Around, count: number): string {
  const tokens = tokensOf(text);
  for (let left = count; left > 0 && tokens.length > 0; left -= 1) {
    const at = random.below(tokens.length);
    const token = tokens[at] ?? '';
    const kind = random.below(5);
    if (kind === 0) tokens.splice(at, 1);
    else if (kind === 1) tokens.splice(at, 0, token);
    else if (kind === 2) {
      const other = random.below(tokens.length);
      tokens[at] = tokens[other] ?? '';
      tokens[other] = token;
    } else if (/^\w/.test(token)) tokens[at] = random.pick(names);
    else if (kind === 3) tokens[at] = random.pick(VALUES);
  }
  return tokens.join(' ');
}

/** The tokens of a document; its words if it can't be tokenized. */
function tokensOf(text: string): string[] {
  const lexer = new Lexer(new Source(text));
  const tokens: string[] = [];
  try {
    for (let token = lexer.advance(); token.kind !== TokenKind.EOF; token = lexer.advance())
      tokens.push(text.slice(token.start, token.end));
  } catch {
    return text.split(' ');
  }
  return tokens;
}

/** Inserts a text after one of the places that match. */
function insert(text: string, { random }: Around, what: string, place: RegExp): string {
  const found = [...text.matchAll(new RegExp(place, 'g'))];
  if (found.length === 0) return text;
  const { index } = random.pick(found);
  return `${text.slice(0, index + 1)}${what}${text.slice(index + 1)}`;
}

function changedVariables(variables: Readonly<Record<string, unknown>>, random: Random): unknown {
  const names = Object.keys(variables);
  const value = random.pick<unknown>([null, 0, -1, 1e21, 'text', true, [], [[null]], {}, { a: 1 }]);
  if (names.length === 0 || random.chance(20))
    return random.pick<unknown>([null, {}, { v0: value }]);
  const name = random.pick(names);
  if (random.chance(30))
    return Object.fromEntries(Object.entries(variables).filter(([one]) => one !== name));
  return { ...variables, [name]: value };
}

function namesOf(schema: GraphQLSchema): readonly string[] {
  const names = new Set([
    '__typename',
    '__schema',
    '__type',
    'on',
    'null',
    'true',
    'Missing',
    'constructor',
    'toString',
    '__proto__',
  ]);
  for (const type of Object.values(schema.getTypeMap())) {
    names.add(type.name);
    if ('getFields' in type)
      for (const field of Object.values(type.getFields())) {
        names.add(field.name);
        if ('args' in field) for (const { name } of field.args) names.add(name);
      }
  }
  return [...names];
}
