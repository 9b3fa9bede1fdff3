import { z } from 'zod';
import { pathIn, roleList, whole, type Settings } from '../../platform/setting-types.ts';
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
      staff: pathIn(folder, 'a CSV file of staff')
        .nullable()
        .default(null)
        .describe(
          'CSV file of staff, in place of `actors` and `actorSearch`: the column `actor`, and of `name`, `role` and `department` any. Read again after it has changed.',
        ),
      timeoutMs: whole(10, 30_000)
        .default(3_000)
        .describe('Milliseconds that one request may take. Ids are shown after that.'),
    })
    .superRefine(({ staff, actors, actorSearch }, context) => {
      if (staff !== null && actors.length + actorSearch.length > 0)
        context.addIssue({
          code: 'custom',
          path: ['staff'],
          message: 'stands in place of actors and actorSearch: keep the file or the operations',
        });
    })
    .nullable()
    .default(null)
    .describe(
      'Names of patients and staff, for the console. They are not kept. Null: ids are shown.',
    );
}
