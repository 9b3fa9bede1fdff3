/** At most ten of a list: a longer one would hide the findings. */
export function atMostTen(items: readonly string[]): string {
  const shown = items.slice(0, 10).join(', ');
  return items.length > 10 ? `${shown} and ${items.length - 10} more` : shown;
}
