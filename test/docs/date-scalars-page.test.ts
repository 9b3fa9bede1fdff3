import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { parse } from 'graphql';
import { compileSubgraphs } from '../../directives/policy/compile-policy.ts';
import { DATE_FORMATS } from '../../directives/policy/date-format.ts';
import { packageFile } from '../../schema/package-file.ts';

const PAGE = readFileSync(packageFile('docs/schema-authors.md'), 'utf8');
const SECTION = PAGE.split('\n## ').find((each) => each.startsWith('Date scalars\n')) ?? '';

function quotedIn(text: string): readonly string[] {
  return [...text.matchAll(/`([^`]+)`/g)].map(([, quoted = '']) => quoted);
}

describe('the section about date scalars in docs/schema-authors.md', () => {
  it('lists every format that graph.dateScalars takes', () => {
    const [, table = ''] = SECTION.split(/^\| Format +\|.*\n\|[ -|]*\n/m);
    const rows = [...table.matchAll(/^\| (.*?) *\|/gm)].map(([, format = '']) => format);
    expect(rows.flatMap(quotedIn)).toEqual(DATE_FORMATS);
  });

  it('names specifications by which a scalar is known to hold dates', () => {
    const [, known = ''] = /^Known specifications are those of ([^]*?)\. If /m.exec(SECTION) ?? [];
    const [first = '', ibm = ''] = known.split(/ IBM's /);
    const urls = [
      ...quotedIn(first).map((name) => `https://scalars.graphql.org/${name}.html`),
      ...quotedIn(ibm).map(
        (name) => `https://ibm.github.io/graphql-specs/custom-scalars/${name}.html`,
      ),
    ];
    expect(urls).toHaveLength(7);
    for (const url of urls) {
      const document = parse(`scalar D @specifiedBy(url: "${url}")`);
      const { dateScalars } = compileSubgraphs([{ name: 'a', document }]);
      expect([url, dateScalars.get('D')]).toEqual([url, 'iso-8601']);
    }
  });
});
