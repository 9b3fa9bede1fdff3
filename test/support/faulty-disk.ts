import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageFile } from '../../schema/package-file.ts';

/** A fault of a write; null for none. */
export type DiskFault = 'fsync-eio' | 'fsync-hang' | 'write-eio' | 'write-enospc' | null;

/** A disk under one process that fails on command. */
export interface FaultyDisk {
  /** The launcher, which runs the command of the process. */
  readonly launcher: readonly string[];
  /** Sets the fault of all later writes. */
  fault(fault: DiskFault): void;
  /** Paths of files and directories that were synced, under the names that they had then. */
  synced(): readonly string[];
}

/**
 * Compiles `faulty-disk.c` into a folder. The faults apply to files whose path starts with `files`. Throws without a C
 * compiler, so that tests of a failing disk are never skipped silently.
 */
export function createFaultyDisk(folder: string, files: string): FaultyDisk {
  const library = join(folder, 'faulty-disk.so');
  const source = packageFile('test/support/faulty-disk.c');
  execFileSync('cc', [
    '-shared',
    '-fPIC',
    '-O1',
    '-Wall',
    '-Werror',
    '-o',
    library,
    source,
    '-ldl',
  ]);
  const control = `${files}.fault`;
  writeFileSync(control, '');
  const log = `${control}.synced`;
  return {
    launcher: [
      'env',
      `LD_PRELOAD=${library}`,
      `FAULTY_DISK_CONTROL=${control}`,
      `FAULTY_DISK_FILES=${files}`,
      `FAULTY_DISK_SYNCED=${log}`,
    ],
    fault: (fault) => {
      writeFileSync(control, fault ?? '');
    },
    synced: () => (existsSync(log) ? readFileSync(log, 'utf8').trimEnd().split('\n') : []),
  };
}
