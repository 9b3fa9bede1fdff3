import type { Direction } from '../api/operations.types.ts';
import { isCode } from '../words/is-code.ts';
import type { SortWords } from '../words/sort-fields.ts';

/** The field and direction that rows are sorted by. */
export interface Order<Field extends string> {
  readonly field: Field;
  readonly direction: Direction;
}

/** The part of a list that is shown. The address bar holds it. */
export interface ListPart<Field extends string> {
  readonly order: Order<Field>;
  /** The cursor before the first row of the page; null for the first page. */
  readonly after: string | null;
  /** The number of rows before the page, for `51–100 of 300`. */
  readonly skipped: number;
}

export const FIRST_PAGE = { after: null, skipped: 0 } as const;

/** Reads the shown part from an address. What is missing or invalid has its default. */
export function readListPart<Field extends string>(
  parameters: URLSearchParams,
  words: SortWords<Field>,
  defaultOrder: Order<Field>,
): ListPart<Field> {
  const field = parameters.get('sort') ?? '';
  const direction = parameters.get('direction') === 'ASC' ? 'ASC' : 'DESC';
  const skipped = Number(parameters.get('skipped') ?? 0);
  return {
    order: isCode(words, field) ? { field, direction } : defaultOrder,
    after: parameters.get('after'),
    skipped: Number.isSafeInteger(skipped) && skipped > 0 ? skipped : 0,
  };
}

/** The shown part as parameters of an address; defaults are empty. */
export function writeListPart<Field extends string>(
  { order, after, skipped }: ListPart<Field>,
  defaultOrder: Order<Field>,
): readonly Parameter[] {
  const isDefault =
    order.field === defaultOrder.field && order.direction === defaultOrder.direction;
  return [
    ['sort', isDefault ? '' : order.field],
    ['direction', isDefault ? '' : order.direction],
    ['after', after ?? ''],
    ['skipped', skipped === 0 ? '' : String(skipped)],
  ];
}

export type Parameter = readonly [name: string, value: string];

/** The query of an address, without parameters that are empty. */
export function toQuery(parameters: readonly Parameter[]): string {
  const set = parameters.filter(([, value]) => value !== '');
  return new URLSearchParams(set.map(([name, value]) => [name, value])).toString();
}

/** A text in an address without surrounding spaces; empty if it is missing. */
export function readText(parameters: URLSearchParams, name: string): string {
  return parameters.get(name)?.trim() ?? '';
}
