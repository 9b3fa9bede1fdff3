import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';

import { healthCommand } from '../../../schema/health/health-command.ts';
import { temporaryDirectory } from './health-data.ts';

/** Runs the command; an error of commander is thrown instead of ending the process. */
async function run(...words: string[]): Promise<void> {
  const command = healthCommand();
  for (const one of [command, ...command.commands]) {
    one.exitOverride().configureOutput({ writeErr: () => undefined });
  }
  await command.parseAsync(words, { from: 'user' });
}

describe('phi-gateway health', () => {
  let directory: ReturnType<typeof temporaryDirectory>;
  let printed: string;

  beforeEach(() => {
    directory = temporaryDirectory();
    printed = '';
    jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
      printed += String(text);
      return true;
    });
  });

  afterEach(() => {
    jest.restoreAllMocks();
    directory.remove();
  });

  it('generates the requested number of patients and prints the number of rows', async () => {
    const out = join(directory.path, 'out');
    await run('generate', '--patients', '3', '--seed', 'a', '--out', out);
    const patients = readFileSync(join(out, 'patients.csv'), 'utf8').trim().split('\n');
    expect(patients).toHaveLength(4);
    expect(printed).toMatch(/^3 patients, \d+ rows in /);
  });

  it.each([
    ['an invalid number of patients', ['generate', '--out', 'x', '--patients', 'many']],
    ['a missing output directory', ['generate', '--patients', '3']],
    ['an unknown subgraph', ['serve', 'pharmacy']],
    ['a port above 65535', ['serve', 'claims', '--port', '70000']],
  ])('refuses %s with a usage error', async (_what, words) => {
    await expect(run(...words)).rejects.toMatchObject({ name: 'CommanderError' });
  });

  it('prints one line and sets exit code 1 if a subgraph is to be served from a data directory that is missing', async () => {
    const stderr = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
    await run('serve', 'claims', '--data', '/no/such/place', '--port', '0');
    expect(process.exitCode).toBe(1);
    process.exitCode = undefined;
    expect(stderr.mock.calls).toEqual([
      ['phi-gateway: The data directory /no/such/place is missing.\n'],
    ]);
  });
});
