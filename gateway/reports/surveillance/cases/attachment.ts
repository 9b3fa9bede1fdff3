import { z } from 'zod';
import { badInput } from '../../catalog/request-fault.ts';
import { isRecordable } from '../../../platform/recorded-text.ts';

/**
 * A file that a comment refers to. It stays where it is kept: the ledger holds no files, only what identifies one, in the
 * comment's committed text.
 */
export interface Attachment {
  /** Its name, such as `interview.pdf`. */
  readonly name: string;
  /** Where it is kept: an address, a folder, a file number. Null if it is not stated. */
  readonly location: string | null;
  /** SHA-256 of its content, 64 lowercase hex digits. Null if it was not computed. */
  readonly sha256: string | null;
}

/** Attachments of one comment. */
const MAX_ATTACHMENTS = 5;
const MAX_NAME = 255;
const MAX_LOCATION = 500;

const SHA256 = /^[0-9a-f]{64}$/;

/** Throws `BAD_USER_INPUT`, with all problems, for attachments that are not recorded. */
export function assertAttachments(attachments: readonly Attachment[]): void {
  const problems = attachments.flatMap(({ name, location, sha256 }, index) => {
    const at = `attachments[${index}]`;
    return [
      ...(isLine(name, MAX_NAME)
        ? []
        : [`${at}.name is one line of at most ${MAX_NAME} characters.`]),
      ...(location === null || isLine(location, MAX_LOCATION)
        ? []
        : [`${at}.location is one line of at most ${MAX_LOCATION} characters.`]),
      ...(sha256 === null || SHA256.test(sha256)
        ? []
        : [`${at}.sha256 is 64 hexadecimal digits in lowercase.`]),
      ...(location === null && sha256 === null ? [`${at} needs a location or a sha256.`] : []),
    ];
  });
  if (attachments.length > MAX_ATTACHMENTS)
    problems.push(`A comment has at most ${MAX_ATTACHMENTS} attachments.`);
  if (problems.length > 0) throw badInput(problems);
}

function isLine(text: string, most: number): boolean {
  return text.trim() !== '' && text.length <= most && isRecordable(text);
}

/** The text that a comment's record commits to: its note, then each attachment as JSON on a line of its own. */
export function printNote(note: string, attachments: readonly Attachment[]): string {
  return [
    note,
    ...attachments.map(({ name, location, sha256 }) => JSON.stringify({ name, location, sha256 })),
  ].join('\n');
}

/**
 * Splits a text as {@link printNote} joined it; `count` is the number of attachments that the record states. A text
 * without so many attachments at its end is a note.
 */
export function parseNote(
  text: string,
  count: number,
): { readonly note: string; readonly attachments: readonly Attachment[] } {
  const lines = text.split('\n');
  const at = lines.length - count;
  const parsed = lines.slice(at).map(parseAttachment);
  const attachments = parsed.filter((each) => each !== null);
  if (at < 1 || attachments.length < count) return { note: text, attachments: [] };
  return { note: lines.slice(0, at).join('\n'), attachments };
}

const ATTACHMENT = z.strictObject({
  name: z.string(),
  location: z.string().nullable(),
  sha256: z.string().regex(SHA256).nullable(),
});

function parseAttachment(line: string): Attachment | null {
  try {
    return ATTACHMENT.safeParse(JSON.parse(line)).data ?? null;
  } catch {
    return null;
  }
}
