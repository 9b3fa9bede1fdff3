import type { Order } from '../search/list-address.ts';
import { isCode } from '../words/is-code.ts';
import { DIRECTION_WORDS } from '../words/sort-fields.ts';
import type { SortWords } from '../words/sort-fields.ts';
import { ChoiceField } from './choice-field.tsx';

/** Chooses the field and the direction that rows are sorted by. */
export function OrderFields<Field extends string>({
  words,
  order,
  onChange,
}: {
  readonly words: SortWords<Field>;
  readonly order: Order<Field>;
  readonly onChange: (order: Order<Field>) => void;
}) {
  return (
    <>
      <ChoiceField
        label="Sorted by"
        choices={Object.entries<string>(words)}
        hasAny={false}
        value={order.field}
        onChange={(field) => {
          if (isCode(words, field)) onChange({ ...order, field });
        }}
      />
      <ChoiceField
        label="Direction"
        choices={Object.entries(DIRECTION_WORDS)}
        hasAny={false}
        value={order.direction}
        onChange={(direction) => {
          if (isCode(DIRECTION_WORDS, direction)) onChange({ ...order, direction });
        }}
      />
    </>
  );
}
