import { readFileSync } from 'node:fs';
import { packageFile } from '../../../schema/package-file.ts';

/** The version of this package, as its `package.json` says. */
export function readVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(packageFile('package.json'), 'utf8'));
  return String(Object(manifest)['version']);
}
