import { statSync, type BigIntStats } from 'node:fs';

/** Checks whether files are still the ones that were opened. */
export interface FileIdentity {
  /** Throws if a file is missing or was replaced: later writes would be lost. */
  assertSame(): void;
}

/** Remembers the files at these paths. Throws if one is missing. */
export function rememberFiles(paths: readonly string[]): FileIdentity {
  const known = paths.map((path) => ({ path, ...identify(path) }));
  return {
    assertSame() {
      for (const { path, dev, ino } of known) {
        const now = identify(path);
        if (now.dev !== dev || now.ino !== ino) throw new Error(`${path} is another file now.`);
      }
    },
  };
}

function identify(path: string): Pick<BigIntStats, 'dev' | 'ino'> {
  const { dev, ino } = statSync(path, { bigint: true });
  return { dev, ino };
}
