import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { FINDING_CODES } from '../../../../gateway/audit/verify/finding-codes.ts';
import { packageFile } from '../../../../schema/package-file.ts';

const CODES = Object.entries(FINDING_CODES);

describe('the codes of verification findings', () => {
  it('are in docs/ledger.md with their results and meanings', () => {
    const page = readFileSync(packageFile('docs/ledger.md'), 'utf8');
    const rows = [...page.matchAll(/^\| `([A-Z_]+)`\s*\| (\w+)\s*\| (.*?)\s*\|$/gm)];
    expect(rows.map(([, code, result, meaning]) => [code, { result, meaning }])).toEqual(CODES);
  });

  it.each(CODES)(
    'have a meaning of one sentence that contains no code and that no other code has: %s',
    (code, { meaning }) => {
      expect(meaning).toMatch(/^[A-Z][^.]+\.$/);
      expect(meaning).not.toMatch(/[A-Z]{2}|_/);
      expect(CODES.filter((each) => each[1].meaning === meaning)).toEqual([
        [code, expect.anything()],
      ]);
    },
  );
});
