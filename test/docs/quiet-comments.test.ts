import { describe, expect, it } from '@jest/globals';
import { RULES } from '../../schema/lint/rules.ts';
import { unmarkedPhi } from '../support/unmarked-phi.ts';
import { readPages } from './markdown.ts';

/** The comments in the documentation that quiet a rule. */
const COMMENTS = readPages()
  .filter(({ file }) => file !== 'CHANGELOG.md')
  .flatMap(({ file, text }) =>
    [...text.matchAll(/# (phi-gateway-[a-z]+) (\w+): ([^`\n]*)/g)].map(
      ([comment, word, rule, reason]) => ({ file, comment, word, rule, reason }),
    ),
  );

describe('a comment of the documentation that quiets a rule', () => {
  it('has the word that check reads, and names a rule', () => {
    expect(COMMENTS.length).toBeGreaterThan(10);
    const codes = ['RULE', ...RULES.map(({ code }) => code)];
    expect(
      COMMENTS.filter(
        ({ word, rule = '' }) => word !== 'phi-gateway-ignore' || !codes.includes(rule),
      ),
    ).toEqual([]);
  });

  it.each([
    ['docs/schema-authors.md', 'Accept one warning'],
    ['docs/lint-rules.md', 'How to quiet it'],
  ])('gives the reason of a finding, as in %s (%s)', (file) => {
    const found = COMMENTS.find((each) => each.file === file && each.rule === 'PHI_UNMARKED');
    const sdl = `type Query { p: Patient }\ntype Patient {\n  ${found?.comment}\n  phone: String\n}`;
    expect(unmarkedPhi(sdl).map(({ suppressed }) => suppressed)).toEqual([found?.reason]);
  });
});
