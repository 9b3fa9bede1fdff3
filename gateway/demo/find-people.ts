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
  /** Somebody whom that physician doesn't treat, where there is anybody. */
  readonly stranger: string | null;
}

/**
 * Finds the first patient of the data, a practitioner for whom that patient is one of their own, and another
 * patient for whom they are nobody.
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
  const [patient, ...others] = await firstPatients(asker('patients'));
  if (patient === undefined)
    throw new StartError(['the data has no patients. Choose another DATA_DIR.']);
  const askEncounters = asker('encounters');
  const practitioner = await practitionerOf(patient, askEncounters);
  const stranger =
    practitioner === null ? null : await strangerOf(practitioner, others, askEncounters);
  return { patient, practitioner, stranger };
}

type Ask = (query: string, variables: object) => Promise<unknown>;

const PATIENTS = z.object({ patients: z.array(z.object({ id: z.string() })) });

async function firstPatients(askPatients: Ask): Promise<readonly string[]> {
  const found = PATIENTS.safeParse(await askPatients('{ patients(first: 100) { id } }', {}));
  return (found.data?.patients ?? []).map(({ id }) => id);
}

const MEMBERS = z.array(z.object({ practitioner: z.object({ id: z.string() }).nullable() }));
const CARE_TEAM = z.object({ entities: z.tuple([z.object({ careTeam: MEMBERS })]) });
const RELATED = z.object({
  careRelationships: z.array(
    z.object({ patient: z.string(), treated: z.boolean(), deniesActor: z.boolean() }),
  ),
});

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
    const [related] = await relationsOf(practitioner, [patient], askEncounters);
    if (related?.treated === true) return practitioner;
  }
  return members[0] ?? null;
}

/** The first whom a practitioner doesn't treat, and who hasn't said that they shall never. */
async function strangerOf(
  practitioner: string,
  patients: readonly string[],
  askEncounters: Ask,
): Promise<string | null> {
  const relations = await relationsOf(practitioner, patients, askEncounters);
  const strangers = relations.filter(({ treated, deniesActor }) => !treated && !deniesActor);
  return strangers[0]?.patient ?? null;
}

async function relationsOf(
  practitioner: string,
  patients: readonly string[],
  askEncounters: Ask,
): Promise<z.infer<typeof RELATED>['careRelationships']> {
  const query = `query ($practitioner: ID, $patients: [ID!]!) {
    careRelationships(practitioner: $practitioner, patients: $patients) {
      patient treated deniesActor
    }
  }`;
  const found = RELATED.safeParse(await askEncounters(query, { practitioner, patients }));
  return found.data?.careRelationships ?? [];
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
