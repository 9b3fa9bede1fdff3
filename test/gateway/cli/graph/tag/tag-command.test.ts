import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { runWithInput } from '../../../../support/run-with-input.ts';

const root = mkdtempSync(join(tmpdir(), 'phi-tag-'));
afterAll(() => rmSync(root, { recursive: true }));

/** A folder with the file of one subgraph. */
function folderWith(name: string, sdl: string): string {
  const folder = join(root, name);
  mkdirSync(folder);
  writeFileSync(join(folder, 'a.graphql'), sdl);
  return folder;
}

const SCHEMA = `type Query { patients(name: String, where: Where): [Patient] }

type Patient {
  id: ID!
  name:   String    # keeps its spaces
  "The phone."
  phone: String
}
`;

/** No type is named for a patient, and what the users have could be of any software. */
const BOOKINGS = `type Query { users: [User] bookings: [Booking] }
type User { id: ID! name: String phone: String bookings: [Booking] }
type Booking { id: ID! date: String notes: String user: User }
type Profile { name: String }
`;

const CLINIC = `type Query { patient(id: ID!): Patient }
type Patient {
  id: ID!
  name: String
  birthDate: String
  phone: String
}
`;
const CLINIC_CONFIG = `graph: { subgraphs: [{ name: clinic, url: 'https://clinic.test', sdl: a.graphql }] }
identity: { issuers: [{ issuer: 'https://id.test', audience: api, jwks: 'https://id.test/jwks' }] }
authorization: { reach: { physician: all, patient: self, billing: all } }
`;
const CLINIC_POLICY = `callers:
  physician: { roles: physician }
  the patient: { roles: patient, relation: self }
  billing: { roles: billing }
cases:
  - name: Physicians and the patient see the birth date
    field: Patient.birthDate
    expect: { physician: full, the patient: full }
  - name: Billing sees no contact data
    field: [Patient.phone, Patient.name]
    expect: { billing: denied by role }
`;

describe('phi-gateway tag', () => {
  it('says which types it reads as patients, writes the answers of a pipe, goes on with what is left, and then has nothing to ask', () => {
    const folder = folderWith('tagged', SCHEMA);
    const tag = (answers: string) =>
      runWithInput(['tag', `clinic=${folder}`, '--role', 'nurse'], answers);
    const first = tag('S\nr nurse\nA\nq\n');
    expect(first).toMatchObject({ code: 0, err: '' });
    expect(first.out).toContain('Read as patients: Patient.');
    expect(first.out).toContain('Query   type 1 of 2, 1 value');
    expect(first.out).toMatch(/Patient\.id {3}\S*a\.graphql:4:3\n {6}id: ID!\n/);
    expect(first.out).toMatch(
      /3 marked, 0 not PHI, 1 skipped.*\nReview the changes, then run check\.\n$/,
    );
    expect(readFileSync(join(folder, 'a.graphql'), 'utf8')).toContain(
      'name:   String @phi(category: NAME) @role(anyOf: ["nurse"])    # keeps its spaces',
    );
    expect(tag('s\nq\n').out).toMatch(
      /0 marked, 0 not PHI, 1 skipped, .*\nNo file was changed\.\n$/,
    );
    const second = tag('n The desk\u{2019}s.\n'.repeat(9));
    expect(second.out).toMatch(/0 marked, \d not PHI, 0 skipped\./);
    expect(readFileSync(join(folder, 'a.graphql'), 'utf8')).toContain(': The desk\u{2019}s.\n');
    expect(tag('').out).toContain('Nothing to tag');
  });

  it('leaves out what is less sure than --min-confidence demands', () => {
    const folder = folderWith(
      'sure',
      SCHEMA.replace('phone: String', 'phone: String quux: String'),
    );
    const tag = (...flags: readonly string[]) =>
      runWithInput(['tag', `clinic=${folder}`, '--role', 'nurse', ...flags], 's\n'.repeat(5)).out;
    expect(tag()).toContain('Patient.quux');
    expect(tag('--min-confidence', 'high')).toContain('Patient.phone');
    expect(tag('--min-confidence', 'high')).not.toContain('Patient.quux');
  });

  it('fails with what to do instead if there are no answers', () => {
    const folder = folderWith('unanswered', SCHEMA);
    expect(runWithInput(['tag', `clinic=${folder}`], '')).toMatchObject({
      code: 1,
      err: expect.stringContaining(
        'tag: no answers. Run it in a terminal, pipe one answer per line',
      ),
    });
    expect(readFileSync(join(folder, 'a.graphql'), 'utf8')).toBe(SCHEMA);
  });

  it('ends at an answer of a pipe that is refused, and keeps what was decided before it', () => {
    const folder = folderWith('refused', SCHEMA);
    const args = ['tag', `clinic=${folder}`, '--role', 'nurse'];
    const { code, err, out } = runWithInput(args, `S\nr nurse\na\nr docter\n${'a\n'.repeat(300)}`);
    expect({ code, err }).toEqual({
      code: 1,
      err: 'phi-gateway: tag: answer 4 is refused. No configured role: docter. There are nurse. Add roles to authorization.reach first.\n',
    });
    expect(out).toContain('1 marked, 0 not PHI, 1 skipped, 2 left.');
    expect(readFileSync(join(folder, 'a.graphql'), 'utf8')).toContain('@role(anyOf: ["nurse"])');
  });

  it('takes the roles of a category from the marks of an earlier run, where they agree', () => {
    const folder = folderWith(
      'resumed',
      SCHEMA.replace(
        'phone: String',
        `phone: String
  workPhone: String
  firstName: String
  email: String
  workEmail: String`,
      ),
    );
    const args = ['tag', `clinic=${folder}`, '--role', 'nurse', '--role', 'clerk'];
    const first = runWithInput(args, 'S\ns\nr nurse\na\nr clerk\na\nq\n');
    expect(first).toMatchObject({ code: 0, err: '' });
    const second = runWithInput(args, 'S\ns\ns\nq\n');
    expect(second.out).toContain('PHONE, for clerk');
  });

  it('asks who the patients are where no type is read so, and says how to keep the answer', () => {
    const folder = folderWith('asked', BOOKINGS);
    const none = runWithInput(['tag', `clinic=${folder}`], '\n');
    expect(none).toMatchObject({ code: 0, err: '' });
    expect(none.out).toContain("No type was read as a patient's.");
    expect(none.out).toContain('\n  1  User\n  2  Profile\n');
    expect(none.out).toContain('Nothing to tag');
    const byNumber = runWithInput(
      ['tag', `clinic=${folder}`, '--role', 'nurse'],
      '1\nr nurse\nA\nq\n',
    );
    expect(byNumber).toMatchObject({ code: 0, err: '' });
    expect(byNumber.out).toContain('Read as patients: User.');
    expect(byNumber.out).toContain('give the same types with --patient-type');
    expect(readFileSync(join(folder, 'a.graphql'), 'utf8')).toContain(
      'name: String @phi(category: NAME) @role(anyOf: ["nurse"])',
    );
    const byName = runWithInput(
      ['tag', `clinic=${folderWith('named', BOOKINGS)}`],
      'Profile, User\nq\n',
    );
    expect(byName.out).toContain('Read as patients: User, Profile.');
  });

  it('leads from the findings of check to marks with which a policy test passes', () => {
    const folder = folderWith('clinic', CLINIC);
    const config = join(folder, 'gateway.yaml');
    writeFileSync(config, CLINIC_CONFIG);
    const policy = join(folder, 'policy.yaml');
    writeFileSync(policy, CLINIC_POLICY);
    const runWith = (command: string, answers = '') =>
      runWithInput([command, ...(command === 'test' ? [policy] : []), '--config', config], answers);
    expect(runWith('check').out).toContain('5 findings: OTHER_ID 2, DATE 1, NAME 1, PHONE 1\n');
    expect(runWith('test')).toMatchObject({
      code: 1,
      out: expect.stringContaining('2 cases: 1 passed, 1 failed'),
    });
    const tagged = runWith('tag', 'a\nr physician patient\nA\na\n');
    expect(tagged).toMatchObject({ code: 0, err: '' });
    expect(tagged.out).toContain('6 marked, 0 not PHI, 0 skipped.');
    expect(runWith('check')).toMatchObject({
      code: 0,
      out: expect.not.stringContaining('looks like PHI'),
    });
    expect(runWith('test')).toMatchObject({
      code: 0,
      out: expect.stringContaining('2 cases: 2 passed, 0 failed'),
    });
  });

  it('refuses a patient type that no schema has', () => {
    const folder = folderWith('unknown', BOOKINGS);
    expect(runWithInput(['tag', `clinic=${folder}`], 'Usr\na\n')).toMatchObject({
      code: 1,
      err: 'phi-gateway: tag: answer 1 is refused. patient type Usr: no schema has an object type of this name. Did you mean User?\n',
    });
    expect(readFileSync(join(folder, 'a.graphql'), 'utf8')).toBe(BOOKINGS);
  });
});
