import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import {
  appendAccepted,
  checkAuthor,
  readAccepted,
} from '../../../../../gateway/cli/graph/diff/accepted-file.ts';
import { StartError } from '../../../../../gateway/platform/errors.ts';
import type { OpenChange } from '../../../../../schema/diff/accept-changes.ts';

const folder = mkdtempSync(join(tmpdir(), 'phi-accepted-'));
const file = join(folder, 'accepted.yaml');
afterAll(() => rmSync(folder, { recursive: true }));

const CHANGE: OpenChange = {
  id: '0123456789abcdef',
  at: 'Query.p(id:)',
  change: 'clerk: none → full   reach: care-team',
  subject: { setting: 's', effect: 'more', before: null, after: null },
};
const AUTHOR = { by: 'Ana Ruiz', date: '2026-01-31', reason: 'Ok.' };

function problemsOf(run: () => unknown): readonly string[] {
  try {
    run();
  } catch (error) {
    if (error instanceof StartError) return error.problems.map((line) => line.replace(file, 'f'));
    throw error;
  }
  return [];
}

describe('the file of accepted changes', () => {
  it.each([
    ['missing', null],
    ['empty', ''],
    ['of comments', '# Reviewed.\n\n# By us.'],
    ['an empty list', '# None yet.\n[]\n'],
    [
      'a list without a last line feed',
      '- { id: aaaaaaaaaaaaaaaa, at: a, change: b, by: c, date: 2026-01-01, reason: d }',
    ],
  ])('takes further entries if it is %s, and keeps its text', (_what, text) => {
    rmSync(file, { force: true });
    if (text !== null) writeFileSync(file, text);
    const before = text === null ? [] : readAccepted(file);
    const odd = { ...AUTHOR, by: "O'Brien — “Bo”: #1", reason: '- yes: "no" \\ ${' };
    appendAccepted(file, [CHANGE], odd);
    expect(readAccepted(file)).toEqual([
      ...before,
      { id: CHANGE.id, at: CHANGE.at, change: CHANGE.change, ...odd },
    ]);
    expect(readFileSync(file, 'utf8')).toContain(text?.split('\n')[0] ?? '# Changes');
  });

  it('is not changed if it is a list in brackets, which takes no further lines', () => {
    const text =
      '[{ id: aaaaaaaaaaaaaaaa, at: a, change: b, by: c, date: 2026-01-01, reason: d }]\n';
    writeFileSync(file, text);
    expect(problemsOf(() => appendAccepted(file, [CHANGE], AUTHOR))).toEqual([
      'f: is not a list of lines that begin with "-". Write it so.',
    ]);
    expect(readFileSync(file, 'utf8')).toBe(text);
  });

  it.each([
    ['a mapping', 'accepted: []', ['must be a list of accepted changes']],
    [
      'an entry without a reason',
      '- { id: 0123456789abcdef, at: a, change: b, by: c, date: 2026-01-31 }',
      ['f:1: accepted[0].reason'],
    ],
    [
      'an empty name',
      '- { id: 0123456789abcdef, at: a, change: b, by: "", date: 2026-01-31, reason: d }',
      ['accepted[0].by'],
    ],
    [
      'a date that does not exist',
      '- { id: 0123456789abcdef, at: a, change: b, by: c, date: 2026-02-30, reason: d }',
      ['accepted[0].date'],
    ],
    [
      'an id of another form',
      '- { id: 123, at: a, change: b, by: c, date: 2026-01-31, reason: d }',
      ['accepted[0].id'],
    ],
    [
      'an unknown key',
      '- { id: 0123456789abcdef, at: a, change: b, by: c, date: 2026-01-31, reason: d, until: e }',
      ['accepted[0].until'],
    ],
    ['what is not YAML', '- {', ['not valid YAML']],
  ])('is refused with %s', (_what, text, expected) => {
    writeFileSync(file, text);
    const problems = problemsOf(() => readAccepted(file));
    expect(problems).toEqual(expected.map((part) => expect.stringContaining(part)));
  });

  it.each([
    ['an empty name', { by: '', reason: 'r' }],
    ['an empty reason', { by: 'b', reason: '' }],
    ['a blank reason', { by: 'b', reason: '  ' }],
    ['a line feed', { by: 'b', reason: 'r\n- id: x' }],
    ['a direction character', { by: 'b\u202e', reason: 'r' }],
  ])('takes no entry with %s', (_what, author) => {
    expect(problemsOf(() => checkAuthor(author))).toHaveLength(1);
  });
});
