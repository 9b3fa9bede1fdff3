import { familyName, givenName, street } from './names-and-places.ts';
import type { Persona } from './persona.ts';
import type { Random } from './random.ts';
import type { SyntheaRow } from './synthea-columns.ts';

/** The row of `patients.csv`. No person has its numbers: no SSN that was ever issued begins with 999. */
export function patientRow(
  random: Random,
  persona: Persona,
  patientId: string,
): SyntheaRow<'patients'> {
  const { gender, place, birthDate, deathDate } = persona;
  // Turned 18 before 2025, the year of the export.
  const adult = birthDate < '2007';
  const married = adult && random.chance(0.5);
  const digits = (count: number) => String(random.whole(0, 10 ** count - 1)).padStart(count, '0');
  return {
    Id: patientId,
    BIRTHDATE: birthDate,
    DEATHDATE: deathDate ?? '',
    SSN: `999-${digits(2)}-${digits(4)}`,
    DRIVERS: adult ? `S999${digits(5)}` : '',
    PASSPORT: adult && random.chance(0.6) ? `X${digits(8)}X` : '',
    PREFIX: adult ? (gender === 'M' ? 'Mr.' : married ? 'Mrs.' : 'Ms.') : '',
    FIRST: givenName(random, gender),
    LAST: familyName(random),
    MAIDEN: gender === 'F' && married ? familyName(random) : '',
    MARITAL: adult ? (married ? 'M' : 'S') : '',
    RACE: random.pick(['white', 'white', 'white', 'black', 'asian', 'native', 'other']),
    ETHNICITY: random.chance(0.15) ? 'hispanic' : 'nonhispanic',
    GENDER: gender,
    BIRTHPLACE: `${place.city} ${place.state} US`,
    ADDRESS: street(random),
    CITY: place.city,
    STATE: place.state,
    COUNTY: place.county,
    ZIP: place.zip,
    HEALTHCARE_EXPENSES: `${random.whole(2_000, 900_000)}.${digits(2)}`,
    HEALTHCARE_COVERAGE: `${random.whole(500, 300_000)}.${digits(2)}`,
  };
}
