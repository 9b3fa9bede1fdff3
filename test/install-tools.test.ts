import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { packageFile } from '../schema/package-file.ts';

const LOCK = JSON.stringify({
  packages: { 'node_modules/linter': { version: '1.0.0', dev: true } },
});
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'phi-tools-'));
  mkdirSync(join(folder, 'node_modules'));
  writeFileSync(join(folder, 'package-lock.json'), LOCK);
  writeFileSync(join(folder, 'node_modules/.package-lock.json'), LOCK);
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Runs the script where it finds no npm, so that nothing is installed. */
const install = () =>
  spawnSync(process.execPath, [packageFile('test/install-tools.mjs')], {
    cwd: folder,
    env: { PATH: folder },
    encoding: 'utf8',
  });

describe('installing the development tools', () => {
  it('installs nothing and exits with status 0 if each package of the lock file has its folder', () => {
    mkdirSync(join(folder, 'node_modules/linter'));
    expect(install()).toMatchObject({ status: 0, stderr: '' });
  });

  it('tries to install a package whose folder is missing although npm noted it, and fails if there is no npm', () => {
    const { status, stderr } = install();
    expect(stderr).toContain('Installing 1 packages');
    expect(stderr).toContain('1 packages are missing, such as linter.');
    expect(status).toBe(1);
  });
});
