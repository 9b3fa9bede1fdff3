/** The state of a history entry that `Next page` created, so that the previous entry is the previous page. */
export const PAGED = { isPaged: true } as const;

/** Whether the previous entry of the history is the previous page. */
export function isPaged(): boolean {
  const state: unknown = history.state;
  return typeof state === 'object' && state !== null && 'isPaged' in state;
}
