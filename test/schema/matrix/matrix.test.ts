import { describe, expect, it } from '@jest/globals';
import { buildMatrix } from '../../../schema/matrix/build-matrix.ts';
import { matrixCells } from '../../../schema/matrix/matrix-cells.ts';
import { matrixDocument } from '../../../schema/matrix/matrix-document.ts';
import type { ViewOptions } from '../../../schema/views/view-options.ts';
import { HEAD } from '../../support/compose-subgraphs.ts';
import { OPTIONS, viewedGraph } from '../../support/viewed-graph.ts';

const EVIL = `<script>alert('&"')</script>`;

const GRAPH = viewedGraph({
  a: `type Query { p(id: ID @patient @phi @role(anyOf: ["doc"])): P shut: String @phi @role(anyOf: []) left: String @phi plain: String }
type P @key(fields: "id") @patient(id: "id") @phi @role(anyOf: ["doc", "clerk"]) {
  id: ID!
  ssn: String @phi(category: SSN, deidentify: LAST4) @role(anyOf: ["lab"], deidentified: ["doc", "clerk"])
  both: String @role(anyOf: ["lab"])
  home: Home
  kind: Kind
  note: String @phi(category: NAME) @role(anyOf: ["doc"], deidentified: ["clerk"])
}
type Home @phi @role(anyOf: ["lab"], deidentified: ["doc", ${JSON.stringify(EVIL)}]) { zip: String }
enum Kind { A @phi(category: GENETIC) @role(anyOf: ["doc"]) B }
scalar Unused @phi`,
});

const SUBJECT = {
  title: 'Who sees what',
  date: '2026-01-31',
  policyHash: 'ab'.repeat(32),
  schemaHash: 'cd'.repeat(32),
  version: '9.9.9',
  subgraphs: ['a'],
};

async function cells(which: 'phi' | 'all', options: Partial<ViewOptions> = {}) {
  const matrix = await buildMatrix(GRAPH, { ...OPTIONS, ...options }, which, null);
  const [head = [], ...rows] = matrixCells(matrix);
  return new Map(
    rows.map((row) => [row[0], new Map(head.map((name, index) => [name, row[index]]))]),
  );
}

async function page(options: Partial<ViewOptions> = {}, title = 'Who sees what'): Promise<string> {
  const all = { ...OPTIONS, ...options };
  const matrix = await buildMatrix(GRAPH, all, 'phi', []);
  return matrixDocument(matrix, { ...SUBJECT, title }, all);
}

describe('the access matrix (one row per PHI element, one column per role)', () => {
  it('has a row for each element that holds PHI, root types first, and a column for each role', async () => {
    const rows = await cells('phi');
    expect([...rows.keys()]).toEqual([
      'Query.p',
      'Query.p(id:)',
      'Query.shut',
      'Query.left',
      'Home',
      'Home.zip',
      'Kind.A',
      'P',
      'P.id',
      'P.ssn',
      'P.both',
      'P.home',
      'P.kind',
      'P.note',
    ]);
    expect([...(rows.get('P')?.keys() ?? [])]).toEqual([
      'coordinate',
      'kind',
      'type',
      'categories',
      'deidentify',
      EVIL,
      'clerk',
      'doc',
      'lab',
      'together',
      'also needs',
    ]);
  });

  it.each([
    [
      'a value in full, suppressed or hidden',
      'P.note',
      { doc: 'full', clerk: 'suppressed', lab: 'none', together: '' },
    ],
    [
      'the method of a de-identified value',
      'P.ssn',
      {
        doc: 'LAST4',
        clerk: 'LAST4',
        lab: 'none',
        categories: 'CLINICAL SSN',
        deidentify: 'LAST4',
      },
    ],
    ['an object as de-identified or in full', 'Home', { doc: 'de-identified', lab: 'full' }],
    [
      'an argument in full or hidden',
      'Query.p(id:)',
      { doc: 'full', clerk: 'none', kind: 'argument' },
    ],
    [
      'an enum value in full or hidden',
      'Kind.A',
      { doc: 'full', clerk: 'none', categories: 'GENETIC' },
    ],
  ])('shows %s', async (_what, at, shows) => {
    const row = (await cells('phi')).get(at);
    expect(Object.fromEntries(Object.keys(shows).map((name) => [name, row?.get(name)]))).toEqual(
      shows,
    );
  });

  it('names the smallest combination of roles that sees more than any single role', async () => {
    const rows = await cells('phi');
    expect(rows.get('P.ssn')?.get('together')).toBe('clerk + lab: full');
    expect(rows.get('P.both')?.get('together')).toBe('clerk + lab: full');
    expect(rows.get('P.note')?.get('together')).toBe('');
    expect(rows.get('Query.shut')?.get('together')).toBe('');
  });

  it('has a column for a default role and shows PHI without @role in it', async () => {
    const rows = await cells('phi', { defaultRoles: ['front desk'] });
    expect(rows.get('Query.left')?.get('front desk')).toBe('full');
    expect(rows.get('Query.left')?.get('doc')).toBe('none');
  });

  it('has rows for unmarked fields too with the option all, and none for an unmarked enum or an unused scalar', async () => {
    const rows = await cells('all');
    expect(rows.get('Query.plain')?.get('lab')).toBe('full');
    expect([...rows.keys()]).not.toContain('Kind');
    expect([...rows.keys()]).not.toContain('Unused');
  });

  it('counts the unmarked fields', async () => {
    expect((await buildMatrix(GRAPH, OPTIONS, 'phi', null)).unmarked).toBe(1);
  });

  it('names the scopes and policies that are required in addition to a role', async () => {
    const graph = viewedGraph({
      a: `${HEAD.replace('"@key"', '"@key", "@requiresScopes"')} type Query { a: String @phi @role(anyOf: ["doc"]) @requiresScopes(scopes: [["x", "y"], ["z"]]) }`,
    });
    const matrix = await buildMatrix(graph, graph.options, 'phi', null);
    const [, row = []] = matrixCells(matrix);
    expect(row.slice(-3)).toEqual(['full', '', 'scope x and y, or z']);
    expect(matrixDocument(matrix, SUBJECT, graph.options)).toContain(
      'needs scope x and y, or z too',
    );
  });
});

describe('the printable access matrix', () => {
  it('states its title, date, hashes, version, subgraphs and settings, without a warning', async () => {
    const text = await page({ reach: new Map([['doc', 'all']]), defaultRoles: ['lab'] });
    for (const part of [
      '<h1>Who sees what</h1>',
      '2026-01-31',
      'ab'.repeat(32),
      'cd'.repeat(32),
      '9.9.9',
      'subgraphs a',
      'every patient',
      'no patient',
    ]) {
      expect(text).toContain(part);
    }
    expect(text).toMatch(/1 fields, open to any authenticated caller/);
    expect(text).not.toContain('class="warn"');
  });

  it('warns if the patients of roles are not configured and if a dry run denies nothing', async () => {
    expect(await page()).toContain("Made without the gateway's configuration");
    expect(await page({ mode: 'dry-run' })).toContain('Dry run: nothing is denied.');
  });

  it.each([
    ['all', 'every patient'],
    ['self', 'the caller&#39;s own record'],
    ['care-team', 'patients whose care team the caller is on'],
    ['list (wards)', 'what a claim of the token names: list (wards)'],
  ])('describes in words which patients a role may access: %s', async (reach, words) => {
    expect(await page({ reach: new Map([['doc', reach]]) })).toContain(`<td>${words}</td>`);
  });

  it('describes how patients out of reach and unmarked fields are treated', async () => {
    const text = (await page()).replaceAll(/\s+/g, ' ');
    expect(text).toContain('omitted, as if the patients didn&#39;t exist');
    const other = (await page({ unreached: 'error', unmarked: 'deny' })).replaceAll(/\s+/g, ' ');
    expect(other).toContain('denied with an error.');
    expect(other).toContain('closed to every caller (unmarked: deny)');
  });

  it('escapes names from the schema in its title, roles and combinations', async () => {
    const text = await page({ reach: new Map([[EVIL, `list (${EVIL})`]]) }, EVIL);
    expect(text).not.toContain('<script');
    expect(
      text.split('&#60;script&#62;alert(&#39;&#38;&#34;&#39;)&#60;/script&#62;').length,
    ).toBeGreaterThan(5);
  });

  it('runs no scripts and loads no resources', async () => {
    const text = await page();
    expect(text).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`);
    expect(text).not.toMatch(
      /<(?:script|link|img|iframe|object|embed)\b|\bsrc=|\bhref=|url\(|@import|\bon[a-z]+=/i,
    );
  });

  it('prints on A4 landscape with a header on each page and a place to sign', async () => {
    const text = await page();
    expect(text).toContain('size: A4 landscape');
    expect(text).toContain('display: table-header-group');
    expect(text).toContain('Privacy officer');
    expect(text).toContain('counter(page) " of " counter(pages)');
    expect(text).toContain('"Policy abababababababab 2026-01-31"');
  });

  it('says that roles add up and highlights what only a combination of roles sees', async () => {
    const text = (await page()).replaceAll(/\s+/g, ' ');
    expect(text).toContain('<strong>Roles add up:</strong>');
    expect(text).toContain('† clerk + lab together: full');
    expect(text).toContain('no combination of roles sees it');
  });

  it('turns role names upright when there are many roles', async () => {
    const many = new Map(Array.from({ length: 9 }, (_each, index) => [`r${index}`, 'all']));
    expect(await page({ reach: many })).toContain('class="matrix many"');
    expect(await page()).not.toContain('class="matrix many"');
  });
});
