import { statSync, type BigIntStats } from 'node:fs';

/** Tells whether files are still the ones that were opened. */
export interface FileIdentity {
  /** Throws where one is gone or another lies in its place: what was written since would be lost. */
  assertSame(): void;
}

/** Remembers which files lie at these paths now. Throws where one is missing. */
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
