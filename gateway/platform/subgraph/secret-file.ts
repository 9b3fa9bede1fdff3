import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';
import { SettingsError } from '../errors.ts';
import { openReloaded, type Reloaded, type ReloadedOptions } from '../reloaded.ts';

/** A file with a secret for a subgraph, and what must be in it. */
export interface SecretFile<Value> {
  readonly file: string;
  /** Path of its setting. */
  readonly path: string;
  /** Such as `a bearer token in ASCII without spaces`. */
  readonly what: string;
  /** Parses the text without blanks around it; null for anything else. */
  readonly parse: (text: string) => Value | null;
}

/** Opens a secret, which is read again when its file changes. Throws as {@link readSecretFile} does. */
export function openSecretFile<Value>(
  secret: SecretFile<Value>,
  options: ReloadedOptions,
): Reloaded<Value> {
  return openReloaded([secret.file], () => readSecretFile(secret), options);
}

/** The permission bits of those who are neither the owner nor in the group. */
const OTHERS = 0o007;

/**
 * Reads a secret. A file that every user of the machine may open is refused; its group may, since orchestrators mount
 * secrets so.
 *
 * @throws SettingsError
 */
export function readSecretFile<Value>({ file, path, what, parse }: SecretFile<Value>): Value {
  const refused = (text: string) => new SettingsError([{ path, text }]);
  const text = readOwn(file);
  if (text === null)
    throw refused(`${file}: the file can't be read. Fix the path or its permissions.`);
  if (text === 'open') throw refused(`${file}: is readable by all users. Run: chmod o= ${file}`);
  const value = parse(text.text.trim());
  if (value === null) throw refused(`${file}: must hold ${what}.`);
  return value;
}

function readOwn(path: string): { readonly text: string } | 'open' | null {
  let file: number | null = null;
  try {
    // Without O_NONBLOCK, opening a pipe could wait forever.
    file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    // Checks the open file, so that another can't take its place before it is read.
    const status = fstatSync(file);
    if (!status.isFile()) return null;
    if ((status.mode & OTHERS) !== 0) return 'open';
    return { text: readFileSync(file, 'utf8') };
  } catch {
    return null;
  } finally {
    if (file !== null) closeSync(file);
  }
}
