import { describe, expect, it } from '@jest/globals';
import { diffGraphs } from '../../../schema/diff/diff-graphs.ts';
import { printDiff } from '../../../schema/diff/print-diff.ts';
import type { ViewOptions } from '../../../schema/views/view-options.ts';
import { OPTIONS, viewedGraph } from '../../support/viewed-graph.ts';
import { BASE, OLD, place, reviewOf, textsOf } from './sample-diff.ts';

/** The schema before anyone marked it. */
const UNMARKED = BASE.replaceAll(/ @(?:phi|role|patient)\b(?:\([^)]*\))?/g, '');

const withInput = (input: string) =>
  `${BASE.replace('open: String', 'open(in: In): String')} input In { id: ID! ${input} }`;

const keyed = (marks: string) =>
  viewedGraph({
    a: BASE.replace('P @key(fields: "id")', 'P @key(fields: "no")').replace(
      'home: Home',
      `home: Home no: ID! ${marks}`,
    ),
  });

const dateGraph = (url: string) =>
  viewedGraph({
    a: `type Query { a: Date @phi(category: DATE, deidentify: YEAR) @role(anyOf: ["doc"], deidentified: ["lab"]) } scalar Date ${url}`,
  });

describe('a diff of a graph without marks and the same graph with marks', () => {
  it.each<ViewOptions['unmarked']>(['allow', 'deny'])(
    'shows no caller more, if unmarked fields are to %s',
    async (unmarked) => {
      const found = await diffGraphs(viewedGraph({ a: UNMARKED }, { unmarked }), {
        ...OLD,
        options: { ...OPTIONS, unmarked },
      });
      const more = textsOf(found).filter((text) => text.startsWith('more'));
      expect({ more, settings: found.settings, isFirst: found.isFirstMarked }).toEqual({
        more: [],
        settings: [],
        isFirst: true,
      });
      expect(textsOf(found)).toEqual(
        expect.arrayContaining([
          'less P.ssn callers without a role: full → none',
          'less P.ssn now PHI: recorded as SSN',
          'less P whose record: none → id: only roles that reach the patient see it',
          'less Query.p(id:) whose record: none → @patient: only roles that reach the patient see it',
        ]),
      );
      expect(printDiff(found, reviewOf(found), place)).toMatch(/^NOTE  the old graph has no marks/);
    },
  );

  it('shows no caller more if the marks of one type follow those of another', async () => {
    const home = 'type Home { zip: String }';
    const before = viewedGraph({ a: BASE.replace(/type Home .*/, home) });
    const found = await diffGraphs(before, OLD);
    expect(textsOf(found).filter((text) => text.startsWith('more'))).toEqual([]);
    expect(found.isFirstMarked).toBe(false);
  });

  it('shows more if fields were opened that a graph with marks had denied as unmarked', async () => {
    const before = viewedGraph({ a: BASE }, { unmarked: 'deny' });
    const after = viewedGraph(
      { a: BASE.replace('open: String', 'open: String @phi @role(anyOf: ["doc"])') },
      { unmarked: 'deny' },
    );
    expect(textsOf(await diffGraphs(before, after))).toContain('more Query.open doc: none → full');
  });

  it.each<[what: string, withoutIt: string, expected: readonly string[]]>([
    [
      'a @patient path of a type whose PHI only roles that reach all patients saw',
      BASE.replace(' @patient(id: "id")', ''),
      ['more P whose record: none → id: other roles may reach it   seen by clerk, doc, lab'],
    ],
    [
      'a @patient argument of a field that returns such PHI',
      BASE.replace('p(id: ID! @patient)', 'p(id: ID!)'),
      [
        'more Query.p(id:) whose record: none → @patient: other roles may reach it   seen by clerk, doc, lab',
      ],
    ],
  ])('rates as showing more: %s', async (_what, withoutIt, expected) => {
    const found = await diffGraphs(viewedGraph({ a: withoutIt }), OLD);
    expect(textsOf(found)).toEqual(expected);
  });

  it('rates a @patient input field as showing more wherever the graph has marks', async () => {
    const [before, after] = [withInput(''), withInput('@patient')].map((a) => viewedGraph({ a }));
    if (!before || !after) throw new Error('no graph');
    expect(textsOf(await diffGraphs(before, after))).toEqual([
      expect.stringContaining('more In.id whose record: none → @patient'),
    ]);
  });

  it('rates a record key as showing less if only its values are hashed now', async () => {
    const hashed = keyed('@phi(category: RECORD_NUMBER, deidentify: PSEUDONYM)');
    expect(textsOf(await diffGraphs(keyed(''), hashed))).toContain('less P @key: no → no (hashed)');
    expect(textsOf(await diffGraphs(hashed, keyed('')))).toContainEqual(
      expect.stringContaining('more P @key: no (hashed) → no'),
    );
  });
});

describe('a diff of two graphs with another format of a date scalar', () => {
  it('rates it as showing more of a value that is shown as its year', async () => {
    const [named, specified] = [
      dateGraph(''),
      dateGraph('@specifiedBy(url: "https://tools.ietf.org/html/rfc3339")'),
    ];
    expect(textsOf(await diffGraphs(named, specified))).toEqual([
      'more Query.a dates in another format: none → iso-8601   seen by doc, lab',
    ]);
  });
});
