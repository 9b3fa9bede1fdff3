import { useState } from 'react';

/** The time when a component was first rendered. Queries that use it keep their variables while it is shown. */
export function useNow(): number {
  const [now] = useState(() => Date.now());
  return now;
}
