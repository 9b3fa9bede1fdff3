import { SettingsError, type SettingProblem } from '../../platform/errors.ts';
import { readPeopleOperations, type ValidOperation } from '../people/people-source.ts';
import type { PeopleForm } from '../people/read-people-operation.ts';
import type { DirectoryConfig } from './directory-config.ts';

/** The lists of operations of a directory. */
export type DirectoryList = 'patients' | 'actors' | 'patientSearch' | 'actorSearch';

const PATIENT = {
  identity: 'patient',
  keys: ['name', 'mrn', 'birthDate'],
  keyName: 'name',
} as const;
const ACTOR = { identity: 'actor', keys: ['name', 'role', 'department'], keyName: 'name' } as const;

const FORMS: Readonly<Record<DirectoryList, PeopleForm>> = {
  patients: { ...PATIENT, variable: 'patients', type: '[ID!]!' },
  actors: { ...ACTOR, variable: 'actors', type: '[ID!]!' },
  patientSearch: { ...PATIENT, variable: 'text', type: 'String!' },
  actorSearch: { ...ACTOR, variable: 'text', type: 'String!' },
};

/** Checks all operations against the graph. Throws a `SettingsError` with every problem in them. */
export function readDirectoryOperations(
  config: DirectoryConfig,
  supergraphSdl: string,
): Readonly<Record<DirectoryList, readonly ValidOperation[]>> {
  const problems: SettingProblem[] = [];
  const read = (list: DirectoryList) =>
    readPeopleOperations(config[list], {
      path: `admin.directory.${list}`,
      form: FORMS[list],
      supergraphSdl,
      problems,
    });
  const operations = {
    patients: read('patients'),
    actors: read('actors'),
    patientSearch: read('patientSearch'),
    actorSearch: read('actorSearch'),
  };
  if (problems.length > 0) throw new SettingsError(problems);
  return operations;
}
