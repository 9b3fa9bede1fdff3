import { claimsOf, type DemoRole } from '../accounts.ts';
import type { DemoPeople } from '../find-people.ts';
import type { Hospital, HospitalPatient, Practitioner } from './find-hospital.ts';

/** A person who sends requests to the gateway. */
export interface Person {
  readonly subject: string;
  readonly role: DemoRole;
  /** Claims of their token besides the subject. */
  readonly claims: Readonly<Record<string, unknown>>;
}

/** A physician or a nurse, with the patients whose records they open. */
export interface Clinician extends Person {
  readonly patients: readonly string[];
  /** Patients that they don't treat. */
  readonly strangers: readonly string[];
}

/** An office worker, with the patients whose records they open. */
export interface Clerk extends Person {
  readonly patients: readonly string[];
}

/** A patient who reads their own record. */
export interface Reader extends Person {
  readonly patient: string;
}

/** The people who send the sample traffic. */
export interface TrafficPeople {
  readonly physicians: readonly Clinician[];
  readonly nurses: readonly Clinician[];
  readonly readers: readonly Reader[];
  readonly billing: Clerk;
  readonly researcher: Person;
  readonly officer: Person;
  /** A nurse who does not work here any longer; null if the data has none. */
  readonly former: Person | null;
  /** A patient as the reader of their own record. */
  readonly readerOf: (patient: Pick<HospitalPatient, 'id' | 'name'>) => Reader;
}

/**
 * Chooses the people of the sample traffic: the demo's accounts, and practitioners and patients of the data with their
 * own ids and names. The data has no nurses: the third of its practitioners with the fewest patients act as nurses, on
 * the records of their organization's patients.
 */
export function choosePeople(
  { patients, practitioners: all, staff }: Hospital,
  people: Pick<DemoPeople, 'patient' | 'practitioner'>,
): TrafficPeople {
  const former = all.find(({ id }) => staff.some((each) => each.subject === id && each.hasLeft));
  const practitioners = all.filter((each) => each !== former);
  /** The usual work of a person leaves out relatives and neighbors, unless there are no other patients. */
  const usualOf = (subject: string, ids: readonly string[]) => {
    const related = staff.find((each) => each.subject === subject)?.related ?? [];
    const usual = ids.filter((id) => !related.includes(id));
    return usual.length === 0 ? ids : usual;
  };
  const account = (role: DemoRole): Person => ({
    subject: role,
    role,
    claims: claimsOf(role, people),
  });
  const readerOf: TrafficPeople['readerOf'] = ({ id, name }) => ({
    subject: id,
    role: 'patient',
    claims: { ...claimsOf('patient', { ...people, patient: id }), name },
    patient: id,
  });
  const isDemo = ({ id }: Practitioner) => id === people.practitioner;
  const others = practitioners.filter((each) => !isDemo(each));
  // Practitioners are sorted by their number of patients, the most first.
  const nurses = others.slice(Math.ceil(others.length * (2 / 3)));
  const physicians = practitioners.filter((each) => !nurses.includes(each) && each.own.length > 0);
  const living = patients.filter(({ isDead }) => !isDead);
  const [colleague] = practitioners.filter(isDemo);
  return {
    physicians: physicians.map((each) => ({
      ...(isDemo(each) ? account('physician') : practitionerAs('physician', each)),
      patients: usualOf(each.id, each.own),
      strangers: each.strangers,
    })),
    nurses: [
      {
        ...account('nurse'),
        patients: usualOf('nurse', colleague?.ward ?? living.map(({ id }) => id)),
        strangers: [],
      },
      ...nurses.map((each) => ({
        ...practitionerAs('nurse', each),
        patients: usualOf(each.id, each.ward),
        strangers: [],
      })),
    ],
    readers: [
      { ...account('patient'), patient: people.patient },
      ...living
        .filter(({ id }) => id !== people.patient)
        .slice(0, FURTHER_READERS)
        .map(readerOf),
    ],
    billing: {
      ...account('billing'),
      patients: usualOf(
        'billing',
        patients.map(({ id }) => id),
      ),
    },
    researcher: account('researcher'),
    officer: account('privacy_officer'),
    former: former === undefined ? null : practitionerAs('nurse', former),
    readerOf,
  };
}

const FURTHER_READERS = 3;

function practitionerAs(role: 'physician' | 'nurse', { id, name }: Practitioner): Person {
  const claims = claimsOf(role, { patient: '', practitioner: id });
  return { subject: id, role, claims: { ...claims, name } };
}
