/** Kept with an entry of the browser's history that was reached by `Next page`, so that there is a way back. */
export const PAGED = { isPaged: true } as const;

/** Whether the page before this one is the entry before. */
export function isPaged(): boolean {
  const state: unknown = history.state;
  return typeof state === 'object' && state !== null && 'isPaged' in state;
}
