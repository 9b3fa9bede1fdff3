import { GatewayError } from '../../platform/errors.ts';
import { badInput, tooMuch } from '../catalog/request-fault.ts';
import { MAX_FOUND, type Directory, type DirectoryScope } from '../directory/create-directory.ts';
import { isShown } from '../directory/is-shown.ts';
import { searchText } from '../directory/search-text.ts';
import type { Arguments } from './parse-page-arguments.ts';
import { parseAskedPeople } from './parse-people-arguments.ts';
import type { ReportContext } from './report-context.ts';

/** Patients, and accounts, of one lookup. A page of the console has fewer. */
const MAX_PEOPLE = 200;

/**
 * The resolvers `people` and `searchPeople`. The rule of each (`report-rules.ts`) runs before it. One record of the
 * request names the patients; the text of a search is in no record and no log.
 */
export function createDirectoryRoot(directory: Directory | null) {
  /** The rule has admitted the caller; this does not depend on it. */
  const forCaller = ({ seesNames }: ReportContext): Directory => {
    if (directory === null || !seesNames) throw new GatewayError('UNAUTHORIZED_FIELD_OR_TYPE');
    return directory;
  };
  return {
    people: async (args: Arguments, context: ReportContext) => {
      const names = forCaller(context);
      const { patients, actors } = parseAskedPeople(args);
      if (patients.length > MAX_PEOPLE || actors.length > MAX_PEOPLE)
        throw tooMuch(`At most ${MAX_PEOPLE} patients and ${MAX_PEOPLE} actors are looked up.`);
      const asked = {
        patients: [...new Set(patients)].filter(isShown),
        actors: actors.filter(({ subject }) => isShown(subject)),
      };
      const lists = [
        ...(asked.patients.length > 0 ? (['patients'] as const) : []),
        ...(asked.actors.length > 0 ? (['actors'] as const) : []),
      ];
      const rows = asked.patients.length + asked.actors.length;
      context.asked.read('people', { rows, filters: names.argumentsOf(lists) });
      context.asked.addPatients(asked.patients);
      return names.find(asked);
    },
    searchPeople: async (args: Arguments, context: ReportContext) => {
      const names = forCaller(context);
      const list = args['among'] === 'PATIENTS' ? 'patientSearch' : 'actorSearch';
      const text = searchText(String(args['text']));
      if (text === null) throw badInput(['text has 2 to 100 characters.']);
      context.asked.read('searchPeople', { rows: MAX_FOUND, filters: names.argumentsOf([list]) });
      const found = await names.search(text, list);
      context.asked.addPatients(found.patients.map(({ id }) => id));
      return found;
    },
  };
}

/** What a caller may have of the directory; null if it is off, or not for the caller. */
export function scopeFor(
  directory: Directory | null,
  { seesNames }: Pick<ReportContext, 'seesNames'>,
): DirectoryScope | null {
  return seesNames ? (directory?.scope ?? null) : null;
}
