import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import type { Browser } from 'playwright-core';
import { buildMatrix } from '../../schema/matrix/build-matrix.ts';
import { matrixDocument } from '../../schema/matrix/matrix-document.ts';
import { packageFile } from '../../schema/package-file.ts';
import { openBrowser, openPage } from '../support/console/open-browser.ts';
import { viewedGraph } from '../support/viewed-graph.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

const STYLE = readFileSync(packageFile('gateway/console/style/base.css'), 'utf8');

/** RIGHT-TO-LEFT OVERRIDE: reverses the rest of the paragraph. */
const OVERRIDE = '\u{202e}';

it.each(['a', 'code', 'q', 'span', 'bdi'])(
  'the console style sheet keeps what follows an actor name with a right-to-left override to the right of the name: name in <%s>',
  async (tag) => {
    const { page } = await openPage(browser);
    await page.setContent(
      `<style>${STYLE}</style><p><${tag} id="name">dr-hall${OVERRIDE}</${tag}> opened <b id="beside">956a4d3f</b></p>`,
    );
    const [name, beside] = await Promise.all(
      ['#name', '#beside'].map((each) => page.locator(each).boundingBox()),
    );
    expect(beside?.x).toBeGreaterThan((name?.x ?? Infinity) + (name?.width ?? 0) - 1);
    await page.context().close();
  },
);

it.each([
  ['U+202A to U+202E, embeddings and overrides', '\u{202a}\u{202b}\u{202c}\u{202d}\u{202e}'],
  ['U+2066 to U+2069, isolates', '\u{2066}\u{2067}\u{2068}\u{2069}'],
  ['U+200E, U+200F and U+061C, marks', '\u{200e}\u{200f}\u{061c}'],
])(
  'the access matrix has no direction control characters from role names, title, version and subgraphs: %s',
  async (_which, characters) => {
    const role = `clerk${characters}lluf`;
    const graph = viewedGraph(
      {
        a: `type Query { note: String @phi @role(anyOf: ["doctor"], deidentified: [${JSON.stringify(role)}]) }`,
      },
      { defaultRoles: [role], reach: new Map([[role, `list (${role})`]]) },
    );
    const subject = {
      title: `Matrix ${characters}`,
      date: '2026-01-31',
      policyHash: 'ab'.repeat(32),
      schemaHash: 'cd'.repeat(32),
      version: `1${characters}`,
      subgraphs: [`notes${characters}`],
    };
    const findings = [...graph.elements.keys()].map((coordinate) => ({
      code: 'PHI_UNMARKED',
      severity: 'warning' as const,
      subgraph: 'a',
      line: 1,
      column: 1,
      coordinate,
      message: `It looks like PHI${characters}.`,
      fix: '',
      suggestion: null,
      evidence: { confidence: 'low' as const, signs: [`a sign${characters}`] },
      suppressed: coordinate.includes('.') ? `a reason${characters}` : null,
    }));
    const page = matrixDocument(
      await buildMatrix(graph, graph.options, 'all', findings),
      subject,
      graph.options,
    );
    expect(page).toContain(`clerk${'\u{fffd}'.repeat(characters.length)}lluf`);
    expect(page).not.toMatch(/\p{Bidi_Control}/u);
  },
);
