/** The number that a cell holds; null for an empty cell and for text such as `NaN`. */
export function readNumber(cell: string | null): number | null {
  if (cell === null) return null;
  const number = Number(cell);
  return Number.isFinite(number) ? number : null;
}
