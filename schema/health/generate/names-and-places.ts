import type { Random } from './random.ts';

const GIVEN = {
  F: [
    'Ada',
    'Bettye',
    'Carmela',
    'Delia',
    'Elena',
    'Fay',
    'Gwen',
    'Hilda',
    'Ines',
    'Joya',
    'Karla',
    'Lourdes',
    'Mirta',
    'Nadia',
    'Opal',
    'Petra',
    'Rhea',
    'Sofía',
    'Tamra',
    'Viola',
  ],
  M: [
    'Abe',
    'Basil',
    'Curt',
    'Dario',
    'Emil',
    'Foster',
    'Gus',
    'Hector',
    'Ivan',
    'José',
    'Kelvin',
    'Leif',
    'Marlon',
    'Noel',
    'Otto',
    'Pablo',
    'Rufus',
    'Silas',
    'Tobias',
    'Wendell',
  ],
} as const;
const FAMILY = [
  'Abernathy',
  'Barrows',
  'Corwin',
  'Dickens',
  'Erdman',
  'Feil',
  'Gaylord',
  'Hessel',
  'Jakubowski',
  'Kuhlman',
  'Lubowitz',
  'Mraz',
  'Nolan',
  'Oberbrunner',
  'Pacocha',
  'Quitzon',
  'Rempel',
  'Schiller',
  'Toy',
  'Ullrich',
  'Veum',
  'Wisozk',
  'Yundt',
  'Zieme',
];
const STREETS = [
  'Bridge',
  'Camp',
  'Dale',
  'Forest',
  'Grove',
  'Harbor',
  'Ledge',
  'Meadow',
  'Orchard',
  'Quarry',
  'Ridge',
  'Spring',
];
const WAYS = ['Alley', 'Avenue', 'Lane', 'Path', 'Road', 'Street', 'Walk'];

/** A town of patients and organizations. */
export interface Town {
  readonly city: string;
  readonly county: string;
  readonly state: string;
  readonly stateCode: string;
  readonly zip: string;
}

/** Towns in ZIP code areas (first three digits) with more than 20,000 people. */
export const TOWNS: readonly Town[] = [
  {
    city: 'Boston',
    county: 'Suffolk County',
    state: 'Massachusetts',
    stateCode: 'MA',
    zip: '02118',
  },
  {
    city: 'Worcester',
    county: 'Worcester County',
    state: 'Massachusetts',
    stateCode: 'MA',
    zip: '01603',
  },
  {
    city: 'Springfield',
    county: 'Hampden County',
    state: 'Massachusetts',
    stateCode: 'MA',
    zip: '01108',
  },
  {
    city: 'Somerville',
    county: 'Middlesex County',
    state: 'Massachusetts',
    stateCode: 'MA',
    zip: '02143',
  },
  {
    city: 'Barnstable',
    county: 'Barnstable County',
    state: 'Massachusetts',
    stateCode: 'MA',
    zip: '02601',
  },
  {
    city: 'Pittsfield',
    county: 'Berkshire County',
    state: 'Massachusetts',
    stateCode: 'MA',
    zip: '01201',
  },
];

/**
 * Towns in ZIP code areas (first three digits) with at most 20,000 people, where these digits identify too
 * (45 CFR 164.514(b)(2)(i)(B)).
 */
export const SMALL_TOWNS: readonly Town[] = [
  { city: 'Canaan', county: 'Essex County', state: 'Vermont', stateCode: 'VT', zip: '05903' },
  {
    city: 'Charlestown',
    county: 'Sullivan County',
    state: 'New Hampshire',
    stateCode: 'NH',
    zip: '03603',
  },
];

/** A name in Synthea's form, with digits, so that no real person has it. */
export function givenName(random: Random, gender: 'F' | 'M'): string {
  return `${random.pick(GIVEN[gender])}${random.whole(1, 999)}`;
}

/** A family name of the same kind. */
export function familyName(random: Random): string {
  return `${random.pick(FAMILY)}${random.whole(1, 999)}`;
}

/** The first line of an address. */
export function street(random: Random): string {
  return `${random.whole(1, 999)} ${random.pick(STREETS)} ${random.pick(WAYS)}`;
}
