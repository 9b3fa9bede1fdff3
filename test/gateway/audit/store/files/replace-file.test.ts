import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { replaceFile } from '../../../../../gateway/audit/store/files/replace-file.ts';
import { builtProgram } from '../../../../support/built-program.ts';
import { createDirectory } from '../../sample.ts';

let directory: ReturnType<typeof createDirectory>;
let path: string;
beforeEach(() => {
  directory = createDirectory();
  path = join(directory.path, 'proof.json');
});
afterEach(() => {
  directory.remove();
});

describe('replacing a file', () => {
  it('writes the new content, makes the file readable by its owner only, and leaves no temporary file', () => {
    writeFileSync(path, 'before');
    chmodSync(path, 0o644);
    replaceFile(path, 'behind');
    expect(readFileSync(path, 'utf8')).toBe('behind');
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readdirSync(directory.path)).toEqual(['proof.json']);
  });

  it('leaves files with similar names unchanged', () => {
    for (const end of ['.next', '.tmp', '~', '.new']) writeFileSync(path + end, 'a ledger');
    replaceFile(path, 'behind');
    for (const end of ['.next', '.tmp', '~', '.new'])
      expect(readFileSync(path + end, 'utf8')).toBe('a ledger');
  });

  it('keeps the old content if there is no space for the new content, and leaves no temporary file', () => {
    writeFileSync(path, 'before');
    // The limit is in blocks of 512 bytes: the first write is partial, which only its byte count shows.
    const limited = ['-c', 'ulimit -f 8; exec "$0" "$@"', process.execPath];
    const write = builtProgram('test/gateway/audit/store/files/replace-once.ts', [path, '100000']);
    const { status, stderr } = spawnSync('sh', [...limited, ...write], { encoding: 'utf8' });
    expect(stderr).toContain('EFBIG');
    expect(status).not.toBe(0);
    expect(readFileSync(path, 'utf8')).toBe('before');
    expect(readdirSync(directory.path)).toEqual(['proof.json']);
  });

  it('throws an error if the path is a folder, and keeps the folder', () => {
    mkdirSync(path);
    expect(() => {
      replaceFile(path, 'behind');
    }).toThrow(/EISDIR|ENOTEMPTY|EEXIST/);
    expect(readdirSync(directory.path)).toEqual(['proof.json']);
  });
});
