import { Kind, type SelectionSetNode } from 'graphql';
import type { Coordinate } from '../../../directives/coordinate.ts';
import { argumentText, argumentValue } from '../../../directives/marks/argument-value.ts';
import { parseFieldSet } from '../../../directives/marks/field-set.ts';
import { createDirectiveFinder } from '../../../directives/marks/linked-directives.ts';
import { schemaElements } from '../../../directives/marks/schema-elements.ts';
import { supergraphDocument } from '../../../schema/supergraph-document.ts';

/** The arguments of `@listSize`. */
export interface ListSize {
  /** The size of the list without a slicing argument. */
  readonly assumedSize: number | null;
  /** Paths through the field's arguments, such as `["page", "first"]`. */
  readonly slicingArguments: readonly (readonly string[])[];
  /** Fields of the returned object that have this size; without any, the field itself has it. */
  readonly sizedFields: SizedFields;
  /** Whether exactly one slicing argument is required. */
  readonly requireOneSlicingArgument: boolean;
}

/** Field name → its subfields that have the size; null where the field itself has it. */
export type SizedFields = ReadonlyMap<string, SizedFields | null>;

/** The demand-control directives of a supergraph, by coordinate. */
export interface DemandDirectives {
  /** `@cost`, never below 0. */
  readonly weights: ReadonlyMap<Coordinate, number>;
  readonly listSizes: ReadonlyMap<Coordinate, ListSize>;
  /** The selections of `@requires`, one per subgraph that computes the field. */
  readonly requires: ReadonlyMap<Coordinate, readonly SelectionSetNode[]>;
}

/**
 * Reads `@cost`, `@listSize` and `@requires` of a supergraph, under the names with which it links them.
 * https://specs.apollo.dev/cost/v0.1/
 */
export function readDemandDirectives(supergraphSdl: string): DemandDirectives {
  const document = supergraphDocument(supergraphSdl);
  const applied = createDirectiveFinder(document, COST);
  const joined = createDirectiveFinder(document, JOIN);
  const requires = new Map<Coordinate, SelectionSetNode[]>();
  const weights = new Map<Coordinate, number>();
  const listSizes = new Map<Coordinate, ListSize>();
  for (const { coordinate, directives } of schemaElements(document)) {
    for (const node of applied('cost', directives)) {
      const weight = argumentValue(node, 'weight');
      // A negative weight could offset the cost of other fields.
      if (isWhole(weight)) weights.set(coordinate, Math.max(0, weight));
    }
    for (const node of joined('field', directives)) {
      const text = argumentText(node, 'requires');
      const selection = text === null ? null : parseFieldSet(text);
      if (selection) requires.set(coordinate, [...(requires.get(coordinate) ?? []), selection]);
    }
    for (const node of applied('listSize', directives)) {
      const assumedSize = argumentValue(node, 'assumedSize');
      listSizes.set(coordinate, {
        assumedSize: isWhole(assumedSize) ? assumedSize : null,
        slicingArguments: textsOf(argumentValue(node, 'slicingArguments')).map((path) =>
          path.split('.'),
        ),
        sizedFields: sizedFieldsOf(textsOf(argumentValue(node, 'sizedFields'))),
        requireOneSlicingArgument: argumentValue(node, 'requireOneSlicingArgument') !== false,
      });
    }
  }
  return { weights, listSizes, requires };
}

const COST = 'https://specs.apollo.dev/cost';
const JOIN = 'https://specs.apollo.dev/join';

/** Parses names, or selections such as `results { page }`. Invalid texts name no field. */
function sizedFieldsOf(texts: readonly string[]): SizedFields {
  return mergeFields(texts.map((text) => namesIn(parseFieldSet(text))));
}

/** A field that one text selects from does not have the size itself, even if another text names it. */
function mergeFields(all: readonly SizedFields[]): SizedFields {
  const merged = new Map<string, SizedFields | null>();
  for (const [name, below] of all.flatMap((fields) => [...fields])) {
    const before = merged.get(name);
    merged.set(name, before && below ? mergeFields([before, below]) : (below ?? before ?? null));
  }
  return merged;
}

function namesIn(set: SelectionSetNode | null | undefined): SizedFields {
  return new Map(
    (set?.selections ?? []).flatMap((node) => {
      if (node.kind !== Kind.FIELD) return [];
      return [[node.name.value, node.selectionSet ? namesIn(node.selectionSet) : null] as const];
    }),
  );
}

/** Literals of a schema are untyped: an Int is any number. */
function isWhole(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value);
}

function textsOf(value: unknown): string[] {
  return (Array.isArray(value) ? value : [value]).filter((item) => typeof item === 'string');
}
