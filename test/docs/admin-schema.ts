import {
  CASE_FILTER,
  REVIEW_STEPS,
  REVIEW_FILTER,
  REVIEW_FINDINGS,
} from '../../gateway/reports/catalog/case-filter.ts';
import { CASE_STATES } from '../../gateway/reports/messages/case-states.ts';
import { EVENT_FILTER } from '../../gateway/reports/catalog/event-filter.ts';
import type { FilterSpec, FilterValue } from '../../gateway/reports/catalog/filter-spec.ts';
import {
  CASE_FIELDS,
  CHART_FIELDS,
  EVENT_FIELDS,
  QUEUE_FIELDS,
  REVIEW_FIELDS,
} from '../../gateway/reports/catalog/row-order.ts';
import { UNUSUAL_RULES } from '../../gateway/reports/catalog/unusual-rule.ts';

/** The schema whose filters and orders `npm run docs` writes. */
export const ADMIN_SCHEMA = 'gateway/reports/api/admin.graphql';

const REGION =
  /(# Generated from gateway\/reports\/catalog by `npm run docs`\.\n)[\s\S]*?(# End of generated text\.)/;

/** The report API's schema with the inputs and enums of the catalog written anew. */
export function writeAdminSchema(text: string): string {
  if (!REGION.test(text)) throw new Error('the schema has no generated part');
  return text.replace(REGION, (_whole, start: string, end: string) => {
    return `${start}\n${inputs()}\n\n${end}`;
  });
}

const SORTED =
  'Texts are compared by their UTF-8 bytes; null sorts first. Rows that are equal in the field follow in the order of\nthe ledger, or against it.';

function inputs(): string {
  return [
    input(
      'EventFilter',
      'The filter of events: an event fits if it fits every field that is set.',
      EVENT_FILTER,
    ),
    order('Event', Object.keys(EVENT_FIELDS)),
    enumOf('Direction', ['ASC', 'DESC']),
    enumOf('CountBy', CHART_FIELDS.map(upper)),
    input(
      'CaseFilter',
      'The filter of cases: a case fits if it fits every field that is set.',
      CASE_FILTER,
    ),
    order('Case', Object.keys(CASE_FIELDS)),
    order('Queue', Object.keys(QUEUE_FIELDS)),
    enumOf('CaseState', CASE_STATES),
    enumOf('UnusualRule', UNUSUAL_RULES),
    input(
      'ReviewFilter',
      'The filter of reviews: a review fits if it fits every field that is set.',
      REVIEW_FILTER,
    ),
    order('Review', Object.keys(REVIEW_FIELDS)),
    enumOf('ReviewFinding', REVIEW_FINDINGS),
    enumOf('ReviewStep', REVIEW_STEPS),
  ].join('\n\n');
}

function input(name: string, description: string, spec: FilterSpec): string {
  const fields = Object.entries(spec).map(
    ([field, { takes, text, graphqlType }]) =>
      `  ${JSON.stringify(text)}\n  ${field}: ${graphqlType ?? TYPES[takes.kind]}`,
  );
  return `"${description}"\ninput ${name} {\n${fields.join('\n')}\n}`;
}

const TYPES: Readonly<Record<FilterValue['kind'], string>> = {
  text: 'String',
  enum: 'String',
  format: 'String',
  boolean: 'Boolean',
  integer: 'Int',
  time: 'DateTime',
};

function order(name: string, fields: readonly string[]): string {
  return [
    `"""\n${SORTED}\n"""\ninput ${name}Order {\n  field: ${name}Field!\n  direction: Direction!\n}`,
    enumOf(`${name}Field`, fields.map(upper)),
  ].join('\n\n');
}

function enumOf(name: string, values: readonly string[]): string {
  return `enum ${name} {\n${values.map((value) => `  ${value}`).join('\n')}\n}`;
}

function upper(name: string): string {
  return name.toUpperCase();
}
