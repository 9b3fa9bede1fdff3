/** The number in a cell; null for an empty cell and for text such as `NaN`. */
export function readNumber(cell: string | null): number | null {
  if (cell === null) return null;
  const number = Number(cell);
  return Number.isFinite(number) ? number : null;
}
