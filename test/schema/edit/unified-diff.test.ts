import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { insertAll, type Insertion } from '../../../schema/edit/text-edit.ts';
import { unifiedDiff } from '../../../schema/edit/unified-diff.ts';

const folder = mkdtempSync(join(tmpdir(), 'phi-diff-'));
afterAll(() => rmSync(folder, { recursive: true }));

const LINES = Array.from({ length: 30 }, (_, at) => `line ${at}`);

describe('a unified diff of insertions', () => {
  it('shows three lines around a change', () => {
    expect(
      unifiedDiff('a', LINES.join('\n'), [
        { offset: LINES.slice(0, 10).join('\n').length, text: '!' },
      ]),
    ).toBe(
      `--- a/a
+++ b/a
@@ -7,7 +7,7 @@
 line 6
 line 7
 line 8
-line 9
+line 9!
 line 10
 line 11
 line 12
`,
    );
  });

  it('is empty without insertions', () => {
    expect(unifiedDiff('a', 'text', [])).toBe('');
  });

  it.each<[string, string, readonly Insertion[]]>([
    [
      'at the start and at the end',
      `${LINES.join('\n')}\n`,
      [
        { offset: 0, text: 'new\n' },
        { offset: LINES.join('\n').length + 1, text: 'end\n' },
      ],
    ],
    [
      'at the end of a text without a line break',
      LINES.join('\n'),
      [{ offset: LINES.join('\n').length, text: ' x\ny' }],
    ],
    [
      'several in a line and in near lines',
      `${LINES.join('\n')}\n`,
      [2, 4, 20, 33, 90, 150].map((offset) => ({ offset, text: `<${offset}>` })),
    ],
    [
      'of lines between lines',
      `${LINES.join('\n')}\n`,
      [
        { offset: 14, text: '# a\n# b\n' },
        { offset: 13, text: '\n# c' },
      ],
    ],
    ['with Windows line breaks', LINES.join('\r\n'), [{ offset: 40, text: '\r\n  x' }]],
    ['into an empty text', '', [{ offset: 0, text: 'a\n' }]],
  ])('is what git applies: %s', (what, text, insertions) => {
    const file = join(folder, 'f.txt');
    writeFileSync(file, text);
    const patch = unifiedDiff('f.txt', text, insertions);
    execFileSync('git', ['apply', '--unsafe-paths', '--whitespace=nowarn', '-'], {
      cwd: folder,
      input: patch,
    });
    expect([what, readFileSync(file, 'utf8')]).toEqual([what, insertAll(text, insertions)]);
  });
});
