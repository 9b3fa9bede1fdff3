import type { AskedFilter } from '../../../reports/catalog/event-filter.ts';
import type { CaseFilter } from '../../../reports/catalog/case-filter.ts';
import type { ReviewFilter } from '../../../reports/catalog/review-filter.ts';

/** Every part of every filter. */
export type FilterName = keyof AskedFilter | keyof CaseFilter | keyof ReviewFilter;

/** How a part of a filter is typed, and what it asks for. */
export interface FilterFlag {
  readonly name: FilterName;
  readonly flag: string;
  readonly text: string;
}

/** All of them, in the order in which they are listed. */
export const FILTER_FLAGS: readonly FilterFlag[] = [
  { name: 'patient', flag: '--patient <id>', text: 'about this patient' },
  { name: 'actor', flag: '--actor <subject>', text: 'by this person or program' },
  {
    name: 'issuer',
    flag: '--issuer <iss>',
    text: 'by people or programs of this issuer of tokens',
  },
  { name: 'actorName', flag: '--name <name>', text: 'by whoever has this name' },
  { name: 'role', flag: '--role <role>', text: 'by somebody with this role' },
  {
    name: 'coordinate',
    flag: '--field <Type.field>',
    text: 'of this field, or of an argument: Type.field(name:)',
  },
  { name: 'category', flag: '--category <name>', text: 'of this category, such as MENTAL_HEALTH' },
  { name: 'kind', flag: '--kind <kind>', text: 'of this kind of record, such as access' },
  { name: 'operation', flag: '--operation <name>', text: 'in this operation' },
  { name: 'purpose', flag: '--purpose <code>', text: 'for this purpose of use, such as TREAT' },
  {
    name: 'outcome',
    flag: '--outcome <outcome>',
    text: 'permit, partial, deny, pending, error or unreleased',
  },
  { name: 'relation', flag: '--relation <relation>', text: 'by this relation, such as care-team' },
  { name: 'denied', flag: '--denied', text: 'what was denied' },
  { name: 'breakGlass', flag: '--break-glass', text: 'under a break-glass grant' },
  {
    name: 'oversight',
    flag: '--oversight',
    text: 'reports that were read and cases that were signed off',
  },
  { name: 'grant', flag: '--grant <id>', text: 'under this grant' },
  { name: 'leastRecords', flag: '--least-records <count>', text: 'of so many records or more' },
  { name: 'mostRecords', flag: '--most-records <count>', text: 'of so many records or fewer' },
  { name: 'firstLeaf', flag: '--first-leaf <index>', text: 'from this record of the ledger on' },
  { name: 'lastLeaf', flag: '--last-leaf <index>', text: 'up to this record of the ledger' },
  {
    name: 'state',
    flag: '--state <STATE>',
    text: 'of the report unusual: OPEN, SIGNED_OFF or REOPENED cases',
  },
  {
    name: 'rule',
    flag: '--rule <RULE>',
    text: 'of the reports unusual and reviews: what this rule finds',
  },
  {
    name: 'leastEvents',
    flag: '--least-events <count>',
    text: 'of the report unusual: cases of so many events or more',
  },
  {
    name: 'leaf',
    flag: '--leaf <index>',
    text: 'of the report unusual: cases that this record shows',
  },
  {
    name: 'reviewer',
    flag: '--reviewer <subject>',
    text: 'of the report reviews: signed off by this person',
  },
  {
    name: 'reviewerIssuer',
    flag: '--reviewer-issuer <iss>',
    text: 'of the report reviews: signed off by people of this issuer of tokens',
  },
  {
    name: 'reviewerName',
    flag: '--reviewer-name <name>',
    text: 'of the report reviews: by whoever has this name',
  },
  { name: 'verdict', flag: '--verdict <VERDICT>', text: 'of the report reviews: what was found' },
  { name: 'case', flag: '--case <id>', text: 'of the report reviews: of this case' },
  { name: 'day', flag: '--day <date>', text: 'of the report reviews: of cases of this day (UTC)' },
  { name: 'since', flag: '--since <date>', text: 'from this ISO date or time on (UTC)' },
  {
    name: 'until',
    flag: '--until <date>',
    text: 'up to this ISO date or time, a whole day included (UTC)',
  },
];

/** What its opposite asks for, where that can be typed. */
export const OPPOSITES: readonly { readonly flag: string; readonly text: string }[] = [
  { flag: '--no-denied', text: 'what was not denied' },
  { flag: '--no-break-glass', text: 'under none' },
  { flag: '--no-oversight', text: 'all but these' },
];
