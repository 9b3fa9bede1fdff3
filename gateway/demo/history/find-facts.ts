import { z } from 'zod';
import type { QuerySubgraph } from '../query-subgraph.ts';
import { WATCHED_DEPARTMENT } from '../sites.ts';

/** A rule that finds an access by facts about the patient alone. */
export type WatchingRule = 'VIP' | 'DISCHARGED' | 'DEPARTMENT';

/** A staff member, with what they have in common with patients. */
export interface StaffMember {
  /** Subject of their tokens. */
  readonly subject: string;
  readonly employer: string | null;
  readonly department: string | null;
  /** Their own patient id. */
  readonly patient: string | null;
  readonly hasLeft: boolean;
  /** Patients at the same address. */
  readonly household: readonly string[];
  /** Patients of the same surname or street, and the household. */
  readonly related: readonly string[];
}

const FACTS = z.object({
  patientFacts: z.array(
    z.object({
      patient: z.string(),
      surname: z.string().nullable(),
      address: z.string().nullable(),
      vip: z.string().nullable(),
    }),
  ),
});

const STAYS = z.object({
  patientStays: z.array(
    z.object({
      patient: z.string(),
      departments: z.string().nullable(),
      discharged: z.string().nullable(),
    }),
  ),
});

type PatientFacts = z.infer<typeof FACTS>['patientFacts'][number] &
  z.infer<typeof STAYS>['patientStays'][number];

/** Finds the facts by which rules find an access unusual, by the ids of the patients. */
export async function findFacts(
  patients: readonly string[],
  {
    queryPatients,
    queryEncounters,
  }: { readonly queryPatients: QuerySubgraph; readonly queryEncounters: QuerySubgraph },
): Promise<ReadonlyMap<string, PatientFacts>> {
  const query = `query ($patients: [ID!]!) {
    patientFacts(patients: $patients) { patient surname address vip }
  }`;
  const stayQuery = `query ($patients: [ID!]!) {
    patientStays(patients: $patients) { patient departments discharged }
  }`;
  const facts = FACTS.safeParse(await queryPatients(query, { patients })).data;
  const stays = STAYS.safeParse(await queryEncounters(stayQuery, { patients })).data;
  const byPatient = new Map(stays?.patientStays.map((stay) => [stay.patient, stay]));
  return new Map(
    facts?.patientFacts.map((known) => [
      known.patient,
      { departments: null, discharged: null, ...byPatient.get(known.patient), ...known },
    ]),
  );
}

/** Returns the rules that watch a patient: `departments` are those of the staff. */
export function watchingRules(
  facts: PatientFacts | undefined,
  departments: readonly string[],
): readonly WatchingRule[] {
  if (facts === undefined) return [];
  const isElsewhere = departments.some(
    (each) => each === WATCHED_DEPARTMENT && facts.departments?.includes(each) === false,
  );
  return [
    ...(facts.vip === null ? [] : (['VIP'] as const)),
    ...(facts.discharged === null ? [] : (['DISCHARGED'] as const)),
    ...(isElsewhere ? (['DEPARTMENT'] as const) : []),
  ];
}

const STAFF = z.object({
  staff: z.array(
    z.object({
      actor: z.string(),
      surname: z.string().nullable(),
      address: z.string().nullable(),
      employer: z.string().nullable(),
      department: z.string().nullable(),
      patient: z.string().nullable(),
      ended: z.string().nullable(),
    }),
  ),
});

/** Finds the staff members behind accounts. */
export async function findStaff(
  actors: readonly string[],
  {
    facts,
    queryEncounters,
  }: {
    readonly facts: ReadonlyMap<string, PatientFacts>;
    readonly queryEncounters: QuerySubgraph;
  },
): Promise<readonly StaffMember[]> {
  const query = `query ($actors: [ID!]!) {
    staff(actors: $actors) { actor surname address employer department patient ended }
  }`;
  const found = STAFF.safeParse(await queryEncounters(query, { actors }));
  const patients = [...facts.values()];
  return (found.data?.staff ?? []).map(({ actor, surname, address, ended, ...member }) => {
    const household = patients.filter((each) => isSame(each.address, address));
    const related = patients.filter(
      (each) => isSame(each.surname, surname) || isSame(streetOf(each.address), streetOf(address)),
    );
    return {
      ...member,
      subject: actor,
      hasLeft: ended !== null,
      household: idsOf(household),
      related: idsOf(related),
    };
  });
}

function isSame(one: string | null, other: string | null): boolean {
  return one !== null && one === other;
}

function idsOf(people: readonly PatientFacts[]): readonly string[] {
  return people.map(({ patient }) => patient);
}

/** An address without its house number. */
function streetOf(address: string | null): string | null {
  return address?.replace(/^\d+ /, '') ?? null;
}
