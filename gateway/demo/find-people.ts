import { z } from 'zod';
import { StartError } from '../platform/errors.ts';
import type { SignRequestToken } from '../platform/subgraph/request-token.ts';
import { queryRelations } from './query-relations.ts';
import { createQuerySubgraph, type QuerySubgraph } from './query-subgraph.ts';
import type { DemoSettings } from './settings.ts';

/** The people in the demo's data that its accounts stand for. */
export interface DemoPeople {
  /** Id of the patient account's own record. */
  readonly patient: string;
  /** Id of the physician account: a practitioner who treats that patient; null if the data has no such practitioner. */
  readonly practitioner: string | null;
  /** A patient that this physician doesn't treat; null if they treat every patient. */
  readonly stranger: string | null;
}

/**
 * Finds the first patient of the data, a practitioner who treats that patient, and a patient that the
 * practitioner does not treat.
 *
 * @throws StartError when the data has no patients.
 */
export async function findPeople(
  settings: DemoSettings,
  signRequestToken: SignRequestToken,
): Promise<DemoPeople> {
  const queryPatients = createQuerySubgraph(settings, signRequestToken, 'patients');
  const [patient, ...others] = await firstPatients(queryPatients);
  if (patient === undefined)
    throw new StartError(['the data has no patients. Choose another DATA_DIR.']);
  const queryEncounters = createQuerySubgraph(settings, signRequestToken, 'encounters');
  const practitioner = await practitionerOf(patient, queryEncounters);
  const stranger =
    practitioner === null ? null : await strangerOf(practitioner, others, queryEncounters);
  return { patient, practitioner, stranger };
}

const PATIENTS = z.object({ patients: z.array(z.object({ id: z.string() })) });

async function firstPatients(queryPatients: QuerySubgraph): Promise<readonly string[]> {
  const found = PATIENTS.safeParse(await queryPatients('{ patients(first: 100) { id } }', {}));
  return (found.data?.patients ?? []).map(({ id }) => id);
}

const MEMBERS = z.array(z.object({ practitioner: z.object({ id: z.string() }).nullable() }));
const CARE_TEAM = z.object({ entities: z.tuple([z.object({ careTeam: MEMBERS })]) });

/** The practitioner that the patient sees most often, of those who currently treat them. */
async function practitionerOf(
  patient: string,
  queryEncounters: QuerySubgraph,
): Promise<string | null> {
  const query = `query ($of: [_Any!]!) {
    entities: _entities(representations: $of) { ... on Patient { careTeam { practitioner { id } } } }
  }`;
  const found = CARE_TEAM.safeParse(
    await queryEncounters(query, { of: [{ __typename: 'Patient', id: patient }] }),
  );
  const team = found.data?.entities[0].careTeam ?? [];
  const members = team.flatMap(({ practitioner }) => practitioner?.id ?? []);
  for (const practitioner of members) {
    const [related] = await queryRelations(practitioner, [patient], queryEncounters);
    if (related?.treated === true) return practitioner;
  }
  return members[0] ?? null;
}

/** The first patient that a practitioner doesn't treat and who has not denied them access. */
async function strangerOf(
  practitioner: string,
  patients: readonly string[],
  queryEncounters: QuerySubgraph,
): Promise<string | null> {
  const relations = await queryRelations(practitioner, patients, queryEncounters);
  const strangers = relations.filter(({ treated, deniesActor }) => !treated && !deniesActor);
  return strangers[0]?.patient ?? null;
}
