import { InvalidArgumentError } from 'commander';

/** Parses how many of something as typed: 1 to 99,999. */
export function parseCount(text: string): number {
  const count = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (count < 1) throw new InvalidArgumentError('It must be a number, 1 to 99999.');
  return count;
}
