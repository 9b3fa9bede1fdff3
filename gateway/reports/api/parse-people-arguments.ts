import type { AskedPeople } from '../directory/create-directory.ts';
import type { Arguments } from './parse-page-arguments.ts';

/** Parses the arguments of `people`. */
export function parseAskedPeople({ patients, actors }: Arguments): AskedPeople {
  return { patients: patients as readonly string[], actors: actors as AskedPeople['actors'] };
}
