import { describe, expect, it } from '@jest/globals';
import type { Confidence, Finding } from '../../../schema/lint/finding.ts';
import { findUnmarked } from '../../../schema/lint/find-unmarked.ts';
import { NO_HINTS } from '../../../schema/lint/lint-hints.ts';
import { buildMatrix } from '../../../schema/matrix/build-matrix.ts';
import { matrixCells, suspectCells } from '../../../schema/matrix/matrix-cells.ts';
import { matrixDocument } from '../../../schema/matrix/matrix-document.ts';
import { suspectsSummary } from '../../../schema/matrix/suspects.ts';
import type { ViewOptions } from '../../../schema/views/view-options.ts';
import { HEAD } from '../../support/compose-subgraphs.ts';
import { viewedGraph } from '../../support/viewed-graph.ts';

const SDL = `
type Query { patient(id: ID! @patient): Patient patients(name: String): [Patient] }
type Patient @key(fields: "id") @patient(id: "id") {
  id: ID!
  name: String @phi(category: NAME) @role(anyOf: ["doctor"])
  ssn: String
  email: String @role(anyOf: ["clerk"])
  # phi-gateway-ignore PHI_UNMARKED: <b>The ward's</b> phone.
  phone: String
  mrn: String @inaccessible
  color: String
}
`;

function finding(
  coordinate: string,
  confidence: Confidence | null,
  suppressed: string | null = null,
): Finding {
  return {
    code: 'PHI_UNMARKED',
    severity: 'warning',
    subgraph: 'a',
    line: 1,
    column: 1,
    coordinate,
    message: `${coordinate} has no @phi.`,
    fix: 'Add it.',
    evidence: confidence && { confidence, signs: ['it is <named>'] },
    suggestion: null,
    suppressed,
  };
}

const FINDINGS = [
  finding('Patient.phone', 'high', "<b>The ward's</b> phone."),
  finding('Patient.color', 'low'),
  finding('Patient.mrn', 'high'),
  finding('Patient.ssn', 'high'),
  finding('Patient.ssn', 'medium'),
  finding('Patient.email', 'high'),
  finding('Query.patients(name:)', null),
];

async function matrixOf(
  findings: readonly Finding[] | null,
  { options = {}, which = 'phi' }: { options?: Partial<ViewOptions>; which?: 'phi' | 'all' } = {},
) {
  const graph = viewedGraph({ a: SDL }, options);
  const matrix = await buildMatrix(graph, graph.options, which, findings);
  const subject = {
    title: 'T',
    date: '2026-01-31',
    policyHash: 'ab'.repeat(32),
    schemaHash: 'cd'.repeat(32),
    version: '1',
    subgraphs: ['a'],
  };
  const page = matrixDocument(matrix, subject, graph.options).replaceAll(/\s+/g, ' ');
  return { matrix, suspects: matrix.suspects ?? [], page };
}

describe('the elements without a mark that look like PHI, in the access matrix,', () => {
  it('are those that check finds, with the reasons of their authors', () => {
    const found = findUnmarked([{ name: 'a', sdl: `${HEAD}${SDL}` }], NO_HINTS);
    const at = new Map(found.map((each) => [each.coordinate, each]));
    expect(at.get('Patient.ssn')).toMatchObject({
      evidence: { confidence: 'high' },
      suppressed: null,
    });
    expect(at.get('Patient.phone')?.suppressed).toBe("<b>The ward's</b> phone.");
    expect(at.get('Query.patients(name:)')?.code).toBe('PHI_FILTER_UNMARKED');
    // It is marked.
    expect(at.has('Patient.name')).toBe(false);
    // A comment for another rule is not the concern of the matrix.
    expect(found.every(({ code }) => code.endsWith('UNMARKED'))).toBe(true);
  });

  it('are listed once each, the surest first, those with a reason last, and without what clients cannot use', async () => {
    const { suspects } = await matrixOf(FINDINGS);
    expect(
      suspects.map(({ element, confidence, seenBy, reason }) => [
        element.at,
        confidence,
        seenBy,
        reason,
      ]),
    ).toEqual([
      ['Query.patients(name:)', null, 'any caller', null],
      ['Patient.ssn', 'high', 'any caller', null],
      ['Patient.email', 'high', 'clerk', null],
      ['Patient.color', 'low', 'any caller', null],
      ['Patient.phone', 'high', 'any caller', "<b>The ward's</b> phone."],
    ]);
  });

  it('are seen by no caller if unmarked fields are denied, except inputs', async () => {
    const { suspects } = await matrixOf(FINDINGS, { options: { unmarked: 'deny' } });
    const seen = new Map(suspects.map(({ element, seenBy }) => [element.at as string, seenBy]));
    expect(seen.get('Patient.ssn')).toBe('no caller');
    expect(seen.get('Query.patients(name:)')).toBe('any caller');
  });

  it.each(['phi', 'all'] as const)(
    'are the last rows of a table, with columns of their own, and have no other row (%s)',
    async (which) => {
      const { matrix, suspects } = await matrixOf(FINDINGS, { which });
      const [head = [], ...rows] = matrixCells(matrix);
      expect(head.slice(-4)).toEqual(['not marked', 'confidence', 'seen by', "authors' reason"]);
      expect(rows.every((row) => row.length === head.length)).toBe(true);
      const own = rows.filter((row) => row.slice(-4).join('') !== '');
      expect(own).toEqual(rows.slice(-suspects.length));
      expect(own.map(([at]) => at)).toEqual(suspects.map(({ element }) => element.at));
      expect(own[1]?.slice(-4)).toEqual(['Patient.ssn has no @phi.', 'high', 'any caller', '']);
      expect(rows.filter(([at]) => at === 'Patient.ssn')).toHaveLength(1);
      expect(suspectCells(suspects)).toHaveLength(suspects.length + 1);
    },
  );

  it('have no columns and no rows if there was no search, and the page says so', async () => {
    const { matrix, page } = await matrixOf(null);
    expect(matrix.suspects).toBeNull();
    expect(matrixCells(matrix)[0]?.at(-1)).toBe('also needs');
    expect(suspectsSummary(null)).toContain('were not searched for PHI');
    expect(page).toMatch(/<p class="warn"> ?Values without marks were not searched for PHI/);
    expect(page).toContain('Not searched: this page was made from a supergraph');
    expect(page).toContain('as of 2026-01-31, and approve it.');
  });

  it('are counted by confidence in the summary, on the page and above the signatures', async () => {
    const { suspects, page } = await matrixOf(FINDINGS);
    const summary = suspectsSummary(suspects);
    expect(summary).toBe(
      '4 without a mark look like PHI (2 of high confidence, 1 of low confidence); 1 more are not PHI according to their authors',
    );
    expect(page).toContain(`<dd>${summary}</dd>`);
    expect(page).toMatch(/<p class="warn"> ?4 without a mark look like PHI/);
    expect(page).toContain('and the 4 listed elements without a mark that look like it, and');
    const parts = [
      'Who sees what</h2>',
      'Not marked, but looks like PHI</h2>',
      'Patient.ssn<',
      'it is &#60;named&#62;',
      'Looks like PHI, but is not PHI according to its authors</h2>',
      'Patient.phone<',
      'Reviewed and approved</h2>',
    ];
    const places = parts.map((part) => page.indexOf(part));
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    expect(places).not.toContain(-1);
    expect(page).toContain('&#60;b&#62;The ward&#39;s&#60;/b&#62; phone.');
  });

  it('are none if nothing was found, and then the page has no warning', async () => {
    const { suspects, page } = await matrixOf([], {
      options: { reach: new Map([['doctor', 'all']]) },
    });
    expect(suspects).toEqual([]);
    expect(page).toContain('Nothing was found.');
    expect(page).not.toContain('class="warn"');
    expect(page).toContain('as of 2026-01-31, and approve it.');
  });
});
