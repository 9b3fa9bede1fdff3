import type {
  AskedPeople,
  FoundPeople,
  PatientDetails,
  StaffDetails,
} from '../directory/create-directory.ts';
import { isShown } from '../directory/is-shown.ts';
import { writeActor, type Actor } from '../index/actors.ts';
import type { Messages } from '../messages/messages.ts';
import type { StaffNaming } from './letter-standards.ts';

/** Names for one letter. They are not kept. */
export interface LetterPeople {
  /** Null if the directory is off or does not know the patient. */
  readonly patient: PatientDetails | null;
  /** By `writeActor`. */
  readonly staff: ReadonlyMap<string, StaffDetails>;
  readonly state: 'off' | 'complete' | 'incomplete';
}

export const NO_PEOPLE: LetterPeople = Object.freeze({
  patient: null,
  staff: new Map(),
  state: 'off',
});

/** Looks up names by their ids; null if the directory is off. */
export type FindNames = (people: AskedPeople) => Promise<FoundPeople | null>;

/** Accounts of one lookup. */
const BATCH = 200;

/**
 * Looks up the patient and the staff of a letter, each account once. Without `findNames`, and if the directory is off, the
 * letter has no names. A part of the directory that does not answer leaves the names of others.
 */
export async function findLetterPeople(
  { patient, actors }: { readonly patient: string; readonly actors: readonly Actor[] },
  findNames: FindNames | null,
): Promise<LetterPeople> {
  if (findNames === null) return NO_PEOPLE;
  const accounts = new Map(actors.map((actor) => [writeActor(actor), actor]));
  const all = [...accounts.values()]
    .filter(({ subject }) => isShown(subject))
    .map(({ issuer, subject }) => ({ issuer, subject }));
  const patients = isShown(patient) ? [patient] : [];
  let found = await findNames({ patients, actors: all.slice(0, BATCH) });
  if (found === null) return NO_PEOPLE;
  for (let at = BATCH; at < all.length; at += BATCH) {
    const more = await findNames({ patients: [], actors: all.slice(at, at + BATCH) });
    if (more === null) return NO_PEOPLE;
    found = {
      ...found,
      actors: [...found.actors, ...more.actors],
      isComplete: found.isComplete && more.isComplete,
    };
  }
  return {
    patient: found.patients.find(({ id }) => id === patient) ?? null,
    staff: new Map(
      found.actors.flatMap((each) =>
        each.issuer === null ? [] : [[writeActor({ ...each, issuer: each.issuer }), each]],
      ),
    ),
    state: found.isComplete ? 'complete' : 'incomplete',
  };
}

/** An account as the ledger recorded it. */
export interface RecordedStaff extends Actor {
  readonly name: string | null;
  readonly roles: readonly string[];
  readonly organization: string | null;
}

/** A member of staff in words: a name, role or department first, then what further identifies the person. */
export function staffText(
  actor: RecordedStaff,
  { staff }: LetterPeople,
  {
    naming,
    messages,
    wordOf,
  }: {
    readonly naming: StaffNaming;
    readonly messages: Messages;
    /** See `LetterStyle`. */
    readonly wordOf: (name: string) => string | undefined;
  },
): string {
  const known = staff.get(writeActor(actor));
  const called = (name: string | null) => name && (wordOf(name) ?? name);
  const roles = actor.roles.map((role) => wordOf(role) ?? roleWords(role));
  const role = called(known?.role ?? null) ?? (roles.join(', ') || null);
  const department = called(known?.department ?? null);
  const parts = (() => {
    switch (naming) {
      case 'name':
        return [known?.name ?? actor.name ?? actor.subject, role, department];
      case 'role':
        return [role ?? messages.letter.staffMember];
      case 'department':
        return [department ?? messages.letter.staffMember];
      default:
        return naming satisfies never;
    }
  })();
  return [...parts, actor.organization].filter((part) => part !== null).join(', ');
}

/** A role of a token in words: `privacy_officer` is a privacy officer. */
function roleWords(role: string): string {
  return role.replaceAll(/[_-]+/g, ' ');
}
