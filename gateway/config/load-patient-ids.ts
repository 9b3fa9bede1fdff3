import { z } from 'zod';
import type { PatientIdForm } from '../../directives/patient-id.ts';
import { StartError } from '../platform/errors.ts';
import { patientIds } from '../access/identity/identity-config.ts';
import { parseTree, problemLines } from './parse-tree.ts';
import { readYaml } from './read-yaml.ts';

/**
 * Loads only the form of patient ids from a gateway's configuration: key files and environment variables of other settings may
 * be missing.
 *
 * @throws StartError with one line for each problem.
 */
export function loadPatientIds(
  file: string,
  environment: Readonly<Record<string, string | undefined>>,
): PatientIdForm {
  const { tree, lineOf } = readYaml(file);
  const identity = entriesOf(entriesOf(tree).get('identity'));
  const { data, problems } = parseTree(
    z.object({ identity: z.object({ patientIds: patientIds() }) }),
    { identity: { patientIds: identity.get('patientIds') } },
    environment,
  );
  if (data === null || problems.size > 0)
    throw new StartError(problemLines(problems, (path) => `${file}:${lineOf(path)}: `));
  return data.identity.patientIds;
}

function entriesOf(section: unknown): ReadonlyMap<string, unknown> {
  return new Map(section !== null && typeof section === 'object' ? Object.entries(section) : []);
}
