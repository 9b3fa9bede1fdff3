import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { packageFile } from '../../../schema/package-file.ts';

const versions = z.record(z.string(), z.string()).default({});
const manifestSchema = z.object({
  version: z.string(),
  optionalDependencies: versions,
  /** Of a release: the packages of the example. */
  devDependencies: versions,
});

function readManifest() {
  return manifestSchema.parse(JSON.parse(readFileSync(packageFile('package.json'), 'utf8')));
}

/** The version of this package, as its `package.json` says. */
export function readVersion(): string {
  return readManifest().version;
}

/** The command that installs optional packages in the versions that this package is tested with. */
export function installCommand(names: readonly string[]): string {
  const { optionalDependencies, devDependencies } = readManifest();
  const version = { ...devDependencies, ...optionalDependencies };
  return `npm install --no-save ${names.map((name) => `${name}@${version[name]}`).join(' ')}`;
}
