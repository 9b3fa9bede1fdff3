import { z } from 'zod';
import { StartError } from '../platform/errors.ts';
import type { SignRequest } from '../platform/subgraph/sign-request.ts';
import { askRelations } from './ask-relations.ts';
import { createAskSubgraph, type AskSubgraph } from './ask-subgraph.ts';
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
export async function findPeople(settings: DemoSettings, sign: SignRequest): Promise<DemoPeople> {
  const askPatients = createAskSubgraph(settings, sign, 'patients');
  const [patient, ...others] = await firstPatients(askPatients);
  if (patient === undefined)
    throw new StartError(['the data has no patients. Choose another DATA_DIR.']);
  const askEncounters = createAskSubgraph(settings, sign, 'encounters');
  const practitioner = await practitionerOf(patient, askEncounters);
  const stranger =
    practitioner === null ? null : await strangerOf(practitioner, others, askEncounters);
  return { patient, practitioner, stranger };
}

const PATIENTS = z.object({ patients: z.array(z.object({ id: z.string() })) });

async function firstPatients(askPatients: AskSubgraph): Promise<readonly string[]> {
  const found = PATIENTS.safeParse(await askPatients('{ patients(first: 100) { id } }', {}));
  return (found.data?.patients ?? []).map(({ id }) => id);
}

const MEMBERS = z.array(z.object({ practitioner: z.object({ id: z.string() }).nullable() }));
const CARE_TEAM = z.object({ entities: z.tuple([z.object({ careTeam: MEMBERS })]) });

/** The practitioner that the patient sees most often, of those who currently treat them. */
async function practitionerOf(patient: string, askEncounters: AskSubgraph): Promise<string | null> {
  const query = `query ($of: [_Any!]!) {
    entities: _entities(representations: $of) { ... on Patient { careTeam { practitioner { id } } } }
  }`;
  const found = CARE_TEAM.safeParse(
    await askEncounters(query, { of: [{ __typename: 'Patient', id: patient }] }),
  );
  const team = found.data?.entities[0].careTeam ?? [];
  const members = team.flatMap(({ practitioner }) => practitioner?.id ?? []);
  for (const practitioner of members) {
    const [related] = await askRelations(practitioner, [patient], askEncounters);
    if (related?.treated === true) return practitioner;
  }
  return members[0] ?? null;
}

/** The first patient that a practitioner doesn't treat and who has not denied them access. */
async function strangerOf(
  practitioner: string,
  patients: readonly string[],
  askEncounters: AskSubgraph,
): Promise<string | null> {
  const relations = await askRelations(practitioner, patients, askEncounters);
  const strangers = relations.filter(({ treated, deniesActor }) => !treated && !deniesActor);
  return strangers[0]?.patient ?? null;
}
