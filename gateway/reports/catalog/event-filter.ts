import { CATEGORIES } from '../../../directives/spec.ts';
import { OUTCOMES, RECORD_KINDS } from '../../audit/record/record.ts';
import { OVERSIGHT, type RowPart } from '../../audit/record/report-rows.ts';
import type { FilterSpec } from './filter-spec.ts';
import type { PlacedEvent } from '../index/fill-step.ts';
import { placeOf, RELATIONS } from '../index/index-tables.ts';
import { maskOf, UNRELEASED } from '../index/leaf-events.ts';
import { parseRoles, parseShape } from '../index/field-set.ts';

/** Which events are asked for: those that fit all that is said. */
export interface EventFilter {
  readonly patient?: string;
  /** Subject of the actor's token, of whatever issuer. */
  readonly actor?: string;
  readonly issuer?: string;
  /** As the actor's token has it. */
  readonly actorName?: string;
  /** One of the actor's. */
  readonly role?: string;
  /** What was released, named or denied: `Type.field`, or of an argument `Type.field(name:)`. */
  readonly coordinate?: string;
  readonly category?: string;
  /** Of the leaf. */
  readonly kind?: string;
  readonly operation?: string;
  readonly purpose?: string;
  /** As reports show it: `unreleased` for what never left. */
  readonly outcome?: string;
  /** Whether something was denied. */
  readonly denied?: boolean;
  /** Whether a grant was presented, started or stopped. */
  readonly breakGlass?: boolean;
  /** Id of that grant. */
  readonly grant?: string;
  /** One of those by which the roles that counted reach the patient. */
  readonly relation?: string;
  /** Whether reports were read or cases signed off, and no record itself was asked for. */
  readonly oversight?: boolean;
  readonly parts?: readonly RowPart[];
  /** Records released of the patient, or times that something was denied; both inclusive. */
  readonly leastRecords?: number;
  readonly mostRecords?: number;
  /** Indexes of leaves, both inclusive. */
  readonly firstLeaf?: number;
  readonly lastLeaf?: number;
  /** UTC ms since 1970, both inclusive. */
  readonly since?: number;
  readonly until?: number;
}

const WORD = { is: 'word' } as const;
const FLAG = { is: 'flag' } as const;
const NUMBER = { is: 'number' } as const;
const TIME = { is: 'time' } as const;

/** What events can be asked by, as `EventFilter` of `admin.graphql`. */
export type AskedFilter = Omit<EventFilter, 'parts'>;

/** What each part of it takes, in the order in which it is told. What the ledger says of itself is no event. */
export const EVENT_FILTER: FilterSpec<AskedFilter> = Object.freeze({
  patient: WORD,
  actor: WORD,
  issuer: WORD,
  actorName: WORD,
  role: WORD,
  coordinate: WORD,
  category: { is: 'one of', words: CATEGORIES },
  kind: { is: 'one of', words: RECORD_KINDS.filter((kind) => !kind.startsWith('log.')) },
  operation: WORD,
  purpose: WORD,
  outcome: { is: 'one of', words: [...OUTCOMES, UNRELEASED] },
  relation: { is: 'one of', words: RELATIONS },
  denied: FLAG,
  breakGlass: FLAG,
  oversight: FLAG,
  grant: WORD,
  leastRecords: NUMBER,
  mostRecords: NUMBER,
  firstLeaf: NUMBER,
  lastLeaf: NUMBER,
  since: TIME,
  until: TIME,
});

/** Whether an event is asked for. */
export function isAsked({ id, event }: PlacedEvent, filter: EventFilter): boolean {
  const { coordinates, categories } = parseShape(event.shape);
  const { coordinate, category, role, denied, breakGlass, relation, oversight, parts } = filter;
  const isEqual = (
    [
      'patient',
      'actor',
      'issuer',
      'actorName',
      'kind',
      'operation',
      'purpose',
      'outcome',
      'grant',
    ] as const
  ).every((name) => filter[name] === undefined || filter[name] === event[name]);
  return (
    isEqual &&
    (coordinate === undefined || coordinates.includes(coordinate)) &&
    (category === undefined || categories.includes(category)) &&
    (role === undefined || parseRoles(event.roles).includes(role)) &&
    (denied === undefined || denied === (event.part === 'denial')) &&
    (breakGlass === undefined || breakGlass === (event.grant !== null)) &&
    (relation === undefined || (event.relations & maskOf([relation])) !== 0) &&
    (oversight === undefined || oversight === OVERSIGHT.includes(event.kind)) &&
    (parts === undefined || parts.includes(event.part)) &&
    isBetween(event.records, filter.leastRecords, filter.mostRecords) &&
    isBetween(placeOf(id).leaf, filter.firstLeaf, filter.lastLeaf) &&
    isBetween(event.at, filter.since, filter.until)
  );
}

function isBetween(value: number, least = -Infinity, most = Infinity): boolean {
  return value >= least && value <= most;
}
