import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

import { faultCode } from '../health-start-error.ts';

/** A unique name for an index while it is built. It holds the id of the building process. */
export function temporaryName(target: string): string {
  return `${target}.${process.pid}.${randomBytes(4).toString('hex')}.tmp`;
}

/** Removes unfinished builds of `target` whose process is gone. */
export function removeAbandonedBuilds(target: string): void {
  const directory = dirname(target);
  if (!existsSync(directory)) return;
  const prefix = `${basename(target)}.`;
  for (const name of readdirSync(directory)) {
    if (!name.startsWith(prefix)) continue;
    const pid = /^(\d+)\.[0-9a-f]{8}\.tmp(-journal)?$/.exec(name.slice(prefix.length))?.[1];
    if (pid !== undefined && !isAlive(Number(pid))) rmSync(join(directory, name), { force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // EPERM: the process exists and belongs to another user.
    return faultCode(error) === 'EPERM';
  }
}
