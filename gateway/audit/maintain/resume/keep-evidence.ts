import { existsSync, readFileSync } from 'node:fs';
import { replaceFile } from '../../store/files/replace-file.ts';
import type { TreeHead } from '../../tree/checkpoint.ts';

/**
 * Keeps the note of a guard that is about to be replaced, in a file beside it that says what it is, such as
 * `audit.db.guard.of-phi-gateway-at-20`. Never overwrites another. The path, on disk when this returns.
 */
export function keepGuardCopy(
  guardPath: string,
  note: string,
  { origin, size }: Pick<TreeHead, 'origin' | 'size'>,
): string {
  const name = `${guardPath}.of-${origin.replaceAll(/[^\w.-]/g, '-')}-at-${size}`;
  for (let count = 1; ; count += 1) {
    const path = count === 1 ? name : `${name}-${count}`;
    if (!existsSync(path)) {
      replaceFile(path, note);
      return path;
    }
    if (readFileSync(path, 'utf8') === note) return path;
  }
}
