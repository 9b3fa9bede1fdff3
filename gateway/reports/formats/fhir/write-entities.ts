import { isPlaceholder } from '../../catalog/patient-placeholder.ts';
import type { PlainLeaf } from '../../../audit/record/parse-leaf.ts';
import type { RecordedField } from '../../../audit/record/record.ts';
import { countOf } from '../../../platform/count-of.ts';
import { parseDisclosure } from '../../query/parse-disclosure.ts';
import type { AuditDetail, AuditEntity, Coding, Reference } from './audit-event.ts';
import { coding, ENTITY } from './codes.ts';
import type { EventPattern } from './event-pattern.ts';
import { fhirInstant, fhirText } from './fhir-text.ts';
import type { Share, SharedRecord } from './share-leaf.ts';

/** What the entities of an event are written from. */
export interface EntityOptions {
  readonly leaf: PlainLeaf;
  readonly share: Share;
  readonly pattern: EventPattern['name'];
  /** The naming system of patient ids; null without one. */
  readonly patientSystem: string | null;
  /** The text that the leaf commits to; null for none. */
  readonly reason: string | null;
}

/** The entities of a leaf: patient, records, request, query, grant and denials. */
export function writeEntities(options: EntityOptions): AuditEntity[] {
  const { leaf, share, pattern, patientSystem } = options;
  // The patterns allow one system object: the record of a read or write, or the query itself. Other entities are
  // `other`.
  const isObject = pattern === 'operation' || (pattern !== 'query' && share.records.length === 1);
  return [
    ...(share.patient === null ? [] : [writePatient(share.patient, patientSystem)]),
    ...share.records.map((record) => writeRecord(record, isObject ? ENTITY.system : ENTITY.other)),
    ...writeRequest(leaf, pattern === 'query' ? ENTITY.system : ENTITY.other),
    ...writeGrant(options),
    ...(pattern === 'disclosure' ? writeDisclosed(options) : []),
    ...(share.holdsDenials ? writeDenied(leaf) : []),
    ...writeFacts(
      'inputs',
      leaf.arguments.map((name) => detail('argument', name)),
    ),
    ...writeFacts(
      'facts',
      Object.entries(leaf.details ?? {}).map(([name, value]) => detail(name, String(value))),
    ),
  ];
}

function writePatient(id: string, system: string | null): AuditEntity {
  const identifier = { ...(system !== null && { system }), value: fhirText(id) };
  const named: Reference = isPlaceholder(id) ? { display: id } : { identifier };
  return { what: { type: 'Patient', ...named }, type: ENTITY.person, role: ENTITY.patient };
}

function writeRecord({ entry, record }: SharedRecord, type: Coding): AuditEntity {
  const { relation, roles, wouldDeny } = entry.rule;
  const labels = writeLabels(entry.fields);
  const name = fhirText(entry.type);
  return {
    what:
      record === null
        ? { display: `${name} without a key` }
        : { identifier: { type: { text: name }, value: fhirText(record) } },
    type,
    role: ENTITY.domainResource,
    ...(labels.length > 0 && { securityLabel: labels }),
    name,
    detail: [
      ...entry.fields.map((field) => detail(`${entry.type}.${field.name}`, fieldText(field))),
      detail('relation', relation),
      ...(roles.length > 0 ? [detail('roles', roles.join(' '))] : []),
      ...(wouldDeny.length > 0 ? [detail('would deny', wouldDeny.join(' '))] : []),
    ],
  };
}

function fieldText({ view, categories, subgraphs }: RecordedField): string {
  return [
    `view=${view}`,
    ...(categories.length > 0 ? [`categories=${categories.join(',')}`] : []),
    ...(subgraphs.length > 0 ? [`subgraphs=${subgraphs.join(',')}`] : []),
  ].join('; ');
}

/** HL7 sensitivity codes of categories, written in addition to the category. */
const SENSITIVITY: ReadonlyMap<string, string> = new Map([
  ['MENTAL_HEALTH', 'PSY'],
  ['SUBSTANCE_USE', 'ETH'],
  ['SEXUAL_HEALTH', 'SEX'],
  ['GENETIC', 'GDIS'],
]);

function writeLabels(fields: readonly RecordedField[]): Coding[] {
  const categories = [...new Set(fields.flatMap((field) => field.categories))].toSorted();
  const sensitivities = categories.flatMap((category) => SENSITIVITY.get(category) ?? []);
  return [
    ...sensitivities.map((code) => coding('actCode', code)),
    ...categories.map((category) => coding('category', category)),
  ];
}

/**
 * The request and its query. The patterns require the query as it was sent, in Base64. The ledger holds no queries,
 * because they may hold PHI. Its place takes the hash of the document without literals, as a URI:
 * https://www.rfc-editor.org/rfc/rfc6920#section-7
 */
function writeRequest({ operation }: PlainLeaf, type: Coding): AuditEntity[] {
  if (operation === null) return [];
  const { requestId, traceId, hash, kind, name, variables } = operation;
  const list = variables.map((variable) => `$${variable}`).join(', ');
  return [
    {
      what: { identifier: { value: fhirText(requestId) } },
      type: coding('balpEntity', 'XrequestId'),
      ...(traceId !== null && { detail: [detail('trace id', traceId)] }),
    },
    {
      type,
      role: ENTITY.query,
      description: fhirText(`${kind} ${name ?? '(unnamed)'}(${list})`),
      query: Buffer.from(`nih:sha-256;${hash}`).toString('base64'),
    },
  ];
}

function writeGrant({ leaf: { breakGlass, kind }, reason }: EntityOptions): AuditEntity[] {
  if (breakGlass === null) return [];
  const until = detail('until', fhirInstant(breakGlass.until));
  const hasReason = kind === 'breakglass.start' && reason !== null;
  return [
    {
      what: { identifier: { value: fhirText(breakGlass.id) } },
      type: ENTITY.other,
      name: 'break-glass grant',
      detail: [until, ...(hasReason ? [detail('reason', reason)] : [])],
    },
  ];
}

/** Description and purpose of an entered disclosure. */
function writeDisclosed({ reason }: EntityOptions): AuditEntity[] {
  const { description, purpose } = parseDisclosure(reason);
  const details = [detail('description', description), detail('purpose', purpose)];
  return [{ type: ENTITY.system, role: ENTITY.report, name: 'disclosure', detail: details }];
}

function writeDenied({ denied }: PlainLeaf): AuditEntity[] {
  return writeFacts(
    'denied',
    denied.map(({ coordinate, reason, count }) =>
      detail(coordinate, `${reason}, ${countOf(count, 'time')}`),
    ),
  );
}

function writeFacts(name: string, details: readonly AuditDetail[]): AuditEntity[] {
  return details.length === 0 ? [] : [{ type: ENTITY.other, name, detail: details }];
}

function detail(type: string, value: string): AuditDetail {
  return { type: fhirText(type), valueString: fhirText(value) };
}
