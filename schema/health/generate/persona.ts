import { SMALL_TOWNS, TOWNS } from './names-and-places.ts';
import type { Town } from './names-and-places.ts';
import type { Random } from './random.ts';

/** The day of the export: no row is later. */
export const EXPORT_DAY = '2025-06-30';

const EXPORT_YEAR = 2025;

/** The facts about a patient that decide what the patient's rows say. */
export interface Persona {
  readonly gender: 'F' | 'M';
  readonly birthDate: string;
  /** Null if the patient is alive. */
  readonly deathDate: string | null;
  readonly place: Town;
  readonly mentalIllness: boolean;
  readonly addiction: boolean;
}

/**
 * The persona of the patient at `position`. Some positions of each 25 are fixed, so that small exports have patients
 * over 90, dead patients, patients with sensitive conditions, and patients from small towns.
 */
export function createPersona(random: Random, position: number): Persona {
  const slot = position % 25;
  const old = slot === 3 || slot === 11;
  const age = old ? random.whole(91, 102) : random.whole(...agesOf(slot));
  const dead = slot === 7 || slot === 11 || (age >= 30 && random.chance(0.06));
  const small = slot === 18 || slot === 21 || random.chance(0.03);
  return {
    gender: random.chance(0.5) ? 'F' : 'M',
    birthDate: day(random, EXPORT_YEAR - 1 - age),
    // The oldest died recently, so that they reached 90.
    deathDate: dead ? day(random, EXPORT_YEAR - (old ? 1 : random.whole(1, 8))) : null,
    place: random.pick(small ? SMALL_TOWNS : TOWNS),
    mentalIllness: slot === 0 || slot === 5 || slot === 16,
    addiction: slot === 9 || slot === 20,
  };
}

function agesOf(slot: number): readonly [number, number] {
  if (slot === 14) return [4, 12];
  // The first patient has a long history. The dead and the ill patients of these positions are adults.
  return slot === 0 || slot === 5 || slot === 7 || slot === 9 || slot === 16 || slot === 20
    ? [35, 80]
    : [1, 88];
}

function day(random: Random, year: number): string {
  const month = String(random.whole(1, 12)).padStart(2, '0');
  return `${year}-${month}-${String(random.whole(1, 28)).padStart(2, '0')}`;
}
