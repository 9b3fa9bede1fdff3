import { outcomeWords } from './outcomes.ts';
import { RELATION_WORDS } from './relations.ts';

type Explained = readonly [term: string, text: string];

const RELATIONS: readonly Explained[] = [
  ['self', 'You opened your own record, or a person with your permission did.'],
  ['care-team', 'The person takes part in your care.'],
  ['list', 'You are assigned to this person.'],
  [
    'break-glass',
    'The person needed your record at once and had to state a reason. The privacy office checks each use.',
  ],
  ['all', 'The job of this person gives access to the records of all patients.'],
];

const OUTCOMES: readonly Explained[] = [
  ['permit', 'The person saw or did what is listed.'],
  ['partial', 'A part was shown. The rest was refused.'],
  ['deny', 'The attempt was refused. Nothing was shown.'],
  ['pending', 'A change was begun. Its result is in another line.'],
  ['error', 'Something went wrong.'],
  ['unreleased', 'The data was prepared but did not leave our systems.'],
];

/** What the relations and outcomes on a patient's page mean, in plain words. */
export const EXPLANATIONS: readonly Explained[] = [
  ...RELATIONS.map(([code, text]) => [RELATION_WORDS.get(code) ?? code, text] as const),
  ...OUTCOMES.map(([code, text]) => [outcomeWords(code).text, text] as const),
];
