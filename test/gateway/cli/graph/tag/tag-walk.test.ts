import { describe, expect, it } from '@jest/globals';
import {
  tagItems,
  type Decision,
  type TagItem,
} from '../../../../../gateway/cli/graph/tag/tag-item.ts';
import { walk } from '../../../../../gateway/cli/graph/tag/tag-walk.ts';
import type { Finding, Suggestion } from '../../../../../schema/lint/finding.ts';

function finding(
  coordinate: string,
  suggestion: Suggestion | null,
  code = 'PHI_UNMARKED',
): Finding {
  return {
    code,
    severity: 'warning',
    subgraph: 'a',
    line: 1,
    column: 1,
    coordinate,
    message: 'A message.',
    fix: '',
    evidence: null,
    suggestion,
    suppressed: null,
  };
}

const ITEMS = tagItems([
  finding('Patient.name', { kind: 'mark', categories: ['NAME'], roles: null }),
  finding('Visit.note', { kind: 'mark', categories: ['CLINICAL'], roles: null }),
  finding('Patient.phone', { kind: 'mark', categories: ['PHONE'], roles: null }),
  finding(
    'Query.f(name:)',
    { kind: 'mark', categories: ['NAME'], roles: [['nurse']] },
    'PHI_FILTER_UNMARKED',
  ),
  finding('Patient.raw', null, 'PHI_JSON_UNMARKED'),
  finding('Patient.x', null, 'PHI_KEY'),
]);

const PATHS = tagItems([
  finding('Query.patient(id:)', { kind: 'patient', path: null, categories: ['OTHER_ID'] }),
  finding('Query.patient(name:)', { kind: 'mark', categories: ['NAME'], roles: null }),
  finding('Patient', { kind: 'patient', path: 'id', categories: [] }, 'PATIENT_MISSING'),
]);

async function walked(
  answers: readonly string[],
  knownRoles: readonly string[] | null = null,
  items = ITEMS,
) {
  const left = [...answers];
  const printed: string[] = [];
  const saved: number[] = [];
  const { decisions, isEnded } = await walk(items, {
    ask: async (question) => {
      printed.push(question);
      return left.shift() ?? null;
    },
    refuse: (reason) => void printed.push(reason),
    print: (text) => void printed.push(text),
    placeOf: () => ({ place: 'a.graphql:1:1', source: 'name: String' }),
    knownRoles,
    chosenRoles: new Map(),
    save: (all) => void saved.push(all.size),
  });
  return { decisions: listed(decisions), isEnded, printed: printed.join(''), saved, left };
}

function listed(decisions: ReadonlyMap<TagItem, Decision>): readonly unknown[] {
  return [...decisions].map(([{ coordinate }, decision]) => {
    if (decision.kind === 'mark')
      return `${coordinate} ${decision.categories.join()} ${JSON.stringify(decision.roles)}`;
    if (decision.kind === 'patient') return `${coordinate} @patient ${decision.path}`;
    return `${coordinate} ${decision.kind}${'reason' in decision ? `: ${decision.reason}` : ''}`;
  });
}

describe('a walk through values without marks', () => {
  it('goes type by type, and has no items that a mark does not settle', () => {
    expect(ITEMS.map(({ coordinate }) => coordinate)).toEqual([
      'Patient.name',
      'Patient.phone',
      'Patient.raw',
      'Visit.note',
      'Query.f(name:)',
    ]);
  });

  it('asks for roles once for each category, but copies those of a filtered field', async () => {
    const { decisions, isEnded, saved, printed } = await walked([
      'a',
      'physician, nurse',
      '',
      '=',
      'a',
      'physician',
      '',
      'a',
    ]);
    expect(decisions).toEqual([
      'Patient.name NAME [["physician","nurse"]]',
      'Patient.phone PHONE [["physician","nurse"]]',
      'Patient.raw CLINICAL [["physician"]]',
      'Visit.note CLINICAL [["physician"]]',
      'Query.f(name:) NAME [["nurse"]]',
    ]);
    expect(printed).toContain('PHONE, no roles chosen for it yet');
    expect(printed).toContain('(such as physician, nurse; = for physician, nurse; empty: ');
    expect(isEnded).toBe(false);
    expect(saved).toEqual([3, 4, 5]);
  });

  it('never gives the roles of one category to another by Enter', async () => {
    const { decisions } = await walked(['r billing', '', 's', '', '']);
    expect(decisions).toEqual([
      'Patient.name NAME [["billing"]]',
      'Patient.phone skip',
      'Patient.raw CLINICAL [[]]',
    ]);
  });

  it('keeps typed roles when another category is chosen', async () => {
    const { decisions } = await walked(['r client, billing', 'c phone', '', 's', 's', '=', 'q']);
    expect(decisions).toEqual([
      'Patient.name PHONE [["client","billing"]]',
      'Patient.phone skip',
      'Patient.raw skip',
    ]);
  });

  it('gives the rest of a type the same roles, except categories that have roles, and shows what each got', async () => {
    const { decisions, printed } = await walked([
      's',
      's',
      'r therapist',
      'a',
      'b',
      'b',
      'b',
      'b',
      'r x',
      'A',
      'q',
    ]);
    expect(decisions).toEqual([
      'Patient.name NAME [["x"]]',
      'Patient.phone PHONE [["x"]]',
      'Patient.raw CLINICAL [["therapist"]]',
    ]);
    expect(printed).toContain('      1 × CLINICAL, for therapist\n');
  });

  it('writes @patient without asking for roles, and another category for an argument that is no patient id', async () => {
    const first = await walked(['a', 'r x', 'a', 'a'], null, PATHS);
    expect(first.decisions).toEqual([
      'Query.patient(id:) @patient null',
      'Query.patient(name:) NAME [["x"]]',
      'Patient @patient id',
    ]);
    expect(first.printed).toContain('@patient, the id of the patient whose record it is');
    expect(first.printed).toContain(
      '@patient(id: "id"), the path to the id of the patient whose record it is',
    );
    const rest = await walked(['A', '', 'c ssn', 'r x', 'n Not a patient.'], null, PATHS);
    expect(rest.decisions).toEqual([
      'Query.patient(id:) @patient null',
      'Query.patient(name:) NAME [[]]',
      'Patient suppress: Not a patient.',
    ]);
    expect((await walked(['A', 'docter', 'A', 'nurse', 'q'], ['nurse'], PATHS)).decisions).toEqual([
      'Query.patient(id:) @patient null',
      'Query.patient(name:) NAME [["nurse"]]',
    ]);
    expect((await walked(['A'], null, PATHS)).decisions).toEqual([]);
    expect((await walked(['S', 'A'], null, PATHS)).decisions.at(-1)).toBe('Patient @patient id');
    const other = await walked(['c ssn', 'r x', 'a', 'q'], null, PATHS);
    expect(other.decisions).toEqual(['Query.patient(id:) SSN [["x"]]']);
    const refused = await walked(['r x', 's', 's', 'c ssn', 'q'], null, PATHS);
    expect(refused.printed).toContain('@patient has no roles');
    expect(refused.printed).toContain('The path of a type has no category');
  });

  it('suggests the roles that were chosen last for a category', async () => {
    const { decisions } = await walked(['r a', 'a', 'c clin', 'r b', 'a', 'r c', 'a', 'a', 'q']);
    expect(decisions).toEqual([
      'Patient.name NAME [["a"]]',
      'Patient.phone CLINICAL [["b"]]',
      'Patient.raw CLINICAL [["c"]]',
      'Visit.note CLINICAL [["c"]]',
    ]);
  });

  it.each<[string, readonly string[], readonly string[]]>([
    ['leaves roles to fill in', ['a', ''], ['Patient.name NAME [[]]']],
    ['takes another category by its start', ['c ssn', 'r x', 'a'], ['Patient.name SSN [["x"]]']],
    [
      'asks for the category',
      ['c', 'mental-health', 'r x', 'a'],
      ['Patient.name MENTAL_HEALTH [["x"]]'],
    ],
    ['asks again for an unclear category', ['c e', 'c s', 'c Q', 's'], ['Patient.name skip']],
    ['takes a reason', ['n The shop.'], ['Patient.name suppress: The shop.']],
    [
      'asks for a reason and takes none that is empty',
      ['n', '', 'n', 'A'],
      ['Patient.name suppress: A'],
    ],
    [
      'takes one reason for a type',
      ['N A shop.', 'q'],
      [
        'Patient.name suppress: A shop.',
        'Patient.phone suppress: A shop.',
        'Patient.raw suppress: A shop.',
      ],
    ],
    ['skips a type', ['S'], ['Patient.name skip', 'Patient.phone skip', 'Patient.raw skip']],
    [
      'accepts a type',
      ['r x', 'A', 'q'],
      ['Patient.name NAME [["x"]]', 'Patient.phone PHONE [["x"]]', 'Patient.raw CLINICAL [["x"]]'],
    ],
    ['goes back', ['s', 's', 'b', 'n No.', 'b', 'b', 'b', 'q'], []],
    ['takes no other key', ['?', 'what', 's'], ['Patient.name skip']],
  ])('%s', async (_what, answers, expected) => {
    const { decisions, isEnded } = await walked(answers);
    expect(decisions).toEqual(expected);
    expect(isEnded).toBe(true);
  });

  it('refuses a role that is not configured', async () => {
    const { decisions, printed } = await walked(['r docter', 'a', 'doctor'], ['doctor']);
    expect(printed).toContain('No configured role: docter. There are doctor.');
    expect(decisions).toEqual(['Patient.name NAME [["doctor"]]']);
    const without = await walked(['a', 'doctor'], []);
    expect(without.printed).toContain('(none is configured; empty: fill them in later): ');
    expect(without.printed).toContain('No configured role: doctor. Add roles to ');
  });

  it('refuses to repeat roles before any were chosen', async () => {
    const { decisions, printed } = await walked(['r', '=', 'r =', 'a', 'nurse', 'r =', 'a', 'q']);
    expect(printed.split('No roles were chosen yet.')).toHaveLength(3);
    expect(printed).not.toContain('; = for =');
    expect(decisions).toEqual(['Patient.name NAME [["nurse"]]', 'Patient.phone PHONE [["nurse"]]']);
  });

  it('refuses a key that it does not know, and explains all for a question mark', async () => {
    expect((await walked(['what', 's'])).printed).toContain('There is no key what; ? explains');
    expect((await walked(['?'])).printed).toContain('not PHI: write the reason as a comment');
  });

  it('saves what is decided when the input ends at any question', async () => {
    for (const answers of [[], ['a'], ['c'], ['n'], ['r']]) {
      const { isEnded, saved } = await walked(answers);
      expect([isEnded, saved]).toEqual([true, [0]]);
    }
  });
});
