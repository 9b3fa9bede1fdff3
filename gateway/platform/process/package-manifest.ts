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

/**
 * The command that installs optional packages in the versions that this package is tested with. It includes their kind of
 * dependency, which npm leaves out if it is set to, as it is by `NODE_ENV=production` for those of a release.
 */
export function installCommand(names: readonly string[]): string {
  const { optionalDependencies, devDependencies } = readManifest();
  const isRelease = names.every((name) => name in devDependencies);
  const version = isRelease ? devDependencies : optionalDependencies;
  const packages = names.map((name) => `${name}@${version[name]}`);
  return `npm install --no-save --include=${isRelease ? 'dev' : 'optional'} ${packages.join(' ')}`;
}
