import * as fc from 'fast-check';
import { CATEGORIES } from '../../../directives/spec.ts';
import type { PlainLeaf } from '../../../gateway/audit/record/parse-leaf.ts';

/** Any text that a leaf can hold: Unicode without lone surrogates, white space and controls included. */
const text = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 12 }),
  fc.string({ unit: 'binary', maxLength: 12 }).filter((value) => !/\p{Surrogate}/u.test(value)),
  fc.constantFrom('', ' ', '\u00a0', '\u0000', '%', '<script>', '__proto__', '(erased)'),
);
const id = fc.oneof(fc.constantFrom('p1', 'p2', 'p3', 'constructor'), text);
const maybe = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: null });
const name = fc.constantFrom('Patient', 'Observation', 'ssn', 'birthDate');
const time = fc.oneof(
  fc.integer({ min: 0, max: 4_000_000_000_000 }),
  fc.constantFrom(0, Number.MAX_SAFE_INTEGER),
);

const field = fc.record({
  name,
  categories: fc.subarray([...CATEGORIES], { maxLength: 3 }),
  view: fc.constantFrom('full' as const, 'deidentified' as const),
  subgraphs: fc.array(name, { maxLength: 2 }),
});

const entry = fc.record({
  type: name,
  fields: fc.array(field, { minLength: 1, maxLength: 3 }),
  rule: fc.record({
    roles: fc.array(text, { maxLength: 2 }),
    relation: fc.constantFrom('self', 'care-team', 'list', 'break-glass', 'all'),
    wouldDeny: fc.subarray(['role', 'reach'] as const),
  }),
  objects: fc.uniqueArray(fc.tuple(maybe(id), maybe(id)), {
    minLength: 1,
    maxLength: 4,
    selector: (pair) => JSON.stringify(pair),
  }),
});

/** Any leaf that some version of a gateway might have written, also of kinds that this version doesn't know. */
export const randomLeaf: fc.Arbitrary<PlainLeaf> = fc.record({
  _t: fc.constant('phi-gateway/record/v1'),
  id: fc.uuid({ version: 7 }),
  at: time,
  part: fc.integer({ min: 1, max: 3 }),
  parts: fc.integer({ min: 1, max: 3 }),
  source: fc.record({ gateway: text, version: text, schemaHash: text, policyHash: text }),
  kind: fc.constantFrom(
    ...(['access', 'denial', 'intent', 'outcome', 'unreleased', 'breakglass.start'] as const),
    ...(['breakglass.stop', 'breakglass.alert', 'disclosure', 'refusals', 'log.start'] as const),
    ...(['review', 'suppression', 'log.heartbeat', 'log.erase', 'log.unheard.of'] as const),
  ) as fc.Arbitrary<PlainLeaf['kind']>,
  action: fc.constantFrom('C', 'R', 'U', 'D', 'E'),
  outcome: fc.constantFrom('permit', 'partial', 'deny', 'pending', 'error'),
  reason: maybe(text),
  received: time,
  actor: maybe(
    fc.record({
      issuer: text,
      subject: text,
      name: maybe(text),
      roles: fc.array(text, { maxLength: 2 }),
      organization: maybe(text),
      purpose: maybe(fc.oneof(fc.constantFrom('TREAT', 'HRESCH', 'ETREAT', 'PATRQT'), text)),
      tokenId: maybe(text),
      authMethods: fc.array(text, { maxLength: 1 }),
    }),
  ),
  client: maybe(fc.record({ id: maybe(text), address: text, agent: maybe(text) })),
  operation: maybe(
    fc.record({
      name: maybe(name),
      kind: fc.constantFrom('query' as const, 'mutation' as const),
      hash: fc.string({ unit: fc.constantFrom('0', 'f'), minLength: 64, maxLength: 64 }),
      variables: fc.array(name, { maxLength: 2 }),
      requestId: text,
      traceId: maybe(text),
    }),
  ),
  accesses: fc.array(entry, { maxLength: 3 }),
  denied: fc.array(
    fc.record({
      coordinate: fc.constant('Patient.ssn'),
      reason: fc.constantFrom('role', 'reach', 'suppressed'),
      count: fc.nat(),
    }),
    { maxLength: 2 },
  ),
  arguments: fc.array(fc.constant('Query.patient(id:)'), { maxLength: 1 }),
  patients: fc.uniqueArray(id, { maxLength: 3 }),
  breakGlass: maybe(fc.record({ id: text, until: time })),
  details: maybe(
    fc.dictionary(text, fc.oneof(text, fc.integer(), fc.constant(null)), { maxKeys: 3 }),
  ),
});
