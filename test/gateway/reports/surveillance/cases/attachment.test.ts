import { describe, expect, it } from '@jest/globals';
import { GatewayError } from '../../../../../gateway/platform/errors.ts';
import { REVIEW_ROWS } from '../../../../../gateway/reports/surveillance/cases/case-rows.ts';
import type { ReviewNode } from '../../../../../gateway/reports/surveillance/cases/case-node.ts';
import {
  assertAttachments,
  parseNote,
  printNote,
  type Attachment,
} from '../../../../../gateway/reports/surveillance/cases/attachment.ts';

const SCAN: Attachment = { name: 'scan "1".pdf', location: 'file 12/7', sha256: null };
const PHOTO: Attachment = { name: 'photo.jpg', location: null, sha256: 'ab'.repeat(32) };

const REVIEW: ReviewNode = {
  leaf: 20,
  case: '7-0',
  actor: 'nina',
  issuer: 'https://idp.test',
  patient: 'p-1',
  day: '2026-01-31',
  rules: ['SELF'],
  time: '2026-02-01T08:00:00.000Z',
  reviewer: 'otto',
  reviewerIssuer: 'https://idp.test',
  reviewerName: null,
  verdict: 'COMMENT',
  assignee: null,
  assigneeIssuer: null,
  due: null,
  note: 'Asked.',
  attachments: [],
  notePlaceholder: null,
};

describe('attachments of a comment', () => {
  it.each([
    ['no attachment', 'Asked.\nFine.', []],
    ['one', 'Asked.', [SCAN]],
    ['several, after a note of several lines', 'Asked.\n\nFine.', [SCAN, PHOTO]],
    ['one, after a note that looks like one', JSON.stringify(PHOTO), [SCAN]],
    ['none, after a note that looks like one', `Asked.\n${JSON.stringify(PHOTO)}`, []],
  ])('are read from the text as they were written to it: %s', (_title, note, attachments) => {
    expect(parseNote(printNote(note, attachments), attachments.length)).toEqual({
      note,
      attachments,
    });
  });

  it.each([
    ['fewer than the record states', `Asked.\n${JSON.stringify(SCAN)}`, 2],
    ['with another member', `Asked.\n${JSON.stringify({ ...SCAN, url: 'https://x.test' })}`, 1],
    ['with a digest that is none', `Asked.\n${JSON.stringify({ ...SCAN, sha256: 'AB' })}`, 1],
    ['that are not JSON', 'Asked.\nFine.', 1],
    ['without a note', JSON.stringify(SCAN), 1],
  ])('are shown as part of the note if the text holds some %s', (_title, text, count) => {
    expect(parseNote(text, count)).toEqual({ note: text, attachments: [] });
  });

  it.each([
    [[{ ...SCAN, name: ' ' }], ['attachments[0].name is one line of at most 255 characters.']],
    [
      [SCAN, { ...SCAN, name: 'a\nb' }],
      ['attachments[1].name is one line of at most 255 characters.'],
    ],
    [
      [{ ...SCAN, location: `x\u202Efdp` }],
      ['attachments[0].location is one line of at most 500 characters.'],
    ],
    [
      [{ ...PHOTO, sha256: 'AB'.repeat(32) }],
      ['attachments[0].sha256 is 64 hexadecimal digits in lowercase.'],
    ],
    [[{ ...SCAN, location: null }], ['attachments[0] needs a location or a sha256.']],
    [Array.from({ length: 6 }, () => SCAN), ['A comment has at most 5 attachments.']],
  ])('are refused with each problem: %j', (attachments, problems) => {
    expect(problemsOf(attachments)).toEqual(problems);
  });

  it('are accepted with a place, a digest or both', () => {
    expect(problemsOf([SCAN, PHOTO, { ...SCAN, sha256: PHOTO.sha256 }])).toEqual([]);
  });
});

it('a file of reviews names each attachment with its place and digest', () => {
  const both = { ...SCAN, sha256: PHOTO.sha256 };
  expect(REVIEW_ROWS.columns.attachments({ ...REVIEW, attachments: [SCAN, PHOTO, both] })).toEqual([
    'scan "1".pdf (file 12/7)',
    `photo.jpg (SHA-256 ${PHOTO.sha256})`,
    `scan "1".pdf (file 12/7; SHA-256 ${PHOTO.sha256})`,
  ]);
});

function problemsOf(attachments: readonly Attachment[]): unknown {
  try {
    assertAttachments(attachments);
    return [];
  } catch (error) {
    return error instanceof GatewayError ? error.problems : error;
  }
}
