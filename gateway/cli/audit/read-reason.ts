import { isRecordableNote, notRecordable } from '../../platform/recorded-text.ts';
import { StartError } from '../../platform/errors.ts';

/** The reason that a command was given; throws a `StartError` where it is none. */
export function readReason(text: string): string {
  if (text.trim() === '') throw new StartError(['--reason must say why.']);
  if (!isRecordableNote(text)) throw new StartError([notRecordable('--reason')]);
  return text;
}
