import { isRecordableNote, notRecordableNote } from '../../platform/recorded-text.ts';
import { StartError } from '../../platform/errors.ts';

/** Checks the reason of a command. Throws a `StartError` if it is empty or not recordable. */
export function readReason(text: string): string {
  if (text.trim() === '') throw new StartError(['--reason must give a reason.']);
  if (!isRecordableNote(text)) throw new StartError([notRecordableNote('--reason')]);
  return text;
}
