import { createChart } from './chart.ts';
import type { Chart } from './chart.ts';
import { ILLNESSES } from './illnesses.ts';
import type { Illness } from './illnesses.ts';
import {
  ADDRESS_QUESTION,
  ALLERGENS,
  LABORATORY,
  QUESTIONNAIRES,
  VACCINES,
  VITAL_SIGNS,
} from './measurements.ts';
import type { HealthSystem } from './organizations.ts';
import { EXPORT_DAY, createPersona } from './persona.ts';
import type { Persona } from './persona.ts';
import { createRandom } from './random.ts';
import type { Random } from './random.ts';
import { ADDICTIONS, MENTAL_ILLNESSES } from './sensitive-illnesses.ts';
import type { FileRow } from './synthea-columns.ts';

const YEARS_ON_RECORD = 10;

/**
 * All rows about the patient at `position`, from 0. They depend only on the seed, the position and the health system,
 * not on the number of patients.
 */
export function patientRows(
  seed: string,
  position: number,
  healthSystem: HealthSystem,
): readonly FileRow[] {
  const random = createRandom(`${seed}/patient/${position}`);
  const persona = createPersona(random, position);
  const chart = createChart(random, persona, healthSystem);
  recordAllergies(random, chart, persona);
  recordCheckUps(random, chart, persona);
  for (const illness of illnessesOf(random, persona))
    recordIllness(random, chart, { persona, illness });
  return chart.rows();
}

/** About every third patient has one or two allergies, found at a visit in the last year on record. */
function recordAllergies(random: Random, chart: Chart, persona: Persona): void {
  if (!random.chance(0.35)) return;
  const visit = chart.visit(yearOf(lastDay(persona)) - 1, {
    code: '185347001',
    text: 'Encounter for problem (procedure)',
    class: 'ambulatory',
  });
  const first = random.whole(0, ALLERGENS.length - 2);
  for (const allergen of ALLERGENS.slice(first, first + random.whole(1, 2))) {
    visit.allergy(allergen, random.chance(0.5) ? 'MODERATE' : 'MILD');
  }
}

/** One check-up a year; an adult's also has tests in every even year. */
function recordCheckUps(random: Random, chart: Chart, persona: Persona): void {
  const last = yearOf(lastDay(persona));
  const first = Math.max(yearOf(persona.birthDate) + 1, last - YEARS_ON_RECORD);
  for (let year = first; year < last; year += 1) {
    const adult = year - yearOf(persona.birthDate) >= 18;
    const visit = chart.visit(year, {
      code: '162673000',
      text: 'General examination of patient (procedure)',
      class: 'wellness',
    });
    if (year === first) visit.askForAddress(ADDRESS_QUESTION);
    for (const vital of VITAL_SIGNS) visit.measure('vital-signs', vital);
    if (adult && year % 2 === 0) {
      for (const test of LABORATORY) visit.measure('laboratory', test);
      for (const questions of QUESTIONNAIRES) visit.measure('survey', questions);
    }
    visit.procedure({ code: '430193006', text: 'Medication reconciliation (procedure)' });
    if (random.chance(0.8)) visit.immunize(random.pick(VACCINES));
  }
}

/** The illnesses that a patient has at some time: by chance at their age, and those that the persona fixes. */
function illnessesOf(random: Random, persona: Persona): readonly Illness[] {
  const age = yearOf(lastDay(persona)) - yearOf(persona.birthDate);
  const byChance = [...ILLNESSES, ...MENTAL_ILLNESSES, ...ADDICTIONS].filter(
    ({ fromAge, probability }) => age >= fromAge && random.chance(probability),
  );
  const ofPersona = [
    ...(persona.mentalIllness ? [MENTAL_ILLNESSES[0]] : []),
    ...(persona.addiction ? [ADDICTIONS[0], ADDICTIONS[2]] : []),
  ].filter((illness) => illness !== undefined);
  return [...new Set([...byChance, ...ofPersona])];
}

/** The illness begins within the recorded years. A chronic one has a visit each year. */
function recordIllness(
  random: Random,
  chart: Chart,
  of: { readonly persona: Persona; readonly illness: Illness },
): void {
  const { persona, illness } = of;
  const last = yearOf(lastDay(persona));
  const begin = Math.max(yearOf(persona.birthDate) + 1, last - random.whole(1, YEARS_ON_RECORD));
  const reason = { code: illness.code, text: illness.text };
  const seen = { ...illness.encounter, class: illness.acute ? 'emergency' : 'ambulatory', reason };

  for (let year = begin; year <= (illness.acute ? begin : last - 1); year += 1) {
    const visit = chart.visit(Math.min(year, last - 1), seen);
    if (year === begin) visit.diagnose(illness, illness);
    if (illness.medication !== null) visit.prescribe(illness.medication, reason);
    if (illness.procedure !== null) visit.procedure(illness.procedure, reason);
  }
}

/** The day of death, or of the export. */
function lastDay({ deathDate }: Persona): string {
  return deathDate ?? EXPORT_DAY;
}

function yearOf(date: string): number {
  return Number(date.slice(0, 4));
}
