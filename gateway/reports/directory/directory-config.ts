import { z } from 'zod';
import { roleList, whole, type Settings } from '../../platform/setting-types.ts';
import { peopleOperations } from '../people/people-operations.ts';

export type DirectoryConfig = NonNullable<Settings<typeof directorySchema>>;

/** `admin.directory`: operations that return the names of patients and staff, for display. */
export function directorySchema(folder: string) {
  const operations = peopleOperations(folder);
  return z
    .strictObject({
      roles: roleList()
        .nullable()
        .default(null)
        .describe('Roles of `admin.roles` that see names. Null: all of them.'),
      patients: operations.describe('Operations that return patients by their ids.'),
      actors: operations.describe('Operations that return staff by their ids.'),
      patientSearch: operations.describe('Operations that find patients by a text.'),
      actorSearch: operations.describe('Operations that find staff by a text.'),
      timeoutMs: whole(10, 30_000)
        .default(3_000)
        .describe('Milliseconds that one request may take. Ids are shown after that.'),
    })
    .nullable()
    .default(null)
    .describe(
      'Names of patients and staff, for the console. They are not kept. Null: ids are shown.',
    );
}
