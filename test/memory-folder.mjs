import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  statfsSync,
} from 'node:fs';
import { availableMemory } from 'node:process';
import { join } from 'node:path';

const MOUNT = '/dev/shm';

/** Bytes: about three times what a run of all tests writes. */
const MIN_FREE = 4 * 2 ** 30;
const MIN_MEMORY = 8 * 2 ** 30;

/**
 * Creates a folder in memory for a run's temporary files, so that thousands of ledgers don't wait for the disk.
 * Returns null, and the run uses the disk, if `TMPDIR` is set, for `npm run test:deep`, which tries durability on
 * the real disk, and where this machine has no memory file system with enough room that allows programs to run.
 */
export function createMemoryFolder() {
  if (process.env['TMPDIR'] !== undefined || process.env['TEST_DEPTH'] === 'deep') return null;
  if (!hasRoom()) return null;
  removeStale();
  const folder = mkdtempSync(join(MOUNT, `phi-gateway-tests-${process.pid}-`));
  // PostgreSQL runs as another user if the tests run as root.
  chmodSync(folder, 0o755);
  return folder;
}

function hasRoom() {
  if (process.platform !== 'linux' || !existsSync(MOUNT)) return false;
  const mounts = readFileSync('/proc/mounts', 'utf8').split('\n');
  const options = mounts
    .map((line) => line.split(' '))
    .filter(([, path]) => path === MOUNT)
    .at(-1)?.[3];
  if (options === undefined || /\b(?:noexec|ro)\b/.test(options)) return false;
  const { bavail, bsize } = statfsSync(MOUNT);
  return bavail * bsize >= MIN_FREE && availableMemory() >= MIN_MEMORY;
}

/** Removes the folders that this user's killed runs left. */
function removeStale() {
  for (const name of readdirSync(MOUNT)) {
    const [, pid] = /^phi-gateway-tests-(\d+)-/.exec(name) ?? [];
    if (pid === undefined || existsSync(`/proc/${pid}`)) continue;
    const folder = join(MOUNT, name);
    if (statSync(folder).uid === process.getuid()) rmSync(folder, { recursive: true, force: true });
  }
}
