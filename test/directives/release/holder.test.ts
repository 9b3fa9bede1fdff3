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

describe('whose data an object holds', () => {
  it.each<[string, Parameters<typeof holderOf>, Holder]>([
    [
      'is its own where its type tells the patient',
      [{ isEntity: true, tellsPatient: true, holdsPhi: true }, NAMED],
      { kind: 'object', namedBy: [], standings: [] },
    ],
    [
      'is no patient’s where it is an entity without a patient',
      [{ isEntity: true, tellsPatient: false, holdsPhi: true }, OBJECT],
      ROOT_HOLDER,
    ],
    [
      'is inherited without a key',
      [{ isEntity: false, tellsPatient: false, holdsPhi: true }, NAMED],
      NAMED,
    ],
    [
      'is no patient’s where it only groups fields',
      [{ isEntity: false, tellsPatient: false, holdsPhi: false }, ROOT_HOLDER],
      ROOT_HOLDER,
    ],
    [
      'is an unknown patient’s where it holds PHI and no patient is above',
      [{ isEntity: false, tellsPatient: false, holdsPhi: true }, ROOT_HOLDER],
      { kind: 'object', namedBy: [], standings: [] },
    ],
  ])('%s', (_what, [type, inherited], holder) => {
    expect(holderOf(type, inherited)).toEqual(holder);
  });
});

describe('whose data a value is', () => {
  it.each<[string, Parameters<typeof holderOfValue>, Holder]>([
    [
      'is that of the patient its arguments bind it to where no patient is above',
      [ROOT_HOLDER, { index: 5, isBound: true, standings: [2] }],
      { kind: 'named', namedBy: [5], standings: [2] },
    ],
    [
      'is that of the patient above as well',
      [OBJECT, { index: 5, isBound: true, standings: [2] }],
      { kind: 'object', namedBy: [3, 5], standings: [1, 2] },
    ],
    [
      'stays open where arguments name a patient without binding it',
      [ROOT_HOLDER, { index: 5, isBound: false, standings: [2] }],
      { kind: 'none', namedBy: [5], standings: [2] },
    ],
    [
      'is what it is above where arguments name no patient',
      [NAMED, { index: 5, isBound: false, standings: [] }],
      NAMED,
    ],
  ])('%s', (_what, [holder, field], expected) => {
    expect(holderOfValue(holder, field)).toEqual(expected);
  });
});

it('the roles of every patient above and named count, unless arguments alone name the patient', () => {
  expect(countedStandings(OBJECT, 4)).toEqual([4, 1]);
  expect(countedStandings(NAMED, 4)).toEqual([1]);
  expect(countedStandings(ROOT_HOLDER, 4)).toEqual([4]);
});
