import { describe, expect, it } from '@jest/globals';
import { CARE } from '../../../../schema/lint/vocabulary/en-care.ts';
import { ENGLISH } from '../../../../schema/lint/vocabulary/english.ts';
import { LABORATORY } from '../../../../schema/lint/vocabulary/en-laboratory.ts';
import { SCALES } from '../../../../schema/lint/vocabulary/en-scales.ts';
import { SPECIALTIES_OF_LIFE } from '../../../../schema/lint/vocabulary/en-life.ts';
import { SPECIALTIES_OF_THE_BODY } from '../../../../schema/lint/vocabulary/en-body.ts';
import { TYPE_KINDS } from '../../../../schema/lint/vocabulary/vocabulary.ts';
import { wordsOf } from '../../../../schema/lint/words.ts';
import { unmarkedCoordinates } from '../../../support/unmarked-phi.ts';

const CLINICAL = [
  ...LABORATORY,
  ...SPECIALTIES_OF_THE_BODY,
  ...SPECIALTIES_OF_LIFE,
  ...SCALES,
  ...CARE,
].flatMap(({ vital, health, record }) =>
  [vital, health, record].flatMap((list) => (list === undefined ? [] : phrases(list))),
);

/** Currency, operating system, hearing, map, announcement, cache, delivery and so on. */
const ABBREVIATIONS = wordsOf(
  'inr od os hr rr map ph psa bun rom ot ed moca sofa cage gcs csf tst odi crl pvr hearing hive purge mutation carrier ingestion remission',
);

const BRITISH = ['haematuria', 'leukaemia', 'anaesthetic', 'foetal heart', 'tumour size'];

/** Fields of a record that a person has, one specialty each. */
const OF_A_PERSON: readonly (readonly [string, string])[] = [
  ['sleep medicine', 'apneaIndex: Float'],
  ['ophthalmology', 'iopRight: Float'],
  ['audiology', 'pureToneAverage: Float'],
  ['dentistry', 'probingDepth: Int'],
  ['cardiology', 'qtcInterval: Int'],
  ['pulmonology', 'fev1: Float'],
  ['dialysis', 'ultrafiltration: Float'],
  ['hepatology', 'childPugh: String'],
  ['diabetes technology', 'insulinOnBoard: Float'],
  ['midwifery', 'fundalHeight: Float'],
  ['fertility', 'spermMotility: Float'],
  ['growth of children', 'weightForAge: Float'],
  ['oncology', 'ctcaeGrade: Int'],
  ['transfusion', 'transfusionReaction: String'],
  ['tropical diseases', 'parasiteCount: Int'],
  ['dermatology', 'lesionSize: Float'],
  ['wound care', 'exudate: String'],
  ['physiotherapy', 'kneeFlexion: Int'],
  ['neurology', 'nihss: Int'],
  ['psychiatry', 'madrsTotal: Int'],
  ['addiction', 'soberSince: String'],
  ['speech therapy', 'syllablesStuttered: Float'],
  ['intensive care', 'qsofa: Int'],
  ['poison control', 'amountIngested: String'],
  ['nursing', 'bradenScore: Int'],
  ['occupational medicine', 'fitForWork: Boolean'],
  ['clinical trials', 'aeterm: String'],
].map(([specialty = '', field = '']) => [
  specialty,
  `type Query { me: User } type User { email: String sheets: [Sheet!]! }
   type Sheet { id: ID! date: String ${field} }`,
]);

/** Words that look like those of medicine, in software that has persons and no patients. */
const OF_OTHER_SOFTWARE: readonly (readonly [string, string])[] = [
  ['courts', 'hearingDate: String hearingRoom: String'],
  ['servers', 'heartbeat: String cachePurge: String'],
  ['universities', 'admissionType: String actScore: Int sessionPoints: Int'],
  ['payments in rupees', 'priceInr: Float amountInr: Float'],
  ['bottles of wine', 'titer: Float ph: Float maceration: String alcoholic: Boolean'],
  ['parcels', 'deliveryMode: String carrierStatus: String postWeight: Float'],
  ['employees', 'paternity: String quitDate: String dental: Boolean'],
  ['games', 'poison: Int airway: String armor: Int stage: String'],
  ['billing', 'lastPeriod: String billingCycleDay: Int periodStart: String'],
].map(([software = '', fields = '']) => [
  software,
  `type Query { me: User } type User { email: String items: [Item!]! } type Item { id: ID! ${fields} }`,
]);

describe('the words of the fields of medicine', () => {
  it('are written as names are split into words', () => {
    const wrong = CLINICAL.filter(
      (phrase) =>
        phrase !== phrase.toLowerCase() || wordsOf(phrase).length !== phrase.split(' ').length,
    );
    expect(wrong).toEqual([]);
  });

  it('stand once among the words for health information, and once among those of one person', () => {
    expect(twice(Object.values(ENGLISH.health))).toEqual([]);
    expect(twice([ENGLISH.vital])).toEqual([]);
  });

  it('are not also certain, technical, or words for staff, things and dictionaries', () => {
    const { types, certain, technical, label, time, payment } = ENGLISH;
    const kinds = TYPE_KINDS.filter((kind) => kind !== 'record' && kind !== 'document');
    const others = new Set(
      [
        ...kinds.map((kind) => types[kind] ?? ''),
        ...Object.values(certain),
        technical,
        label,
        time,
        payment,
      ]
        .flatMap(phrases)
        .map(asWords),
    );
    expect(CLINICAL.filter((phrase) => others.has(asWords(phrase)))).toEqual([]);
  });

  it('leave out what means something else in other software', () => {
    const health = new Set(Object.values(ENGLISH.health).flatMap(phrases));
    const found = ABBREVIATIONS.filter((word) => health.has(word));
    expect(found).toEqual([]);
  });

  it('have their British spelling too', () => {
    const health = new Set(Object.values(ENGLISH.health).flatMap(phrases));
    const found = BRITISH.filter((phrase) => !health.has(phrase));
    expect(found).toEqual([]);
  });

  it.each(OF_A_PERSON)('are enough to show that a graph is about patients: %s', (_, sdl) => {
    expect(unmarkedCoordinates(sdl)).not.toEqual([]);
  });

  it.each(OF_OTHER_SOFTWARE)('are not found in software for %s', (_, sdl) => {
    expect(unmarkedCoordinates(sdl)).toEqual([]);
  });
});

function phrases(list: string): readonly string[] {
  return list.split(',').map((phrase) => phrase.trim().replaceAll(/\s+/g, ' '));
}

function asWords(phrase: string): string {
  return wordsOf(phrase).join(' ');
}

/** The phrases that stand twice in lists, in the same or in another one. */
function twice(lists: readonly string[]): readonly string[] {
  const all = lists.flatMap(phrases).map(asWords);
  return all.filter((phrase, index) => all.indexOf(phrase) !== index);
}
