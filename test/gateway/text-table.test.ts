import { describe, expect, it } from '@jest/globals';
import stringWidth from 'string-width';
import { fittedTable, textTable } from '../../gateway/text-table.ts';

const HEAD = ['leaf', 'name', 'coordinates'];
const ROWS = [
  ['1', 'Ada', 'Patient.name (full, NAME)'],
  [
    '2',
    '漢字の名前の長い人の名前の長い人',
    'Patient.birthDate (full, DATE)\nPatient.ssn (full, SSN)',
  ],
  [
    '3',
    '🏥🏥🏥🏥🏥🏥🏥🏥🏥🏥🏥🏥e\u0301e\u0301e\u0301',
    Array.from({ length: 9 }, (_, at) => `Type.field${at}`).join('\n'),
  ],
];

describe('a table in a terminal', () => {
  it.each([40, 50, 60, 80, 200])('fits into %d columns, and its lines are all as wide', (width) => {
    const { text, rows } = fittedTable(HEAD, ROWS, { width, whole: new Set() });
    const widths = new Set(
      text
        .trimEnd()
        .split('\n')
        .map((line) => stringWidth(line)),
    );
    expect(widths.size).toBe(1);
    expect(Math.max(...widths)).toBeLessThanOrEqual(width);
    expect(rows).toBe(3);
    expect(text).toContain('… 6 more');
    expect(text).not.toContain('\ufffd');
  });

  it('cuts what is widest first, but for what must stay whole, and says that it did', () => {
    const { text } = fittedTable(HEAD, ROWS, { width: 50, whole: new Set() });
    expect(text).toContain('Ada');
    expect(text).toMatch(/漢字.*…/);
    expect(text).toMatch(/Patient\.birthDate.*…/);
    const kept = fittedTable(HEAD, ROWS, { width: 60, whole: new Set(['name']) }).text;
    expect(kept).toContain(ROWS[1]?.[1]);
    expect(kept).not.toContain('(full, DATE)');
  });

  it('cuts nothing where there is room, or no terminal', () => {
    for (const { text } of [
      fittedTable(HEAD, ROWS.slice(0, 2), { width: 200, whole: new Set() }),
      textTable(HEAD, ROWS),
    ])
      expect(text).not.toContain('…');
  });

  it('cannot be steered by a name from outside', () => {
    const { text } = fittedTable(['a'], [['\u001b[2J\u0007x']], { width: 30, whole: new Set() });
    // oxlint-disable-next-line no-control-regex -- which is what must not be there
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/);
  });
});
