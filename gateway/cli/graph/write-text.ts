import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  fchmodSync,
  fsyncSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { StartError } from '../../platform/errors.ts';

/**
 * Replaces a text file, or creates it, so that readers see the old text or the new one, never a part. Keeps the mode of the
 * file, and a symbolic link to it.
 *
 * @throws StartError if it can't be written; then the old text stays
 */
export function writeText(path: string, text: string): void {
  try {
    const target = existsSync(path) ? realpathSync(path) : path;
    const mode = existsSync(target) ? statSync(target).mode : null;
    if (mode !== null) accessSync(target, constants.W_OK);
    replace(target, text, mode);
  } catch (cause) {
    const reason = cause instanceof Error && 'code' in cause ? ` (${String(cause.code)})` : '';
    throw new StartError(
      [`${path} can't be written${reason}. Fix its permissions or those of its folder.`],
      { cause },
    );
  }
}

function replace(target: string, text: string, mode: number | null): void {
  const next = join(dirname(target), `.${basename(target)}.${process.pid}.phi-next`);
  const file = openSync(next, 'wx');
  try {
    try {
      if (mode !== null) fchmodSync(file, mode);
      writeFileSync(file, text);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(next, target);
  } catch (error) {
    rmSync(next, { force: true });
    throw error;
  }
}
