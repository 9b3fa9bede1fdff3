import { describe, expect, it } from '@jest/globals';
import {
  countedStandings,
  holderOf,
  holderOfValue,
  ROOT_HOLDER,
  type Holder,
} from '../../../directives/release/holder.ts';

const NAMED: Holder = { kind: 'named', namedBy: [3], standings: [1] };
const OBJECT: Holder = { kind: 'object', namedBy: [3], standings: [1] };

describe('the holder of an object', () => {
  it.each<[string, Parameters<typeof holderOf>, Holder]>([
    [
      'is the object itself where its type names the patient',
      [{ isEntity: true, tellsPatient: true, holdsPhi: true }, NAMED],
      { kind: 'object', namedBy: [], standings: [] },
    ],
    [
      'is no patient for an entity without a patient',
      [{ isEntity: true, tellsPatient: false, holdsPhi: true }, OBJECT],
      ROOT_HOLDER,
    ],
    [
      'is inherited without a key',
      [{ isEntity: false, tellsPatient: false, holdsPhi: true }, NAMED],
      NAMED,
    ],
    [
      'is no patient for a keyless root object without PHI',
      [{ isEntity: false, tellsPatient: false, holdsPhi: false }, ROOT_HOLDER],
      ROOT_HOLDER,
    ],
    [
      'is an unknown patient for a keyless root object with PHI',
      [{ isEntity: false, tellsPatient: false, holdsPhi: true }, ROOT_HOLDER],
      { kind: 'object', namedBy: [], standings: [] },
    ],
  ])('%s', (_what, [type, inherited], holder) => {
    expect(holderOf(type, inherited)).toEqual(holder);
  });
});

describe('the holder of a value', () => {
  it.each<[string, Parameters<typeof holderOfValue>, Holder]>([
    [
      'is the patient that arguments bind it to, where no patient is above',
      [ROOT_HOLDER, { index: 5, isBound: true, standings: [2] }],
      { kind: 'named', namedBy: [5], standings: [2] },
    ],
    [
      'is the patient above and the patient that arguments bind it to',
      [OBJECT, { index: 5, isBound: true, standings: [2] }],
      { kind: 'object', namedBy: [3, 5], standings: [1, 2] },
    ],
    [
      'is no patient where arguments name a patient without binding the field',
      [ROOT_HOLDER, { index: 5, isBound: false, standings: [2] }],
      { kind: 'none', namedBy: [5], standings: [2] },
    ],
    [
      'is inherited where arguments name no patient',
      [NAMED, { index: 5, isBound: false, standings: [] }],
      NAMED,
    ],
  ])('%s', (_what, [holder, field], expected) => {
    expect(holderOfValue(holder, field)).toEqual(expected);
  });
});

it('the roles that count are those for the owner and for named patients, unless arguments alone name one', () => {
  expect(countedStandings(OBJECT, 4)).toEqual([4, 1]);
  expect(countedStandings(NAMED, 4)).toEqual([1]);
  expect(countedStandings(ROOT_HOLDER, 4)).toEqual([4]);
});
