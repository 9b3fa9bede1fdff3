import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Directories that hold servers and are not always on the PATH of a user. */
const SERVERS = ['/usr/local/sbin', '/usr/sbin', '/sbin'];

/** Set by `.ci/run`, where every program must be installed. */
const IS_REQUIRED = process.env['PHI_GATEWAY_TEST_PROGRAMS'] === 'required';

/**
 * The path of a program of the system that tests need, such as nginx. Null if it is not installed: then its tests are
 * skipped, and the run names them. In `.ci/run` it throws instead.
 */
export function systemProgram(name: string): string | null {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), ...SERVERS];
  const path = folders.map((folder) => join(folder, name)).find((file) => existsSync(file));
  if (path === undefined && IS_REQUIRED) throw new Error(`${name} is not installed`);
  return path ?? null;
}
