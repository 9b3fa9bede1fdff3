import type { ReloadedOptions } from '../reloaded.ts';
import { isFieldValue, type HeaderValue } from './header-config.ts';
import { openSecretFile } from './secret-file.ts';

/**
 * Opens the headers that are sent with each request to a subgraph: constant ones, and those of files, with the text that
 * the file has at the time.
 *
 * @throws SettingsError if a file cannot be used. `path` is that of the setting.
 */
export function openHeaders(
  headers: ReadonlyMap<string, HeaderValue>,
  path: string,
  options: ReloadedOptions,
): () => Readonly<Record<string, string>> {
  const constant: Record<string, string> = {};
  const reloaded = [...headers].flatMap(([name, value]) => {
    if (value.kind === 'text') {
      constant[name] = value.value;
      return [];
    }
    const secret = { ...FIELD_VALUE, file: value.path, path: `${path}.${name}` };
    return [[name, openSecretFile(secret, options)] as const];
  });
  if (reloaded.length === 0) return () => constant;
  return () => ({
    ...constant,
    ...Object.fromEntries(reloaded.map(([name, value]) => [name, value.current()])),
  });
}

const FIELD_VALUE = {
  what: 'one line of visible ASCII',
  parse: (text: string) => (isFieldValue(text) ? text : null),
};
