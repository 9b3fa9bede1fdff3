import { ageAt } from '../age.ts';

/** The comorbidity groups that Synthea's modules have, each with its weight and its SNOMED CT codes. */
const GROUPS: readonly { readonly weight: number; readonly codes: readonly string[] }[] = [
  { weight: 1, codes: ['22298006', '399211009', '401303003', '401314000'] }, // myocardial infarction
  { weight: 1, codes: ['88805009', '84114007'] }, // congestive heart failure
  { weight: 1, codes: ['230690007'] }, // cerebrovascular disease
  { weight: 1, codes: ['26929004', '230265002'] }, // dementia
  { weight: 1, codes: ['185086009', '87433001', '195967001', '233678006'] }, // chronic pulmonary disease
  { weight: 1, codes: ['69896004'] }, // connective tissue disease
  { weight: 1, codes: ['44054006'] }, // diabetes
  { weight: 2, codes: ['127013003', '368581000119106', '422034002'] }, // diabetes with end-organ damage
  { weight: 2, codes: ['431857002', '433144002', '46177005'] }, // moderate or severe renal disease
  { weight: 2, codes: ['254837009', '363406005', '254637007', '126906006'] }, // tumor
  { weight: 6, codes: ['94260004', '314994000'] }, // metastatic tumor
  { weight: 6, codes: ['62479008', '86406008'] }, // HIV and AIDS
];

/** The codes of all groups. Other conditions need not be read. */
export const CHARLSON_CODES: readonly string[] = GROUPS.flatMap(({ codes }) => codes);

/**
 * The Charlson comorbidity index with points for age: one from 50, and one more for each further decade, at most four.
 * Null if the birth date is unknown. https://doi.org/10.1016/0895-4356(94)90129-5
 */
export function charlsonIndex(
  conditionCodes: ReadonlySet<string>,
  birthDate: string | null,
  on: string,
): number | null {
  const age = ageAt(birthDate, on);
  if (age === null) return null;
  const agePoints = Math.min(4, Math.max(0, Math.floor(age / 10) - 4));
  return GROUPS.filter(({ codes }) => codes.some((code) => conditionCodes.has(code))).reduce(
    (points, { weight }) => points + weight,
    agePoints,
  );
}
