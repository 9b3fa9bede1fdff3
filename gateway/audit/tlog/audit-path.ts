/** A node between a leaf and the root, and the side on which the next hash of the audit path joins it. */
export interface PathStep {
  readonly level: number;
  readonly position: number;
  readonly side: 'left' | 'right';
}

/**
 * The steps from a leaf up to the root, one for each hash of its audit path; null for numbers that are not an index and
 * size. https://www.rfc-editor.org/rfc/rfc9162#section-2.1.3.2
 */
export function auditPathSteps(index: number, size: number): readonly PathStep[] | null {
  if (!isCount(index) || !isCount(size) || index >= size) return null;
  const steps: PathStep[] = [];
  let position = index;
  let last = size - 1;
  for (let level = 0; last > 0; level += 1) {
    const side = position % 2 === 1 ? 'left' : 'right';
    // A last node without a sibling moves up as it is.
    if (side === 'left' || position < last) steps.push({ level, position, side });
    [position, last] = [half(position), half(last)];
  }
  return steps;
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}

function half(value: number): number {
  return Math.floor(value / 2);
}
