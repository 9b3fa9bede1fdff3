import { describe, expect, it } from '@jest/globals';
import type { AskedPeople } from '../../../../gateway/reports/directory/create-directory.ts';
import { findLetterPeople, NO_PEOPLE } from '../../../../gateway/reports/letters/letter-people.ts';
import { DOCTOR } from '../../../support/letters/sample-letters.ts';

const ISSUER = 'https://id.test';
const ann = { id: 'p1', name: 'Ann Low', mrn: null, birthDate: null };
const staff = Array.from({ length: 401 }, (_, index) => ({ issuer: ISSUER, subject: `s${index}` }));

/** A directory that stops to answer after some lookups. */
function directory(answers: number) {
  const asked: AskedPeople[] = [];
  const find = (people: AskedPeople) => {
    asked.push(people);
    const isComplete = asked.length <= answers;
    const actors = people.actors.map((each) => ({
      ...each,
      name: `Name of ${each.subject}`,
      role: null,
      department: null,
    }));
    return Promise.resolve({
      patients: people.patients.length === 0 || !isComplete ? [] : [ann],
      actors: isComplete ? actors : [],
      isComplete,
    });
  };
  return { asked, find };
}

const off = () => Promise.resolve(null);

describe('the names in a letter', () => {
  it('are looked up once per account, at most 200 at a time, by issuer and subject alone', async () => {
    const { asked, find } = directory(9);
    const actors = [...staff, ...staff, { ...DOCTOR, subject: 's1' }];
    const people = await findLetterPeople({ patient: 'p1', actors }, find);
    expect(asked.map(({ actors: each }) => each.length)).toEqual([200, 200, 1]);
    expect(asked.flatMap(({ patients }) => patients)).toEqual(['p1']);
    expect(asked[0]?.actors[0]).toEqual({ issuer: ISSUER, subject: 's0' });
    expect([people.state, people.patient?.name, people.staff.size]).toEqual([
      'complete',
      'Ann Low',
      401,
    ]);
  });

  it('are those that arrived, and the letter is marked incomplete, if the directory stops to answer in the middle', async () => {
    const { find } = directory(1);
    const people = await findLetterPeople({ patient: 'p1', actors: staff }, find);
    expect([people.state, people.patient?.name, people.staff.size]).toEqual([
      'incomplete',
      'Ann Low',
      200,
    ]);
  });

  it('are not looked up if the caller may not see them, for placeholders, and for ids that cannot be recorded', async () => {
    expect(await findLetterPeople({ patient: 'p1', actors: staff }, null)).toBe(NO_PEOPLE);
    const { asked, find } = directory(9);
    const hidden = [
      { issuer: ISSUER, subject: '(erased)' },
      { issuer: ISSUER, subject: 'a\u202e' },
    ];
    await findLetterPeople({ patient: '(erased)', actors: hidden }, find);
    expect(asked).toEqual([{ patients: [], actors: [] }]);
  });

  it('are missing if the directory is off', async () => {
    expect(await findLetterPeople({ patient: 'p1', actors: [] }, off)).toBe(NO_PEOPLE);
  });
});
