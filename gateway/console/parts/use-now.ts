import { useState } from 'react';

/** The time when a part was first shown: so that a question stays the same question while it is shown. */
export function useNow(): number {
  const [now] = useState(() => Date.now());
  return now;
}
