import type { FieldOf, FilterMatch, FilterSpec } from './filter-spec.ts';

/**
 * Reads the fields of a row that a filter is compared with. A field of the declaration that is missing here does not
 * compile.
 */
export type RowFields<Row, Spec extends FilterSpec> = Readonly<
  Record<FieldOf<Spec>, (row: Row) => unknown>
>;

/**
 * Creates the predicate of a declared filter: a row fits if it fits every part that is set. Parts that are not in the
 * declaration are ignored.
 */
export function createFilterMatcher<Row, Spec extends FilterSpec>(
  spec: Spec,
  fields: RowFields<Row, Spec>,
): (row: Row, filter: object) => boolean {
  const tests = new Map<string, (row: Row, wanted: unknown) => boolean>(
    Object.entries(spec).map(([name, { match }]) => {
      const field: FieldOf<Spec> = match.field;
      const read = fields[field];
      return [name, (row, wanted) => fits(read(row), match, wanted)];
    }),
  );
  return (row, filter) =>
    Object.entries(filter).every(
      ([name, wanted]) => wanted === undefined || tests.get(name)?.(row, wanted) !== false,
    );
}

function fits(value: unknown, { kind }: FilterMatch, wanted: unknown): boolean {
  switch (kind) {
    case 'equals':
      return value === wanted;
    case 'includes':
      return Array.isArray(value) && value.includes(wanted);
    case 'atLeast':
      return Number(value) >= Number(wanted);
    case 'atMost':
      return Number(value) <= Number(wanted);
    default:
      return kind satisfies never;
  }
}
