import { describe, expect, it } from '@jest/globals';
import { diffGraphs } from '../../../schema/diff/diff-graphs.ts';
import { unmatchedText } from '../../../schema/diff/change-text.ts';
import { printDiff, summary } from '../../../schema/diff/print-diff.ts';
import type { ViewOptions } from '../../../schema/views/view-options.ts';
import { HEAD } from '../../support/compose-subgraphs.ts';
import { viewedGraph } from '../../support/viewed-graph.ts';
import {
  BASE,
  diff,
  place,
  reviewOf,
  same,
  showsMore,
  showsNew,
  swap,
  textsOf,
  type Case,
} from './sample-diff.ts';

describe('a diff of two graphs', () => {
  it.each<Case>([
    [
      'rates as showing more: a role that is added to @role',
      swap('@phi @role(anyOf: ["doc"])\n  bill', '@phi @role(anyOf: ["doc", "clerk"])\n  bill'),
      ['more P.note clerk: none → full'],
    ],
    [
      'rates as showing more: a role that moves from de-identified to full',
      swap('@role(anyOf: ["doc"], deidentified: ["clerk"])', '@role(anyOf: ["doc", "clerk"])'),
      ['more P.ssn clerk: LAST4 → full'],
    ],
    [
      'rates as showing more: a de-identified role that saw nothing before',
      swap('deidentified: ["clerk"])', 'deidentified: ["clerk", "lab"])'),
      ['more P.ssn lab: none → LAST4'],
    ],
    [
      'rates as showing more to every caller: a field that loses its only @phi and @role',
      swap(
        ' @phi(category: GEOGRAPHY, deidentify: ZIP3) @role(anyOf: ["doc"], deidentified: ["lab"])',
        '',
      ),
      [
        'more Home.zip callers without a role: none → full',
        'more Home.zip clerk: none → full',
        'more Home.zip lab: ZIP3 → full',
        'more Home.zip no longer PHI: not recorded (was GEOGRAPHY)   seen by clerk, doc, lab',
      ],
    ],
    [
      'rates as showing more: another de-identification method, since neither shows less than the other',
      swap('deidentify: ZIP3', 'deidentify: LAST4'),
      ['more Home.zip lab: ZIP3 → LAST4'],
    ],
    [
      'rates as showing more: a removed @phi of a field that keeps its @role, since releases are no longer recorded',
      swap('note: String @phi @role', 'note: String @role'),
      ['more P.note no longer PHI: not recorded (was CLINICAL)   seen by doc'],
    ],
    [
      'rates as showing more: a PHI category that is replaced by another',
      swap('@phi(category: FINANCIAL)', '@phi(category: ACCOUNT)'),
      ['more P.bill no longer FINANCIAL   seen by clerk, doc, lab', 'less P.bill also ACCOUNT'],
    ],
    [
      'rates as showing more: an argument that loses its @phi and @role',
      swap('ssn: String @phi(category: SSN) @role(anyOf: ["doc"])', 'ssn: String'),
      [
        'more Query.search(ssn:) callers without a role: none → full',
        'more Query.search(ssn:) clerk: none → full',
        'more Query.search(ssn:) lab: none → full',
        'more Query.search(ssn:) no longer PHI: not recorded (was SSN)   seen by clerk, doc, lab',
      ],
    ],
    [
      'rates as showing more: an argument that loses @patient',
      swap('id: ID! @patient)', 'id: ID!)'),
      [
        'more Query.p(id:) whose record: @patient → none: other roles may reach it   seen by clerk, doc, lab',
      ],
    ],
    [
      'rates as showing more: a @patient path that is removed and one that is added',
      (sdl) =>
        sdl
          .replace(' @patient(id: "id")', '')
          .replace('type Home {', 'type Home @key(fields: "zip") @patient(id: "zip") {'),
      [
        'more Home whose record: none → zip: other roles may reach it   seen by doc, lab',
        'more Home @key: none → zip: an entity does not inherit the patient of the object above   seen by doc, lab',
        'more P whose record: id → none: other roles may reach it   seen by clerk, doc, lab',
      ],
    ],
    [
      'rates as showing more: a record key without PHI that is replaced by one with PHI',
      (sdl) => sdl.replace('type P @key(fields: "id")', 'type P @key(fields: "ssn")'),
      [
        'more P @key: id → ssn (hashed): an entity does not inherit the patient of the object above   seen by clerk, doc, lab',
      ],
    ],
    [
      'rates as showing more: pseudonyms that change their category',
      swap('category: RECORD_NUMBER', 'category: OTHER_ID'),
      [
        'more P.code no longer RECORD_NUMBER   seen by clerk, doc, lab',
        'less P.code also OTHER_ID',
        'more P.code pseudonyms of another category: RECORD_NUMBER → OTHER_ID   seen by clerk, doc, lab',
      ],
    ],
    [
      'rates as showing more: an enum value that loses its @phi and @role',
      swap(' B @phi @role(anyOf: ["doc"])', ' B'),
      [
        'more Kind.B callers without a role: none → full',
        'more Kind.B clerk: none → full',
        'more Kind.B lab: none → full',
        'more Kind.B no longer PHI: not recorded (was CLINICAL)   seen by clerk, doc, lab',
      ],
    ],
  ])('%s', async (_what, edit, differences) => {
    const found = await diff(edit);
    expect(textsOf(found)).toEqual(differences);
    expect(showsMore(found)).toBe(true);
  });

  it('names the patients that each role reaches which sees more, also of a combination of roles', async () => {
    const reach = new Map([
      ['doc', 'all'],
      ['clerk', 'care-team'],
      ['x', 'self (patient_id)'],
    ]);
    const options = [{ reach }, { reach }] as const;
    const [alone, together, unrecorded, patient] = await Promise.all(
      [
        swap('@phi @role(anyOf: ["doc"])\n  bill', '@phi @role(anyOf: ["doc", "clerk"])\n  bill'),
        swap('note: String @phi @role(anyOf: ["doc"])', 'note: String @phi @role(anyOf: ["x"])'),
        swap('note: String @phi @role', 'note: String @role'),
        swap(' @patient(id: "id")', ''),
      ].map((edit) => diff(edit, options)),
    );
    expect([alone, together, unrecorded, patient].map((each) => each && textsOf(each))).toEqual([
      ['more P.note clerk: none → full   reach: care-team'],
      [
        'less P.note doc: full → none',
        'more P.note clerk + x: none → full   reach: clerk care-team, x self (patient_id)',
      ],
      ['more P.note no longer PHI: not recorded (was CLINICAL)   seen by doc (all)'],
      [
        'less Home.zip lab: ZIP3 → none (no patient)',
        'more P whose record: id → none: other roles may reach it   seen by clerk (care-team), doc (all), lab (no patient)',
        'less P.code clerk: full → none (no patient)',
        'less P.code lab: PSEUDONYM → none (no patient)',
        'less P.ssn clerk: LAST4 → none (no patient)',
        'less P.bill clerk: full → none (no patient)',
        'less P.bill lab: full → none (no patient)',
      ],
    ]);
  });

  it('names a role that only reaches its own patients where a first @patient shows it more, and not where it sees nothing', async () => {
    const reach = new Map([
      ['doc', 'all'],
      ['x', 'self'],
    ]);
    const [none, marked, named] = [
      'type P @key(fields: "id") { id: ID! n: String @phi @role(anyOf: ["doc"]) }',
      'type P @key(fields: "id") { id: ID! n: String @phi @role(anyOf: ["doc", "x"]) }',
      'type P @key(fields: "id") @patient(id: "id") { id: ID! n: String @phi @role(anyOf: ["doc", "x"]) }',
    ].map((type) => viewedGraph({ a: `type Query { p: P } ${type}` }, { reach }));
    if (!none || !marked || !named) throw new Error('no graph');
    expect(textsOf(await diffGraphs(none, marked))).toEqual([]);
    expect(textsOf(await diffGraphs(marked, named))).toEqual([
      'more P whose record: none → id: other roles may reach it   seen by doc (all), x (self)',
      'more P.n x: none (no patient) → full   reach: self',
    ]);
  });

  it('names the smallest combination of roles that sees more, when no single role does', async () => {
    const found = await diff(
      swap(
        'note: String @phi @role(anyOf: ["doc"])',
        'note: String @phi @role(anyOf: ["doc", "x"])',
      ),
    );
    expect(textsOf(found)).toEqual(['more P.note clerk + x: none → full']);
  });

  it('rates a new default role as showing more of PHI without @role, but not of PHI that inherits a @role', async () => {
    const found = await diff(same, [{ defaultRoles: [] }, { defaultRoles: ['clerk'] }]);
    // P.bill inherits a @role from its type: default roles see only PHI without any @role.
    expect(textsOf(found)).toEqual([]);
    const marked = swap('open: String', 'open: String @phi');
    const before = viewedGraph({ a: marked(BASE) });
    const after = viewedGraph({ a: marked(BASE) }, { defaultRoles: ['clerk'] });
    expect(textsOf(await diffGraphs(before, after))).toEqual([
      'more Query.open clerk: none → full',
    ]);
  });

  it('rates an unmarked field as showing more when the configuration stops denying unmarked fields', async () => {
    const found = await diff(same, [{ unmarked: 'deny' }, { unmarked: 'allow' }]);
    expect(textsOf(found)).toContain('more Query.open callers without a role: none → full');
    expect(textsOf(found)).not.toContain('more Query.p(id:) callers without a role: none → full');
  });

  it.each<[string, Partial<ViewOptions>, Partial<ViewOptions>, string]>([
    [
      'as showing more: a role may access all patients instead of its own record',
      { reach: new Map([['doc', 'self']]) },
      { reach: new Map([['doc', 'all']]) },
      'more',
    ],
    [
      'as showing more: a role may access care-team patients instead of its own record',
      { reach: new Map([['doc', 'self']]) },
      { reach: new Map([['doc', 'care-team']]) },
      'more',
    ],
    [
      'as showing more: a role may access its own record instead of no patient',
      { reach: new Map() },
      { reach: new Map([['doc', 'self']]) },
      'more',
    ],
    [
      'as showing less: a role may access its own record instead of all patients',
      { reach: new Map([['doc', 'all']]) },
      { reach: new Map([['doc', 'self']]) },
      'less',
    ],
    [
      'as showing less: a role may access no patient instead of its own record',
      { reach: new Map([['doc', 'self']]) },
      { reach: new Map() },
      'less',
    ],
    [
      'as showing more: the mode is dry-run instead of reject',
      { mode: 'reject' },
      { mode: 'dry-run' },
      'more',
    ],
    [
      'as showing less: the mode is filter instead of dry-run',
      { mode: 'dry-run' },
      { mode: 'filter' },
      'less',
    ],
    [
      'as showing more: patients out of reach cause errors instead of nothing',
      { unreached: 'hide' },
      { unreached: 'error' },
      'more',
    ],
    [
      'as showing less: patients out of reach cause nothing instead of errors',
      { unreached: 'error' },
      { unreached: 'hide' },
      'less',
    ],
  ])('rates a changed configuration %s', async (_what, before, after, effect) => {
    const found = await diff(same, [before, after]);
    expect(found.settings.map((each) => each.effect)).toEqual([effect]);
    expect(showsMore(found)).toBe(effect === 'more');
  });

  it('rates any other changed configuration as "more", to be reviewed', async () => {
    const reach = new Map([['doc', 'all']]);
    const [old, now] = ['{"consent":true}', '{"consent":false}'].map((text) => ({
      reach,
      further: new Map([['relationships', text]]),
    }));
    const found = await diff(same, [old ?? {}, now ?? {}]);
    expect(printDiff(found, reviewOf(found), place)).toContain(
      'MORE  relationships: changed, review it',
    );
    expect((await diff(same, [old ?? {}, old ?? {}])).settings).toEqual([]);
    expect((await diff(same, [old ?? {}, { reach }])).settings).toHaveLength(1);
  });

  it('rates a field that loses a scope requirement as showing more, and one that gains it as showing less', async () => {
    const sdl = `${HEAD.replace('"@key"', '"@key", "@requiresScopes"')} type Query { a: String @role(anyOf: ["doc"]) SCOPES }`;
    const graph = (scopes: string) => viewedGraph({ a: sdl.replace('SCOPES', scopes) });
    const [wide, one, two] = [
      '',
      '@requiresScopes(scopes: [["x"]])',
      '@requiresScopes(scopes: [["x"], ["y"]])',
    ].map(graph);
    if (!wide || !one || !two) throw new Error('no graph');
    expect(textsOf(await diffGraphs(one, wide))).toEqual(['more Query.a doc: none → full']);
    expect(textsOf(await diffGraphs(one, two))).toEqual([
      'more Query.a doc + scope y: none → full',
    ]);
    expect(textsOf(await diffGraphs(wide, two))).toEqual(['less Query.a doc: full → none']);
  });

  it.each<[string, Partial<ViewOptions>, Partial<ViewOptions>]>([
    ['one side has no configuration', { reach: null }, { reach: new Map([['doc', 'all']]) }],
    ['the mode changes from filter to reject', { mode: 'filter' }, { mode: 'reject' }],
  ])('reports no configuration change when %s', async (_what, before, after) => {
    const found = await diff(same, [before, after]);
    expect(found.settings).toEqual([]);
  });
});

describe('a diff of two graphs after which no caller sees more', () => {
  it.each<Case>([
    ['is empty for two equal graphs', same, []],
    [
      'reports a removed role as less',
      swap('anyOf: ["doc", "clerk"], deidentified: ["lab"]', 'anyOf: ["doc", "clerk"]'),
      ['less P.code lab: PSEUDONYM → none'],
    ],
    [
      'reports a field that no role sees any longer as less, even when its @phi is removed',
      swap('note: String @phi @role(anyOf: ["doc"])', 'note: String @role(anyOf: [])'),
      ['less P.note doc: full → none', 'less P.note no longer PHI: not recorded (was CLINICAL)'],
    ],
    [
      'reports a method changed to SUPPRESS as less',
      swap('deidentify: ZIP3', 'deidentify: SUPPRESS'),
      ['less Home.zip lab: ZIP3 → suppressed'],
    ],
    [
      'reports an added @phi and @role as less',
      swap('open: String', 'open: String @phi @role(anyOf: ["doc"])'),
      [
        'less Query.open callers without a role: full → none',
        'less Query.open clerk: full → none',
        'less Query.open lab: full → none',
        'less Query.open now PHI: recorded as CLINICAL',
      ],
    ],
    [
      'ignores an added second @role that lists all roles of the first one',
      swap(
        'note: String @phi @role(anyOf: ["doc"])',
        'note: String @phi @role(anyOf: ["doc"]) @role(anyOf: ["doc", "x"])',
      ),
      [],
    ],
  ])('%s', async (_what, edit, differences) => {
    const found = await diff(edit);
    expect(textsOf(found)).toEqual(differences);
    expect(showsMore(found)).toBe(false);
  });
});

describe('a schema element that only one of two compared graphs has', () => {
  it('is reported as new, not as "more", with the roles that see it', async () => {
    const found = await diff(
      swap(
        'open: String',
        'open: String free: String shut: String @role(anyOf: []) both: String @role(anyOf: ["lab"]) @role(anyOf: ["doc"]) one: P',
      ),
    );
    expect(found.added.map(unmatchedText)).toEqual([
      'Query.free   seen by every caller',
      'Query.shut   seen by no caller',
      'Query.both   seen by several roles together',
      'Query.one   seen by clerk, doc, lab',
    ]);
    expect([showsMore(found), showsNew(found)]).toEqual([false, true]);
  });

  it('is listed as new, but does not count as shown, if no role sees it', async () => {
    const found = await diff(
      swap('open: String', 'open: String shut: String @phi @role(anyOf: [])'),
    );
    expect([found.added.length, showsNew(found)]).toEqual([1, false]);
  });

  it('is reported as removed, together with its type', async () => {
    const found = await diff((sdl) => sdl.replace('home: Home', '').replace(/type Home .*/, ''));
    expect(found.removed.map(unmatchedText)).toEqual([
      'Home   seen by every caller',
      'Home.zip   PHI; seen by doc, lab',
      'P.home   seen by clerk, doc, lab',
    ]);
    expect(showsMore(found)).toBe(false);
  });
});

describe('a diff of two graphs, printed as text', () => {
  it('lists "more" before "less", with places and a count', async () => {
    const found = await diff(
      (sdl) =>
        sdl
          .replace('open: String', 'open: String @role(anyOf: ["doc"]) free: Int')
          .replace(
            'note: String @phi @role(anyOf: ["doc"])',
            'note: String @phi @role(anyOf: ["lab"])',
          ),
      [{}, { mode: 'dry-run' }],
    );
    expect(printDiff(found, reviewOf(found), place))
      .toBe(`MORE  authorization.mode: filter → dry-run
MORE  P.note   a:6
        doc: full → none (less)
        lab: none → full
LESS  Query.open   a:1
        callers without a role: full → none
        clerk: full → none
        lab: full → none
NEW   Query.free   seen by every caller

${summary(found, reviewOf(found))}
`);
    expect(summary(found, reviewOf(found))).toBe(
      '2 to see more of, 1 to see less of, 1 new (1 open to every caller), 0 gone',
    );
  });
});
