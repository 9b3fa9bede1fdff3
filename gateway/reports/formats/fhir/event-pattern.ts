import type { PlainLeaf } from '../../../audit/record/parse-leaf.ts';
import type { AuditAction, Coding } from './audit-event.ts';
import { coding } from './codes.ts';

/**
 * The pattern of an event: a read, query, write or disclosure of IHE's Basic Audit Log Patterns, or an event without
 * a pattern.
 */
export interface EventPattern {
  readonly name:
    'read' | 'query' | 'create' | 'update' | 'delete' | 'operation' | 'disclosure' | 'control';
  readonly type: Coding;
  readonly subtypes: readonly Coding[];
  readonly action: AuditAction;
}

/**
 * Returns the pattern of a leaf. A response with a single record is a read; any other query is a query, for which the
 * patterns require the action E. A mutation is a create, update or delete if its leaf records that, and an operation
 * otherwise, which has no profile.
 */
export function patternOf(leaf: PlainLeaf): EventPattern {
  const kind = coding('recordKind', leaf.kind);
  const { name, type, subtypes, action } =
    leaf.operation === null ? controlPattern(leaf) : restPattern(leaf);
  return { name, type, action, subtypes: [...subtypes, kind] };
}

const REST = coding('eventType', 'rest', 'RESTful Operation');

function restPattern(leaf: PlainLeaf): EventPattern {
  if (leaf.operation?.kind === 'query') return isRead(leaf) ? READ : QUERY;
  switch (leaf.action) {
    case 'C':
      return rest('create', 'C');
    case 'U':
      return rest('update', 'U');
    case 'D':
      return rest('delete', 'D');
    case 'R':
    case 'E':
      return rest('operation', 'E');
    default:
      return leaf.action satisfies never;
  }
}

function rest(name: 'create' | 'update' | 'delete' | 'operation', action: AuditAction) {
  return { name, type: REST, subtypes: [coding('interaction', name)], action };
}

const READ: EventPattern = {
  name: 'read',
  type: REST,
  subtypes: [coding('interaction', 'read')],
  action: 'R',
};
const QUERY: EventPattern = {
  name: 'query',
  type: REST,
  subtypes: [coding('interaction', 'search')],
  action: 'E',
};

/** Whether a response released exactly one record, and the leaf is the whole response. */
function isRead({ accesses, parts }: PlainLeaf): boolean {
  return parts === 1 && accesses.reduce((sum, { objects }) => sum + objects.length, 0) === 1;
}

/**
 * Returns the pattern of a record that is not a data request, by its kind. A kind that `CONTROLS` does not list, such as one
 * of a later version, is an application activity.
 */
function controlPattern({ kind, action }: PlainLeaf): EventPattern {
  const known = CONTROLS.get(kind);
  if (known === undefined) return { ...control('110100'), action };
  return known.name === 'disclosure' ? known : { ...known, action };
}

/** Codes of DICOM's audit trail. https://dicom.nema.org/medical/dicom/current/output/html/part15.html#sect_A.5 */
const DICOM: Readonly<Record<string, string>> = {
  110100: 'Application Activity',
  110101: 'Audit Log Used',
  110106: 'Export',
  110113: 'Security Alert',
  110120: 'Application Start',
  110121: 'Application Stop',
  110127: 'Emergency Override Started',
  110129: 'Security Configuration',
  110138: 'Emergency Override Stopped',
};

function control(type: string, ...subtypes: readonly string[]): EventPattern {
  return { name: 'control', type: dicom(type), subtypes: subtypes.map(dicom), action: 'E' };
}

function dicom(code: string): Coding {
  return coding('dicom', code, DICOM[code]);
}

const DISCLOSURE: EventPattern = {
  name: 'disclosure',
  type: dicom('110106'),
  subtypes: [coding('lifecycle', 'disclose', 'Disclose Record Lifecycle Event')],
  action: 'R',
};

const CONTROLS: ReadonlyMap<string, EventPattern> = new Map([
  ['breakglass.start', control('110113', '110127')],
  ['breakglass.stop', control('110113', '110138')],
  ['breakglass.alert', control('110113')],
  ['refusals', control('110113')],
  ['denial', control('110113')],
  ['disclosure', DISCLOSURE],
  ['audit.read', control('110101')],
  ['review', control('110101')],
  ['suppression', control('110101')],
  ['question', control('110101')],
  ['log.start', control('110100', '110120')],
  ['log.stop', control('110100', '110121')],
  ['log.policy', control('110100', '110129')],
  ['log.key.enrolled', control('110100', '110129')],
  ['log.key.retired', control('110100', '110129')],
  ['log.erase', control('110101')],
  ['log.withdraw', control('110101')],
  ['log.quarantine', control('110101')],
  ['log.threshold', control('110100', '110129')],
]);
