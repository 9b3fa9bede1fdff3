import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Place } from './stores.ts';

/**
 * Saves a ledger that is not open, with keys and guards, for a suite that changes it in each test. Returns
 * what puts it back, without any file that came since.
 */
export async function saveLedger(place: Place, directory: string): Promise<() => Promise<void>> {
  const restore = await place.save();
  const kept = readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(?:key|guard)$/.test(name))
    .map((name) => join(directory, name))
    .map((path) => ({ path, bytes: readFileSync(path) }));
  return async () => {
    for (const name of readdirSync(directory))
      if (!name.includes('.saved-')) rmSync(join(directory, name), { recursive: true });
    await restore();
    for (const { path, bytes } of kept) {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, bytes, { mode: 0o600 });
    }
  };
}
