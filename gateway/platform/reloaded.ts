import { statSync } from 'node:fs';

/** A value that was read from files. */
export interface Reloaded<Value> {
  /** The value of the files as they were at most {@link CHECK_MS} ago. The same object until the files change. */
  readonly current: () => Value;
  /** Looks at the files again for the next {@link Reloaded.current}. */
  readonly expire: () => void;
}

export interface ReloadedOptions {
  /** Called once when changed files cannot be used, with the error; the previous value stays in use. */
  readonly onUnusable: (error: unknown) => void;
  /** Monotonic, in ms. */
  readonly now: () => number;
}

/** How often the files of a value that is in use are looked at. */
const CHECK_MS = 1_000;

/**
 * Reads a value from files, and reads it again after they have changed. Files that cannot be used, as between the writes of
 * a certificate and of its key, leave the previous value in use.
 *
 * Nothing runs while the value is not in use: the files are looked at when it is asked for. Throws what `read` throws on
 * opening.
 */
export function openReloaded<Value>(
  files: readonly string[],
  read: () => Value,
  { onUnusable, now }: ReloadedOptions,
): Reloaded<Value> {
  let version = versionOf(files);
  let value = read();
  let checkedAt = now();
  let failures = 0;

  const check = () => {
    const next = versionOf(files);
    if (next === version && failures === 0) return;
    try {
      value = read();
      failures = 0;
    } catch (error) {
      failures += 1;
      // The first failure may be one file of two that is written.
      if (failures === 2) onUnusable(error);
    }
    version = next;
  };
  return {
    current: () => {
      if (now() - checkedAt >= CHECK_MS) {
        checkedAt = now();
        check();
      }
      return value;
    },
    expire: () => {
      checkedAt = -Infinity;
    },
  };
}

/** Changes when a file is written or replaced, also by another link, as secrets of Kubernetes are. */
function versionOf(files: readonly string[]): string {
  return files.map(versionOfFile).join('\n');
}

function versionOfFile(file: string): string {
  try {
    const { ino, size, mtimeMs } = statSync(file);
    return `${ino} ${size} ${mtimeMs}`;
  } catch {
    return 'none';
  }
}
