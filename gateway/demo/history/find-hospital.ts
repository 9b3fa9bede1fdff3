import { z } from 'zod';
import type { SignRequestToken } from '../../platform/subgraph/request-token.ts';
import { DEMO_ACCOUNTS } from '../accounts.ts';
import { queryRelations } from '../query-relations.ts';
import { createQuerySubgraph, type QuerySubgraph } from '../query-subgraph.ts';
import {
  findFacts,
  findStaff,
  watchingRules,
  type StaffMember,
  type WatchingRule,
} from './find-facts.ts';
import type { DemoSettings } from '../settings.ts';

/** A patient of the data, with the facts that the sample traffic depends on. */
export interface HospitalPatient {
  readonly id: string;
  readonly name: string;
  readonly isDead: boolean;
  readonly address: Readonly<Record<string, string | null>>;
  /** Rules that find an access to their record by facts about them alone. */
  readonly watchedBy: readonly WatchingRule[];
}

/** A practitioner of the data. */
export interface Practitioner {
  readonly id: string;
  readonly name: string;
  /** Patients that they treat and who don't deny them access. */
  readonly own: readonly string[];
  /** Patients that practitioners of their organization have treated. */
  readonly ward: readonly string[];
  /** Patients that they don't treat and who don't deny them access. */
  readonly strangers: readonly string[];
}

/** The patients, practitioners and staff of the data. */
export interface Hospital {
  /** In the order of the data, with a living patient if the data has one. */
  readonly patients: readonly HospitalPatient[];
  /** At most 12, those with the most patients first. */
  readonly practitioners: readonly Practitioner[];
  /** The accounts of the demo and the practitioners above, as far as the personnel department knows them. */
  readonly staff: readonly StaffMember[];
}

/** Finds the first patients of the data and the practitioners who treat them. */
export async function findHospital(
  settings: DemoSettings,
  signRequestToken: SignRequestToken,
): Promise<Hospital> {
  const queryPatients = createQuerySubgraph(settings, signRequestToken, 'patients');
  const queryEncounters = createQuerySubgraph(settings, signRequestToken, 'encounters');
  const listed = await findPatients(queryPatients);
  const ids = listed.map(({ id }) => id);
  const members = await findMembers(ids, queryEncounters);
  const byPatients = [...members.values()].toSorted(
    (one, other) => other.patients.size - one.patients.size || (one.id < other.id ? -1 : 1),
  );
  const describe = async ({ id, name, organization }: Member): Promise<Practitioner> => {
    const relations = await queryRelations(id, ids, queryEncounters);
    const open = relations.filter(({ deniesActor }) => !deniesActor);
    const colleagues = byPatients.filter((other) => other.organization === organization);
    return {
      id,
      name,
      own: open.filter(({ treated }) => treated).map(({ patient }) => patient),
      ward: ids.filter((patient) => colleagues.some((each) => each.patients.has(patient))),
      strangers: open.filter(({ treated }) => !treated).map(({ patient }) => patient),
    };
  };
  const practitioners = await Promise.all(byPatients.slice(0, MAX_PRACTITIONERS).map(describe));
  const subjects = [
    ...DEMO_ACCOUNTS.map(({ account }) => account),
    ...practitioners.map(({ id }) => id),
  ];
  const facts = await findFacts(ids, { queryPatients, queryEncounters });
  const staff = await findStaff(subjects, { facts, queryEncounters });
  const departments = staff.flatMap(({ department }) => department ?? []);
  return {
    patients: listed.map((patient) => ({
      ...patient,
      watchedBy: watchingRules(facts.get(patient.id), departments),
    })),
    staff,
    practitioners: practitioners.toSorted((one, other) => other.own.length - one.own.length),
  };
}

const MAX_PATIENTS = 60;
const MAX_PRACTITIONERS = 12;

const PATIENTS = z.object({
  patients: z.array(
    z.object({
      id: z.string(),
      name: z.string().nullable(),
      deathDate: z.string().nullable(),
      address: z.record(z.string(), z.string().nullable()).nullable(),
    }),
  ),
});

async function findPatients(
  querySubgraph: QuerySubgraph,
): Promise<readonly Omit<HospitalPatient, 'watchedBy'>[]> {
  const query = `query ($first: Int!) {
    patients(first: $first) { id name deathDate address { line city county state zip } }
  }`;
  const found = PATIENTS.safeParse(await querySubgraph(query, { first: MAX_PATIENTS }));
  return (found.data?.patients ?? []).map(({ id, name, deathDate, address }) => ({
    id,
    name: name ?? id,
    isDead: deathDate !== null,
    address: address ?? {},
  }));
}

/** A practitioner, and the patients whose care team they are on. */
interface Member {
  readonly id: string;
  readonly name: string;
  readonly organization: string | null;
  readonly patients: Set<string>;
}

const TEAMS = z.object({
  entities: z.array(
    z.object({
      careTeam: z.array(
        z.object({
          practitioner: z
            .object({
              id: z.string(),
              name: z.string().nullable(),
              organization: z.object({ id: z.string() }).nullable(),
            })
            .nullable(),
        }),
      ),
    }),
  ),
});

/** Every practitioner who has treated one of the patients. */
async function findMembers(
  patients: readonly string[],
  querySubgraph: QuerySubgraph,
): Promise<ReadonlyMap<string, Member>> {
  const query = `query ($of: [_Any!]!) {
    entities: _entities(representations: $of) {
      ... on Patient { careTeam { practitioner { id name organization { id } } } }
    }
  }`;
  const of = patients.map((id) => ({ __typename: 'Patient', id }));
  const found = TEAMS.safeParse(await querySubgraph(query, { of }));
  const members = new Map<string, Member>();
  for (const [index, { careTeam }] of (found.data?.entities ?? []).entries()) {
    for (const { practitioner } of careTeam) {
      if (practitioner === null) continue;
      const { id, name, organization } = practitioner;
      const known = members.get(id);
      const member = known ?? {
        id,
        name: name ?? id,
        organization: organization?.id ?? null,
        patients: new Set<string>(),
      };
      member.patients.add(patients[index] ?? '');
      members.set(id, member);
    }
  }
  return members;
}
