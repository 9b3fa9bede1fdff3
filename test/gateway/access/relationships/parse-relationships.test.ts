import { describe, expect, it } from '@jest/globals';
import { CATEGORIES } from '../../../../directives/spec.ts';
import { parseRelationships } from '../../../../gateway/access/relationships/parse-relationships.ts';

const ASKED = new Set(['p1', 'p2', '__proto__', 'constructor']);

function parse(answer: unknown, listedIsRelated = true) {
  return parseRelationships(answer, ASKED, listedIsRelated);
}

const BARE = { careTeam: true, deniesActor: false, denies: new Set(), permits: new Set() };

describe('a response about relationships', () => {
  it('is read as care team, denials and permissions of each patient, with defaults for absent keys', () => {
    expect(parse([])).toEqual(new Map());
    expect(
      parse([
        { patient: 'p1' },
        {
          patient: 'p2',
          careTeam: false,
          deniesActor: true,
          denies: ['SSN'],
          permits: [...CATEGORIES],
        },
      ]),
    ).toEqual(
      new Map([
        ['p1', BARE],
        [
          'p2',
          {
            careTeam: false,
            deniesActor: true,
            denies: new Set(['SSN']),
            permits: new Set(CATEGORIES),
          },
        ],
      ]),
    );
  });

  it('places a patient without careTeam on the care team only if listing means that, and follows a given careTeam', () => {
    expect(parse([{ patient: 'p1' }], true)?.get('p1')?.careTeam).toBe(true);
    expect(parse([{ patient: 'p1' }], false)?.get('p1')?.careTeam).toBe(false);
    expect(parse([{ patient: 'p1', careTeam: true }], false)?.get('p1')?.careTeam).toBe(true);
    expect(parse([{ patient: 'p1', careTeam: false }], true)?.get('p1')?.careTeam).toBe(false);
  });

  it('accepts patient ids named like object properties', () => {
    const parsed = parse(JSON.parse('[{"patient":"__proto__"},{"patient":"constructor"}]'));
    expect([...(parsed?.keys() ?? [])]).toEqual(['__proto__', 'constructor']);
  });

  it('ignores patients who were not requested', () => {
    expect(parse([{ patient: 'p1' }, { patient: 'p3' }])).toEqual(new Map([['p1', BARE]]));
  });

  it('combines two entries of one patient: the stricter consent, and on the care team if one says so, in either order', () => {
    const entries = [
      { patient: 'p1', careTeam: false, deniesActor: true, denies: ['SSN'], permits: ['GENETIC'] },
      { patient: 'p1', careTeam: true, denies: ['DATE'], permits: ['SSN', 'GENETIC'] },
    ];
    const expected = new Map([
      [
        'p1',
        {
          careTeam: true,
          deniesActor: true,
          denies: new Set(['SSN', 'DATE']),
          permits: new Set(['GENETIC']),
        },
      ],
    ]);
    expect(parse(entries)).toEqual(expected);
    expect(parse(entries.toReversed())).toEqual(expected);
  });

  it.each([
    ['undefined', undefined],
    ['null', null],
    ['a string', 'p1'],
    ['an object', { p1: {} }],
    ['a list of strings', ['p1']],
    ['a null in the list', [null]],
    ['a nested list', [[]]],
    ['an entry without a patient', [{ careTeam: true }]],
    ['a patient that is a number', [{ patient: 1 }]],
    ['a careTeam that is a string', [{ patient: 'p1', careTeam: 'false' }]],
    ['a careTeam that is null', [{ patient: 'p1', careTeam: null }]],
    ['a deniesActor that is a number', [{ patient: 'p1', deniesActor: 1 }]],
    ['a deniesActor that is null', [{ patient: 'p1', deniesActor: null }]],
    ['denials that are null', [{ patient: 'p1', denies: null }]],
    ['denials that are a string', [{ patient: 'p1', denies: 'SSN' }]],
    ['denials that are an object', [{ patient: 'p1', denies: { SSN: true } }]],
    ['a null among the denials', [{ patient: 'p1', denies: ['SSN', null] }]],
    ['a category in lower case', [{ patient: 'p1', denies: ['ssn'] }]],
    ['an unknown category', [{ patient: 'p1', denies: ['SUBSTANCES'] }]],
    ['an unknown permission', [{ patient: 'p1', permits: ['ALL'] }]],
    ['permissions that are null', [{ patient: 'p1', permits: null }]],
    ['a misspelled key', [{ patient: 'p1', deny: ['SSN'] }]],
    ['a __proto__ key', JSON.parse('[{"patient":"p1","__proto__":{"careTeam":true}}]')],
    ['one invalid entry about another patient', [{ patient: 'p1' }, { patient: 'p9', deny: [] }]],
  ])('is rejected as a whole with %s', (_what, answer: unknown) => {
    expect(parse(answer)).toBeNull();
  });
});
