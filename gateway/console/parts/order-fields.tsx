import type { Order } from '../search/order.ts';
import { DIRECTION_WORDS } from '../words/directions.ts';
import { ChoiceField } from './choice-field.tsx';

/** By what rows are sorted, and in which direction. */
export function OrderFields({
  words,
  order,
  onChange,
}: {
  /** Fields of the API, and what they are called. */
  readonly words: ReadonlyMap<string, string>;
  readonly order: Order;
  readonly onChange: (order: Order) => void;
}) {
  return (
    <>
      <ChoiceField
        label="Sorted by"
        words={words}
        hasAny={false}
        value={order.field}
        onChange={(field) => onChange({ ...order, field })}
      />
      <ChoiceField
        label="Direction"
        words={DIRECTION_WORDS}
        hasAny={false}
        value={order.direction}
        onChange={(direction) =>
          onChange({ ...order, direction: direction === 'ASC' ? 'ASC' : 'DESC' })
        }
      />
    </>
  );
}
