import { InvalidArgumentError } from 'commander';

/** Parses a time as typed: whole ms since 1970 (UTC). */
export function parseTime(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new InvalidArgumentError('It must be in ms since 1970.');
  return Number(text);
}
