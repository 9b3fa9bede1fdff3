import { readFileSync } from 'node:fs';
import { packageFile } from '../../../schema/package-file.ts';

/** The size of a generated graph. */
export interface GraphSize {
  /** Object types with twelve fields, two of which another subgraph serves. */
  readonly types: number;
  readonly subgraphs: number;
  /** Applications of `@patient`, `@phi` and `@role`; at most 21 per type. */
  readonly marks: number;
}

/** Fields of a type that its own subgraph serves, without `next`. */
export const FIELDS = ['id', 'patientId', ...names('f', 8)];

const HEAD = `
  extend schema
    @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@composeDirective"])
    @link(url: "https://phi-gateway.dev/phi/v1.0", import: ["@phi", "@role", "@patient"])
    @composeDirective(name: "@phi")
    @composeDirective(name: "@role")
    @composeDirective(name: "@patient")
`;
const DEFINITIONS = readFileSync(packageFile('directives/phi.graphql'), 'utf8');

/** The SDL of each subgraph of a graph. Types are spread evenly over subgraphs, marks over types. */
export function growthGraph({ types, subgraphs, marks }: GraphSize): readonly string[] {
  const parts = Array.from({ length: subgraphs }, (): string[] => []);
  for (let index = 0; index < types; index += 1) {
    const count = Math.floor(((index + 1) * marks) / types) - Math.floor((index * marks) / types);
    const marked = [...names('f', 8), ...names('g', 2)].map(
      (name, place) => `${name}: String ${fieldMarks(count - 1 - 2 * place)}`,
    );
    const next = `next: T${(index + subgraphs) % types}`;
    const patient = count > 0 ? '@patient(id: "patientId")' : '';
    parts[index % subgraphs]?.push(
      `extend type Query { t${index}(id: ID!): T${index} t${index}s(first: Int!): [T${index}] }`,
      `type T${index} @key(fields: "id") ${patient} { id: ID! patientId: ID! ${marked.slice(0, 8).join(' ')} ${types % subgraphs === 0 ? next : ''} }`,
    );
    parts[(index + 1) % subgraphs]?.push(
      `extend type T${index} @key(fields: "id") { id: ID! ${marked.slice(8).join(' ')} }`,
    );
  }
  return parts.map((part) => `${HEAD}${part.join('\n')}\n${DEFINITIONS}`);
}

/** Up to two marks of one field. */
function fieldMarks(count: number): string {
  return ['@role(anyOf: ["nurse"])', '@phi'].slice(0, Math.max(0, count)).join(' ');
}

function names(prefix: string, count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `${prefix}${index}`);
}
