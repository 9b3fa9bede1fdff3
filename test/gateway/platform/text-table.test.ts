import { describe, expect, it } from '@jest/globals';
import stringWidth from 'string-width';
import { fittedTable, printTable, textTable } from '../../../gateway/platform/text-table.ts';

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

const FIT = {
  neverCut: new Set<string>(),
  ids: new Set<string>(),
  prose: new Set<string>(),
  omitFirst: [],
  omitLast: [],
};

describe('a text table for a terminal', () => {
  it.each([40, 50, 60, 80, 200])(
    'fits into a width of %d characters with lines of equal width, and counts the lines of a cell that it leaves out',
    (width) => {
      const { text, rows } = fittedTable(HEAD, ROWS, { ...FIT, width });
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
    },
  );

  it('shortens the widest columns first, keeps narrow columns and those that are never cut, and marks each cut with …', () => {
    const { text } = fittedTable(HEAD, ROWS, { ...FIT, width: 50 });
    expect(text).toContain('Ada');
    expect(text).toMatch(/漢字.*…/);
    expect(text).toMatch(/Patient\.birthDate.*…/);
    const kept = fittedTable(HEAD, ROWS, { ...FIT, width: 60, neverCut: new Set(['name']) }).text;
    expect(kept).toContain(ROWS[1]?.[1]);
    expect(kept).not.toContain('(full, DATE)');
  });

  it('breaks prose into lines instead of shortening it', () => {
    const note = 'brought in unconscious, no relative reached, allergies unknown';
    const fit = { ...FIT, width: 40, prose: new Set(['reason']) };
    const { text } = fittedTable(['leaf', 'reason'], [['1', note]], fit);
    expect(text.replaceAll(/[│\s]+/g, ' ')).toContain('no relative reached, allergies');
    expect(text).not.toContain('…');
  });

  it('leaves out columns in the order of omitFirst if the others would be too narrow, and names the missing ones below', () => {
    const head = ['leaf', 'actor', 'patient', 'grant'];
    const id = '305c7e26-c09f-43db-b7ce-aaaaaaaaaaaa';
    const fit = { ...FIT, width: 60, omitFirst: ['roles', 'grant', 'actor'] };
    const cut = fittedTable(head, [['1', id, id, id]], fit);
    expect(cut.omitted).toEqual(['grant']);
    expect(cut.text).not.toContain('grant');
    expect(fittedTable(head, [['1', 'a', 'b', 'c']], fit).omitted).toEqual([]);
    expect(printTable(head, [['1', id, id, id]], fit)).toMatch(
      /1 row; no room for grant: give more --width, or --format csv\n$/,
    );
  });

  it('shortens ids first, then leaves out columns of omitLast if the others would be too narrow', () => {
    const head = ['actor', 'coordinates', 'reason'];
    const id = '305c7e26-c09f-43db-b7ce-aaaaaaaaaaaa';
    const rows = [[id, 'Patient.birthDate', 'seen in the emergency room']];
    const fit = {
      ...FIT,
      ids: new Set(['actor']),
      prose: new Set(['reason']),
      omitLast: ['coordinates'],
    };
    const cut = fittedTable(head, rows, { ...fit, width: 62 });
    expect(cut.text).toContain('│ 305c7e26… │ Patient.birthDate │');
    expect(cut.omitted).toEqual([]);
    const narrow = fittedTable(head, rows, { ...fit, width: 31 });
    expect(narrow.omitted).toEqual(['coordinates']);
    expect(narrow.text).toContain('│ 305c7e26… │ seen in the ');
    // With more room, an id gets longer.
    expect(fittedTable(head, rows, { ...fit, width: 75 }).text).toContain(
      '│ 305c7e26-c09f-43db-b7… │',
    );
  });

  it('shortens nothing if the table is narrower than the terminal or no width is given', () => {
    for (const { text } of [
      fittedTable(HEAD, ROWS.slice(0, 2), { ...FIT, width: 200 }),
      textTable(HEAD, ROWS),
    ])
      expect(text).not.toContain('…');
  });

  it('has no control characters, even if a value has them', () => {
    const { text } = fittedTable(['a'], [['\u001b[2J\u0007x']], { ...FIT, width: 30 });
    // oxlint-disable-next-line no-control-regex -- exactly these must not appear
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/);
  });
});
