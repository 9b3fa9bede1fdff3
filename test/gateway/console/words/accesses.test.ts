import { describe, expect, it } from '@jest/globals';
import type { OwnEvent } from '../../../../gateway/console/api/operations.types.ts';
import { describeAccess, ownViewWords } from '../../../../gateway/console/words/accesses.ts';
import { languageOf, wordsOf } from '../../../../gateway/console/words/words.ts';

const ENGLISH = wordsOf('en');

const EVENT: OwnEvent = {
  id: '7-0',
  time: '2026-03-04T14:30:00.000Z',
  kind: 'access',
  actor: 'n-1',
  actorKind: 'ACCOUNT',
  actorName: 'Nurse 1',
  roles: ['head_nurse'],
  relations: ['care-team', 'sponsor'],
  purpose: 'ETREAT',
  outcome: 'permit',
  coordinates: [
    { coordinate: 'Patient.name', view: 'full', categories: ['NAME'] },
    { coordinate: 'Patient.birthDate', view: 'deidentified', categories: ['DATE', 'NAME'] },
    { coordinate: 'Patient.x', view: 'full', categories: [] },
    { coordinate: 'Patient.ssn', view: 'denied: role', categories: [] },
  ],
  breakGlass: null,
};

/** The event by an actor without a name. */
function shown(
  actorKind: NonNullable<OwnEvent['actorKind']>,
  actor: Pick<OwnEvent, 'actor'> & Partial<Pick<OwnEvent, 'roles'>>,
): OwnEvent {
  return { ...EVENT, actorName: null, actorKind, ...actor };
}

describe('an access as a patient reads it', () => {
  it('is in the words of letters, without the categories of what was refused', () => {
    expect(describeAccess(EVENT, ENGLISH)).toEqual({
      who: 'Nurse 1',
      roles: 'head nurse',
      what: ['name, other health information', 'in a de-identified form: dates'],
      why: 'Emergency treatment',
      // A relation of a later version.
      how: ['Takes part in your care', 'sponsor'],
    });
    expect(describeAccess(EVENT, wordsOf('es'))).toMatchObject({
      what: ['nombre, otra información de salud', 'sin datos que lo identifiquen: fechas'],
      how: ['Participa en su atención', 'sponsor'],
    });
  });

  it.each([
    ['denial', [], 'An attempt that was refused. Nothing was shown.'],
    ['access', [], 'Nothing was shown.'],
    ['disclosure', [], 'Information was given to a person outside of our computer systems.'],
  ] as const)('says what happened in a record of the kind %s', (kind, coordinates, text) => {
    expect(describeAccess({ ...EVENT, kind, coordinates }, ENGLISH).what).toEqual([text]);
  });

  it('is by the gateway itself without an actor, and by the account without a name', () => {
    const withoutActor: OwnEvent = {
      ...EVENT,
      actor: null,
      actorKind: null,
      actorName: null,
      roles: [],
      purpose: null,
    };
    expect(describeAccess(withoutActor, ENGLISH)).toMatchObject({
      who: 'Our computer system by itself',
      why: 'Not stated',
    });
    expect(describeAccess({ ...EVENT, actorName: null }, ENGLISH).who).toBe('n-1');
  });

  it('names roles and departments as the hospital calls them', () => {
    const spanish = wordsOf('es', { head_nurse: 'jefa de enfermería', Surgery: 'Cirugía' });
    expect(describeAccess(EVENT, spanish).roles).toBe('jefa de enfermería');
    const ofDepartment = shown('DEPARTMENT', { actor: 'Surgery', roles: [] });
    expect(describeAccess(ofDepartment, spanish)).toMatchObject({ who: 'Cirugía', roles: '' });
  });

  it('shows a role once if staff are named by role, and staff without a name in the language of the page', () => {
    const byRole = shown('ROLES', { actor: 'head nurse' });
    expect(describeAccess(byRole, ENGLISH)).toMatchObject({ who: 'head nurse', roles: '' });
    const spanish = wordsOf('es', { head_nurse: 'jefa de enfermería' });
    expect(describeAccess(byRole, spanish).who).toBe('jefa de enfermería');
    const concealed = shown('STAFF', { actor: 'member of staff', roles: [] });
    expect(describeAccess(concealed, spanish).who).toBe('Un miembro del personal');
  });

  it('shows accounts and departments by their names, also such that read like a role or like concealed staff', () => {
    const spanish = wordsOf('es', { 'head nurse': 'jefa de enfermería' });
    const account = shown('ACCOUNT', { actor: 'head nurse' });
    expect(describeAccess(account, spanish)).toMatchObject({
      who: 'head nurse',
      roles: 'head nurse',
    });
    for (const kind of ['ACCOUNT', 'DEPARTMENT'] as const) {
      const alike = shown(kind, { actor: 'member of staff', roles: [] });
      expect(describeAccess(alike, spanish).who).toBe('member of staff');
    }
    const later = shown('STAFF', { actor: 'colleague', roles: [] });
    expect(describeAccess(later, spanish).who).toBe('Un miembro del personal');
  });

  it('says why a field was withheld, and shows unknown codes as they are', () => {
    expect(ownViewWords('denied: role', ENGLISH)).toBe('refused: the job does not permit it');
    expect(ownViewWords('denied: toString', ENGLISH)).toBe('refused: toString');
    expect(ownViewWords('constructor', ENGLISH)).toBe('constructor');
  });
});

describe('the language of the page', () => {
  it.each([
    [['fr-FR', 'es-MX', 'en'], 'es'],
    [['EN-gb'], 'en'],
    [['', 'es'], 'es'],
    [['de', 'english', 'e'], null],
    [[], null],
  ])('of a browser that asks for %j is %s', (tags, language) => {
    expect(languageOf(tags)).toBe(language);
  });
});
