const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})$/;

/** An ISO 8601 time with a zone as UTC ms since 1970; null for anything else. */
export function parseTime(value: unknown): number | null {
  const text = typeof value === 'string' && TIME.test(value) ? value : '';
  const time = Date.parse(text);
  // Date.parse reads 30 February as 2 March.
  const day = new Date(`${text.slice(0, 10)}T00:00:00Z`);
  const isDay = !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text.slice(0, 10));
  return Number.isNaN(time) || !isDay ? null : time;
}
