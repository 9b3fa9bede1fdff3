import type { DirectiveNode, DocumentNode } from 'graphql';
import { argumentText } from './argument-value.ts';
import type { Coordinate } from '../coordinate.ts';
import { parseFieldSet } from './field-set.ts';
import type { Origin, Source } from './graph.ts';
import { typeNodes, type TypeNode } from './schema-elements.ts';
import type { Problem } from './problem.ts';

/** Where a field set is written, and where its problems are reported. */
export interface SourcePlace {
  readonly coordinate: Coordinate;
  readonly origin: Origin;
  readonly problems: Problem[];
}

/** Reads a field set on one or several types. Adds a problem if it can't be parsed or the types don't exist. */
export function readSources(
  text: string | null,
  on: readonly (string | null)[],
  { coordinate, origin, problems }: SourcePlace,
): Source[] {
  const selection = text === null ? null : parseFieldSet(text);
  if (selection && on.length > 0) return on.map((type) => ({ on: type, selection, origin }));
  problems.push({
    code: 'FIELD_SET_INVALID',
    subgraph: origin.subgraph,
    coordinate,
    line: origin.line,
    message: "The field set can't be parsed, or its context doesn't exist.",
    mend: 'Write fields, such as @requires(fields: "id address { zip }").',
  });
  return [];
}

/** Context name → the types that provide it, named as in the composed graph. */
export function contextTypes(
  document: DocumentNode,
  contextsOf: (type: TypeNode) => readonly DirectiveNode[],
  nameOf: (local: string) => string,
): ReadonlyMap<string, string[]> {
  const contexts = new Map<string, string[]>();
  for (const type of typeNodes(document)) {
    for (const node of contextsOf(type)) {
      const name = argumentText(node, 'name') ?? '';
      contexts.set(name, [...(contexts.get(name) ?? []), nameOf(type.name.value)]);
    }
  }
  return contexts;
}
