import { TOWNS, familyName, givenName, street } from './names-and-places.ts';
import { createRandom } from './random.ts';
import type { FileRow } from './synthea-columns.ts';

const PRACTITIONERS_PER_ORGANIZATION = 3;
const PATIENTS_PER_ORGANIZATION = 40;
const MIN_ORGANIZATIONS = 4;
const SPECIALTIES = ['GENERAL PRACTICE', 'INTERNAL MEDICINE', 'PSYCHIATRY'] as const;
const PAYER_NAMES = [
  'Medicare',
  'Medicaid',
  'Dual Eligible',
  'NO_INSURANCE',
  'Example Health Plan',
  'Sample Mutual',
];

/** An organization and its practitioners. */
export interface Organization {
  readonly id: string;
  readonly practitionerIds: readonly string[];
}

/** The organizations, practitioners and payers of an export. */
export interface HealthSystem {
  readonly organizations: readonly Organization[];
  readonly payerIds: readonly string[];
  readonly rows: readonly FileRow[];
}

/** Creates organizations, practitioners and payers for a number of patients. */
export function createHealthSystem(seed: string, patients: number): HealthSystem {
  const random = createRandom(`${seed}/surroundings`);
  const rows: FileRow[] = [];
  const organizations: Organization[] = [];
  const count = Math.max(MIN_ORGANIZATIONS, Math.ceil(patients / PATIENTS_PER_ORGANIZATION));
  for (let nth = 1; nth <= count; nth += 1) {
    const id = random.uuid();
    const place = random.pick(TOWNS);
    const address = {
      ADDRESS: street(random).toUpperCase(),
      CITY: place.city.toUpperCase(),
      STATE: place.stateCode,
      ZIP: place.zip,
    };
    const name = `${place.city} ${nth} example clinic`.toUpperCase();
    const phone = `555${random.whole(1_000_000, 9_999_999)}`;
    rows.push({
      file: 'organizations',
      row: { Id: id, NAME: name, ...address, PHONE: phone, REVENUE: '0.0', UTILIZATION: 0 },
    });
    const practitionerIds: string[] = [];
    for (let member = 0; member < PRACTITIONERS_PER_ORGANIZATION; member += 1) {
      const gender = random.chance(0.5) ? 'F' : 'M';
      const practitionerId = random.uuid();
      practitionerIds.push(practitionerId);
      rows.push({
        file: 'providers',
        row: {
          Id: practitionerId,
          ORGANIZATION: id,
          NAME: `${givenName(random, gender)} ${familyName(random)}`,
          GENDER: gender,
          SPECIALITY: SPECIALTIES[member] ?? SPECIALTIES[0],
          ...address,
          UTILIZATION: 0,
        },
      });
    }
    organizations.push({ id, practitionerIds });
  }

  const payerIds = PAYER_NAMES.map((NAME) => {
    const Id = random.uuid();
    rows.push({ file: 'payers', row: { Id, NAME } });
    return Id;
  });
  return { organizations, payerIds, rows };
}
