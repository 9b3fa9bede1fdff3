import { z } from 'zod';
import { isPlaceholder } from '../catalog/patient-placeholder.ts';

/** The text of a disclosure. It may be PHI: its leaf commits to it, and it is stored outside the tree. */
export interface DisclosureText {
  /** Name of the person or organization. */
  readonly recipient: string;
  /** Address of the recipient; null if unknown. */
  readonly address: string | null;
  /** What was disclosed, in a few words. */
  readonly description: string;
  /** The purpose, in a few words. */
  readonly purpose: string;
}

/**
 * Parses the text that `writeDisclosure` committed to. If the text was erased, lost or changed, every field holds the
 * placeholder in its place, such as `(erased)`: the disclosure itself is always listed.
 */
export function parseDisclosure(text: string | null): DisclosureText {
  const parsed = TEXT.safeParse(readJson(text));
  if (parsed.success) return parsed.data;
  const state = text !== null && isPlaceholder(text) ? text : '(unreadable)';
  return { recipient: state, address: null, description: state, purpose: state };
}

const TEXT = z.strictObject({
  recipient: z.string(),
  address: z.string().nullable(),
  description: z.string(),
  purpose: z.string(),
});

function readJson(text: string | null): unknown {
  try {
    return text === null ? null : JSON.parse(text);
  } catch {
    return null;
  }
}
