import type { Concept } from './illnesses.ts';

/** Allergens with their code system and a reaction. */
export const ALLERGENS: readonly (Concept & {
  readonly category: string;
  readonly system: string;
  readonly reaction: Concept;
})[] = [
  {
    code: '762952008',
    text: 'Peanut (substance)',
    category: 'food',
    system: 'SNOMED-CT',
    reaction: { code: '247472004', text: 'Wheal (finding)' },
  },
  {
    code: '735029006',
    text: 'Shellfish (substance)',
    category: 'food',
    system: 'SNOMED-CT',
    reaction: { code: '402387002', text: 'Allergic angioedema (disorder)' },
  },
  {
    code: '256277009',
    text: 'Grass pollen (substance)',
    category: 'environment',
    system: 'SNOMED-CT',
    reaction: { code: '76067001', text: 'Sneezing' },
  },
  {
    code: '111088007',
    text: 'Latex (substance)',
    category: 'environment',
    system: 'SNOMED-CT',
    reaction: { code: '418290006', text: 'Itching (finding)' },
  },
  {
    code: '7984',
    text: 'Penicillin V',
    category: 'medication',
    system: 'RxNorm',
    reaction: { code: '271807003', text: 'Eruption of skin (disorder)' },
  },
];

/** Vaccines (CVX). */
export const VACCINES: readonly Concept[] = [
  { code: '140', text: 'Influenza, seasonal, injectable, preservative free' },
  { code: '113', text: 'Td (adult) preservative free' },
  { code: '133', text: 'Pneumococcal conjugate PCV 13' },
];

/** A measurement: its code, unit and the range that values come from. */
export interface Measurement extends Concept {
  readonly unit: string;
  readonly low: number;
  readonly high: number;
}

/** Taken at each check-up (LOINC). */
export const VITAL_SIGNS: readonly Measurement[] = [
  { code: '8302-2', text: 'Body Height', unit: 'cm', low: 150, high: 195 },
  { code: '29463-7', text: 'Body Weight', unit: 'kg', low: 48, high: 115 },
  { code: '8480-6', text: 'Systolic Blood Pressure', unit: 'mm[Hg]', low: 102, high: 165 },
  { code: '8462-4', text: 'Diastolic Blood Pressure', unit: 'mm[Hg]', low: 62, high: 102 },
  { code: '8867-4', text: 'Heart rate', unit: '/min', low: 55, high: 100 },
  { code: '9279-1', text: 'Respiratory rate', unit: '/min', low: 12, high: 18 },
];

/** Taken at check-ups of adults, in even years (LOINC). */
export const LABORATORY: readonly Measurement[] = [
  { code: '2339-0', text: 'Glucose', unit: 'mg/dL', low: 65, high: 160 },
  { code: '38483-4', text: 'Creatinine', unit: 'mg/dL', low: 0.6, high: 3.2 },
  { code: '2093-3', text: 'Total Cholesterol', unit: 'mg/dL', low: 140, high: 260 },
  {
    code: '4548-4',
    text: 'Hemoglobin A1c/Hemoglobin.total in Blood',
    unit: '%',
    low: 4.5,
    high: 8.9,
  },
];

/** Questionnaires at check-ups of adults (LOINC), the first about mental health, the second about substance use. */
export const QUESTIONNAIRES: readonly Measurement[] = [
  {
    code: '55758-7',
    text: 'Patient Health Questionnaire 2 item (PHQ-2) total score [Reported]',
    unit: '{score}',
    low: 0,
    high: 6,
  },
  { code: '75626-2', text: 'Total score [AUDIT-C]', unit: '{score}', low: 0, high: 12 },
];

/** A question that each patient is asked once (LOINC). Its answer is an identifier. */
export const ADDRESS_QUESTION: Concept = {
  code: '56799-0',
  text: 'What address do you live at?',
};
