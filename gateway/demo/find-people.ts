import { z } from 'zod';
import { StartError } from '../platform/errors.ts';
import type { SignRequest } from '../platform/subgraph/sign-request.ts';
import { askRelations } from './ask-relations.ts';
import { createAskSubgraph, type AskSubgraph } from './ask-subgraph.ts';
import type { DemoSettings } from './settings.ts';

/** Whom the demo's accounts are in its data. */
export interface DemoPeople {
  /** Whose record the patient's account is. */
  readonly patient: string;
  /** Who the physician's account is: somebody who treats that patient, where anybody does. */
  readonly practitioner: string | null;
  /** Somebody whom that physician doesn't treat, where there is anybody. */
  readonly stranger: string | null;
}

/**
 * Finds the first patient of the data, a practitioner for whom that patient is one of their own, and another
 * patient for whom they are nobody.
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

/** The one whom the patient sees most often, of those who count as treating them now. */
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

/** The first whom a practitioner doesn't treat, and who hasn't said that they shall never. */
async function strangerOf(
  practitioner: string,
  patients: readonly string[],
  askEncounters: AskSubgraph,
): Promise<string | null> {
  const relations = await askRelations(practitioner, patients, askEncounters);
  const strangers = relations.filter(({ treated, deniesActor }) => !treated && !deniesActor);
  return strangers[0]?.patient ?? null;
}
