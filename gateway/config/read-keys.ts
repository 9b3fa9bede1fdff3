import { readSecretKey, type KeySource } from './read-secret-key.ts';
import type { AlertConfig, BreakGlassConfig } from './config.ts';

/** Sections of a configuration as their keys are still to be read. */
export interface KeySections {
  readonly pseudonymKey: KeySource | null;
  readonly breakGlass:
    | (Omit<BreakGlassConfig, 'key' | 'alert'> & {
        readonly key: KeySource;
        readonly alert:
          (Omit<AlertConfig, 'secret'> & { readonly secret: KeySource | null }) | null;
      })
    | null;
}

/** The same sections with their keys. */
export interface ReadKeys {
  readonly pseudonymKey: Uint8Array | null;
  readonly breakGlass: BreakGlassConfig | null;
}

/**
 * Reads the keys of a configuration. A key that can't be used is reported by the path of its setting, and
 * an empty one stands in for it until then.
 */
export function readKeys(
  { pseudonymKey, breakGlass }: KeySections,
  report: (path: string, problem: string) => void,
): ReadKeys {
  const read = (path: string, source: KeySource): Uint8Array => {
    const key = readSecretKey(source);
    if (key.ok) return key.key;
    report(path, key.problem);
    return new Uint8Array();
  };
  const readOptional = (path: string, source: KeySource | null) =>
    source === null ? null : read(path, source);
  return {
    pseudonymKey: readOptional('pseudonymKey', pseudonymKey),
    breakGlass: breakGlass && {
      ...breakGlass,
      key: read('breakGlass.key', breakGlass.key),
      alert: breakGlass.alert && {
        ...breakGlass.alert,
        secret: readOptional('breakGlass.alert.secret', breakGlass.alert.secret),
      },
    },
  };
}
