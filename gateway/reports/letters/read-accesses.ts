import type { PlainLeaf } from '../../audit/record/parse-leaf.ts';
import { UNRELEASED } from '../catalog/event-filter.ts';
import type { AccountedActor, AccountedLeaf } from '../accounting/read-disclosures.ts';
import { tooMuch } from '../catalog/request-fault.ts';
import { eventsOfLeaf, type ReportedEvent } from '../query/reported-event.ts';

/** One access to a patient's record, or an attempt that was refused. */
export interface PatientAccess {
  /** UTC ms since 1970. */
  readonly at: number;
  readonly actor: AccountedActor;
  /** Whether the actor is a program that signed in as itself. */
  readonly isProgram: boolean;
  /** Whether only the patient's own relation permitted it. */
  readonly isOwn: boolean;
  readonly kind: 'seen' | 'changed' | 'emergency' | 'refused';
  readonly isEmergency: boolean;
  readonly purpose: string | null;
  readonly relations: readonly string[];
  /** Categories that were shown in full and de-identified; empty if nothing was shown. */
  readonly full: readonly string[];
  readonly deidentified: readonly string[];
}

/** The patient and the period of an access report: UTC ms since 1970, both inclusive. */
export interface AccessSubject {
  readonly patient: string;
  readonly since: number;
  readonly until: number;
}

/** The most accesses of one letter; what is longer cannot be handed to a patient. */
export const MAX_ACCESSES = 10_000;

/**
 * Reads the accesses to a patient's record. Leaves out what no person saw: reports that were read, reviews, responses that
 * were not sent, and what the gateway does itself. Throws `OPERATION_TOO_COMPLEX` for more than {@link MAX_ACCESSES}.
 */
export async function readAccesses(
  leaves: AsyncIterable<AccountedLeaf>,
  { patient, since, until }: AccessSubject,
): Promise<readonly PatientAccess[]> {
  const choice = { filter: { patient, since, until, oversight: false }, isNarrow: false };
  const accesses: PatientAccess[] = [];
  for await (const { leaf, ...facts } of leaves) {
    for (const event of eventsOfLeaf(leaf, facts, choice)) {
      const access = accessOf(event);
      if (access !== null) accesses.push(access);
    }
    if (accesses.length > MAX_ACCESSES)
      throw tooMuch(`A letter has at most ${MAX_ACCESSES} accesses. Choose a shorter period.`);
  }
  return accesses;
}

function accessOf({ leaf, part, row }: ReportedEvent): PatientAccess | null {
  const { actor, at } = leaf;
  const kind = kindOf(leaf, part.part);
  if (actor === null || kind === null || row.outcome === UNRELEASED) return null;
  const shown = part.part === 'access' ? row.coordinates : [];
  const categoriesOf = (isFull: boolean) => [
    ...new Set(
      shown
        .filter(({ view }) => (view === 'full') === isFull)
        .flatMap(({ categories }) => (categories.length === 0 ? [OTHER] : categories)),
    ),
  ];
  const { issuer, subject, name, roles, organization, purpose } = actor;
  return {
    at,
    actor: { issuer, subject, name, roles, organization },
    isProgram: leaf.client?.id === subject,
    isOwn: row.relations.length > 0 && row.relations.every((relation) => relation === 'self'),
    kind,
    isEmergency: row.breakGlass !== null || row.relations.includes('break-glass'),
    purpose,
    relations: row.relations,
    full: categoriesOf(true),
    deidentified: categoriesOf(false),
  };
}

/** Stands for the category of a field without one. */
const OTHER = 'OTHER';

/** What an event means to the patient; null for one that means nothing. */
function kindOf(
  { kind, outcome, operation }: PlainLeaf,
  part: ReportedEvent['part']['part'],
): PatientAccess['kind'] | null {
  if (part === 'denial') return outcome === 'deny' ? 'refused' : null;
  if (kind === 'breakglass.start') return 'emergency';
  // Each write has an `intent` before its `outcome`.
  if (kind === 'outcome') return outcome === 'error' ? null : 'changed';
  if (kind !== 'access' || part !== 'access') return null;
  return operation?.kind === 'mutation' ? 'changed' : 'seen';
}
