import { ACTOR_FIELD_WORDS } from './actor-fields.ts';

/** What events can be sorted by, as the API calls it, in words. */
export const EVENT_FIELD_WORDS: ReadonlyMap<string, string> = new Map([
  ['TIME', 'Time'],
  ['LEAF', 'Record'],
  ['KIND', 'Kind of record'],
  ...ACTOR_FIELD_WORDS,
  ['ACTOR_NAME', 'Name of the actor'],
  ['ROLES', 'Roles'],
  ['PATIENT', 'Patient'],
  ['COORDINATES', 'Fields'],
  ['OPERATION', 'Operation'],
  ['PURPOSE', 'Purpose'],
  ['OUTCOME', 'Outcome'],
  ['RELATIONS', 'Relation'],
  ['RECORDS', 'Number of records'],
  ['GRANT', 'Break-glass grant'],
  ['GRANT_UNTIL', 'End of the grant'],
]);
