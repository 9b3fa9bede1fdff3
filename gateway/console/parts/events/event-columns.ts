import type { EventField } from '../../api/operations.types.ts';

/** A column of events, and the field that the report API sorts it by. */
export interface Column {
  readonly key:
    'time' | 'actor' | 'patient' | 'fields' | 'purpose' | 'relation' | 'outcome' | 'record';
  readonly label: string;
  readonly field: EventField;
}

const COLUMNS: readonly Column[] = [
  { key: 'time', label: 'Time', field: 'TIME' },
  { key: 'actor', label: 'Who', field: 'ACTOR' },
  { key: 'patient', label: 'Patient', field: 'PATIENT' },
  { key: 'fields', label: 'What', field: 'COORDINATES' },
  { key: 'purpose', label: 'Purpose', field: 'PURPOSE' },
  { key: 'relation', label: 'Relation', field: 'RELATIONS' },
  { key: 'outcome', label: 'Outcome', field: 'OUTCOME' },
  { key: 'record', label: 'Record', field: 'LEAF' },
];

/** All columns except some. */
export function columnsWithout(...hidden: readonly Column['key'][]): readonly Column[] {
  return COLUMNS.filter(({ key }) => !hidden.includes(key));
}
