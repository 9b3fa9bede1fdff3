import { readFileSync } from 'node:fs';
import { StartError } from '../platform/errors.ts';

/** The text in a file that was named on the command line. */
export function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new StartError([`${file} cannot be read.`], { cause });
  }
}
