import { z } from 'zod';
import { StartError } from '../errors.ts';
import type { SignRequest } from '../identity/create-sign-request.ts';
import type { DemoSettings } from './settings.ts';

/** Whom the demo's accounts are in its data. */
export interface DemoPeople {
  /** Whose record the patient's account is. */
  readonly patient: string;
  /** Who the physician's account is: somebody who treats that patient, where anybody does. */
  readonly practitioner: string | null;
}

/**
 * Finds the first patient of the data, and a practitioner for whom that patient is one of their own.
 *
 * @throws StartError when the data has no patients.
 */
export async function findPeople(
  { subgraphs }: DemoSettings,
  sign: SignRequest,
): Promise<DemoPeople> {
  const asker = (subgraph: string): Ask => {
    const port = subgraphs.find(({ name }) => name === subgraph)?.port ?? 0;
    return (query, variables) => ask({ subgraph, port, sign }, { query, variables });
  };
  const patient = await firstPatient(asker('patients'));
  return { patient, practitioner: await practitionerOf(patient, asker('encounters')) };
}

type Ask = (query: string, variables: object) => Promise<unknown>;

const PATIENTS = z.object({ patients: z.array(z.object({ id: z.string() })) });

async function firstPatient(askPatients: Ask): Promise<string> {
  const found = PATIENTS.safeParse(await askPatients('{ patients(first: 1) { id } }', {}));
  const patient = found.data?.patients[0];
  if (patient === undefined)
    throw new StartError(['the data has no patients. Choose another DATA_DIR.']);
  return patient.id;
}

const MEMBERS = z.array(z.object({ practitioner: z.object({ id: z.string() }).nullable() }));
const CARE_TEAM = z.object({ entities: z.tuple([z.object({ careTeam: MEMBERS })]) });
const TREATED = z.object({ careRelationships: z.tuple([z.object({ treated: z.literal(true) })]) });

/** The one whom the patient sees most often, of those who count as treating them now. */
async function practitionerOf(patient: string, askEncounters: Ask): Promise<string | null> {
  const query = `query ($of: [_Any!]!) {
    entities: _entities(representations: $of) { ... on Patient { careTeam { practitioner { id } } } }
  }`;
  const found = CARE_TEAM.safeParse(
    await askEncounters(query, { of: [{ __typename: 'Patient', id: patient }] }),
  );
  const team = found.data?.entities[0].careTeam ?? [];
  const members = team.flatMap(({ practitioner }) => practitioner?.id ?? []);
  for (const practitioner of members) {
    const treats = `query ($practitioner: ID, $patients: [ID!]!) {
      careRelationships(practitioner: $practitioner, patients: $patients) { treated }
    }`;
    const answer = await askEncounters(treats, { practitioner, patients: [patient] });
    if (TREATED.safeParse(answer).success) return practitioner;
  }
  return members[0] ?? null;
}

/** Asks a subgraph itself, as only who holds the gateway's key can. */
async function ask(
  { subgraph, port, sign }: { subgraph: string; port: number; sign: SignRequest },
  question: object,
): Promise<unknown> {
  const body = JSON.stringify(question);
  const token = await sign({ subgraph, body, context: null });
  const response = await fetch(`http://127.0.0.1:${port}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body,
  });
  return ANSWER.parse(await response.json()).data;
}

const ANSWER = z.object({ data: z.unknown() });
