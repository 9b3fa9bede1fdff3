import { useState } from 'react';

/**
 * How many rows a page of a list has: at most `most`, and fewer on a phone, where each row is a card of its own. It does not
 * change while the list is shown, since the address names a place in pages of this size.
 */
export function usePageSize(most: number): number {
  const [isNarrow] = useState(() => matchMedia('(max-width: 47rem)').matches);
  return isNarrow ? Math.min(most, MAX_CARDS) : most;
}

const MAX_CARDS = 12;
