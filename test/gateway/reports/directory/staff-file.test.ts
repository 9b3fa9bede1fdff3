import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { SettingsError } from '../../../../gateway/platform/errors.ts';
import { createLog } from '../../../../gateway/platform/log.ts';
import {
  createDirectory,
  MAX_FOUND,
} from '../../../../gateway/reports/directory/create-directory.ts';
import { directorySchema } from '../../../../gateway/reports/directory/directory-config.ts';
import { readStaffFile } from '../../../../gateway/reports/directory/staff-file.ts';
import { testConnect } from '../../../support/test-connect.ts';

const ISSUER = 'https://idp.test';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'phi-staff-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function write(text: string | Buffer): string {
  const path = join(folder, 'staff.csv');
  writeFileSync(path, text);
  return path;
}

/** The directory of a file, and the lines that it logged. */
function open(path: string) {
  const logged: string[] = [];
  const config = directorySchema('').parse({ staff: path });
  if (config === null) throw new Error('no directory');
  const directory = createDirectory(config, {
    supergraphSdl: '',
    connect: testConnect({ retries: 0 }),
    staffIssuers: new Set([ISSUER]),
    log: createLog('debug', { write: (line: string) => void logged.push(line) }),
  });
  const search = async (text: string) =>
    (await directory.search(text, 'actorSearch')).actors.map(({ subject }) => subject);
  const nameOf = async (subject: string) =>
    (await directory.find({ patients: [], actors: [{ issuer: ISSUER, subject }] })).actors[0]?.name;
  return { directory, logged, search, nameOf };
}

describe('a file of staff', () => {
  it('gives accounts of the staff issuer their names, roles and departments, whatever the order of its columns and whatever else it has', async () => {
    const { directory } = open(
      write(
        '\uFEFFdepartment,actor,salary,name\r\n"Emergency, adults",n.1,1,"Zoë ""Z"" Núñez"\r\n,n.2,2,Otto\r\n',
      ),
    );
    const ask = (subject: string, issuer = ISSUER) => ({ issuer, subject });
    const found = await directory.find({
      patients: ['p-1'],
      actors: [ask('n.1'), ask('n.2'), ask('n.3'), ask('n.1', 'https://other.test')],
    });
    expect(found).toEqual({
      patients: [],
      actors: [
        {
          subject: 'n.1',
          issuer: ISSUER,
          name: 'Zoë "Z" Núñez',
          role: null,
          department: 'Emergency, adults',
        },
        { subject: 'n.2', issuer: ISSUER, name: 'Otto', role: null, department: null },
      ],
      isComplete: true,
    });
    expect(directory.scope).toEqual({
      patients: false,
      actors: true,
      patientSearch: false,
      actorSearch: true,
    });
    expect(directory.argumentsOf(['actors', 'actorSearch'])).toEqual([]);
  });

  it.each([
    ['a part of a name, without accents', 'nune', ['n.1']],
    ['parts of several words in any order and case', 'EMER zoe', ['n.1']],
    ['an account', 'n.2', ['n.2']],
    ['a role', 'nurse', ['n.1', 'n.2']],
    ['what only one of the words fits', 'zoe otto', []],
  ])('finds staff by %s', async (_title, text, subjects) => {
    const { search } = open(
      write('actor,name,role,department\nn.1,Zoë Núñez,Nurse,Emergency\nn.2,Otto,Nurse,Ward 1\n'),
    );
    expect(await search(text)).toEqual(subjects);
  });

  it('shows at most 20 people of a search', async () => {
    const rows = Array.from({ length: 30 }, (_item, index) => `n.${index},Otto`);
    const { search } = open(write(['actor,name', ...rows].join('\n')));
    expect(await search('otto')).toHaveLength(MAX_FOUND);
  });

  it('is read again after it has changed, and keeps its rows while it cannot be used, which is logged once', async () => {
    const path = write('actor,name\nn.1,Ann\n');
    const { nameOf, logged } = open(path);
    expect(await nameOf('n.1')).toBe('Ann');
    write('actor,name\nn.1,Ann Newname\n');
    await until(async () => (await nameOf('n.1')) === 'Ann Newname');
    write('actor,name\nn.1,Ann\nn.1,Otto\n');
    await until(async () => (await nameOf('n.1')) === 'Ann Newname' && logged.length > 0);
    expect(logged).toEqual([expect.stringContaining('changed staff file cannot be used')]);
    write('actor,name\nn.2,Otto\n');
    await until(async () => (await nameOf('n.2')) === 'Otto');
    expect(await nameOf('n.1')).toBeUndefined();
    expect(logged).toHaveLength(1);
  });

  it.each([
    [
      '',
      [
        'the first line names the columns: actor, and at least one of name, role, department. It has none.',
      ],
    ],
    ['actor,salary\n', ['It has actor, salary.']],
    ['name\nOtto\n', ['It has name.']],
    [
      'actor,name\n,Otto\nn.1,Ann\n\nn.1,Otto\n',
      [':2: the row has no actor.', ':5: actor is listed above, too. Keep one row.'],
    ],
    ['actor,name\nn.1,Ann,Low\n', [':2: is not CSV as in the lines before']],
    ['actor,name\nn.1,"Ann\n', ['is not CSV as in the lines before: CSV_QUOTE_NOT_CLOSED']],
    [Buffer.alloc(20_971_521), ['is larger than 20 MiB']],
  ])('is refused with every wrong line and the fix: %#', async (text, expected) => {
    const path = write(text);
    const problems = await problemsOf(path);
    expect(problems).toHaveLength(expected.length);
    for (const [index, part] of expected.entries()) expect(problems[index]).toContain(part);
  });

  it('is refused if it is missing', async () => {
    expect(await problemsOf(join(folder, 'nothing.csv'))).toEqual([
      `admin.directory.staff: ${join(folder, 'nothing.csv')} cannot be read. Fix the path or its permissions.`,
    ]);
  });

  it('is not configured beside operations for staff', () => {
    const operation = 'query ($actors: [ID!]!) { staff(actors: $actors) { actor name } }';
    const both = { staff: 'staff.csv', actors: [{ subgraph: 'hr', operation }] };
    expect(
      directorySchema('')
        .safeParse(both)
        .error?.issues.map(({ message }) => message),
    ).toEqual(['stands in place of actors and actorSearch: keep the file or the operations']);
  });
});

/** Waits until a condition holds; the file is looked at once a second. */
async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await sleep(100);
}

async function problemsOf(path: string): Promise<readonly string[]> {
  try {
    await readStaffFile(path);
    return [];
  } catch (error) {
    if (error instanceof SettingsError) return error.problems;
    throw error;
  }
}
