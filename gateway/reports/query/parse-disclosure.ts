import { z } from 'zod';

/** What of a disclosure may be PHI: its leaf commits to it, and it lies beside the tree. */
export interface DisclosureText {
  /** Name of the person or organisation who received. */
  readonly recipient: string;
  /** Where that one is reached; null where it is not known. */
  readonly address: string | null;
  /** What was disclosed, in a few words. */
  readonly description: string;
  /** What for, in a few words. */
  readonly purpose: string;
}

/**
 * What a disclosure leaf commits to, as `writeDisclosure` wrote it. Of a text that is none, because it was
 * erased, lost or changed, everything reads as what became of it: the disclosure itself is never left out.
 */
export function parseDisclosure(text: string | null): DisclosureText {
  const parsed = TEXT.safeParse(readJson(text));
  if (parsed.success) return parsed.data;
  const state = text !== null && STATE.test(text) ? text : '(unreadable)';
  return { recipient: state, address: null, description: state, purpose: state };
}

const TEXT = z.strictObject({
  recipient: z.string(),
  address: z.string().nullable(),
  description: z.string(),
  purpose: z.string(),
});

/** What a report reads in the place of a text that isn't there or doesn't fit. */
const STATE = /^\((?:erased|missing|changed)\)$/;

function readJson(text: string | null): unknown {
  try {
    return text === null ? null : JSON.parse(text);
  } catch {
    return null;
  }
}
