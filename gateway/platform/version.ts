import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { packageFile } from '../../schema/package-file.ts';

/** The version of this package, as its `package.json` says. */
export function readVersion(): string {
  const text: unknown = JSON.parse(readFileSync(packageFile('package.json'), 'utf8'));
  return z.looseObject({ version: z.string() }).parse(text).version;
}
