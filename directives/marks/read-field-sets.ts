import type { DirectiveNode, DocumentNode } from 'graphql';
import { argumentText } from './argument-value.ts';
import type { Coordinate } from '../coordinate.ts';
import { parseFieldSet, printFieldSet } from './field-set.ts';
import type { FieldSet, Origin } from './graph.ts';
import { typeNodes, type TypeNode } from './schema-elements.ts';
import type { Problem } from './problem.ts';

/** Where a field set is written, and the list to which its problem is added. */
export interface FieldSetLocation {
  readonly coordinate: Coordinate;
  readonly origin: Origin;
  readonly problems: Problem[];
}

/** Reads the field set of a `@key` or `@requires`. Reports one that can't be parsed and returns none. */
export function readFieldSet(text: string | null, location: FieldSetLocation): FieldSet[] {
  return readOnTypes(text, [null], location);
}

/**
 * Reads the selection of a `@fromContext`: one field set for each type that provides the context. Reports a selection
 * that can't be parsed or whose context no type provides, and returns none.
 */
export function readContextFieldSets(
  text: string | null,
  types: readonly string[],
  location: FieldSetLocation,
): FieldSet[] {
  return readOnTypes(text, types, location);
}

/** Reads the field set of a key as text on one line, such as `id organization { id }`. Reports an invalid one. */
export function readKey(text: string | null, location: FieldSetLocation): string[] {
  return readFieldSet(text, location).map(({ selection }) => printFieldSet(selection));
}

function readOnTypes(
  text: string | null,
  types: readonly FieldSet['on'][],
  { coordinate, origin, problems }: FieldSetLocation,
): FieldSet[] {
  const selection = text === null ? null : parseFieldSet(text);
  if (selection && types.length > 0) return types.map((on) => ({ on, selection, origin }));
  problems.push({
    code: 'FIELD_SET_INVALID',
    subgraph: origin.subgraph,
    coordinate,
    line: origin.line,
    column: origin.column,
    message:
      text === null
        ? 'The directive has no field set: the argument for it is missing, or not a string.'
        : "The field set can't be parsed, or its context doesn't exist.",
    fix: 'Write fields, such as @requires(fields: "id address { zip }").',
  });
  return [];
}

/** How {@link contextTypes} reads a schema. */
export interface ContextOptions {
  /** The applications of `@context` on a type. */
  readonly contextsOf: (type: TypeNode) => readonly DirectiveNode[];
  /** The name of a type in the composed graph. */
  readonly nameOf: (local: string) => string;
}

/** Context name → the types that provide it, named as in the composed graph. */
export function contextTypes(
  document: DocumentNode,
  { contextsOf, nameOf }: ContextOptions,
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
