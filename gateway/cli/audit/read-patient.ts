import { StartError } from '../../platform/errors.ts';

/**
 * Checks the patient of a command. Throws a `StartError` if it is empty, as from an unset variable of a shell: a hold on it
 * would protect no record.
 */
export function readPatient(id: string): string {
  if (id.trim() === '') throw new StartError(['--patient is empty.']);
  return id;
}
