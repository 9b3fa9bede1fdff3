/** How rows are sorted. */
export interface Order {
  readonly field: string;
  readonly direction: 'ASC' | 'DESC';
}

/** Fields that something can be sorted by, and how it is where nothing is said. */
export interface Orders {
  readonly fields: ReadonlySet<string>;
  readonly usual: Order;
}

/** Reads an order from an address; the usual one where that says none that there is. */
export function readOrder(parameters: URLSearchParams, { fields, usual }: Orders): Order {
  const field = parameters.get('sort') ?? '';
  const direction = parameters.get('direction') === 'ASC' ? 'ASC' : 'DESC';
  return fields.has(field) ? { field, direction } : usual;
}

/** An order as parameters of an address, empty for the usual one. */
export function writeOrder(order: Order, { usual }: Orders): readonly string[][] {
  const isUsual = order.field === usual.field && order.direction === usual.direction;
  return [
    ['sort', isUsual ? '' : order.field],
    ['direction', isUsual ? '' : order.direction],
  ];
}
