import { SMALL_TOWNS, TOWNS } from './names-and-places.ts';
import type { Place } from './names-and-places.ts';
import type { Random } from './random.ts';

/** The day the export was made: nothing in it is later. */
export const EXPORT_DAY = '2025-06-30';

const EXPORT_YEAR = 2025;

/** What is settled about a patient before the story begins. */
export interface Persona {
  readonly gender: 'F' | 'M';
  readonly birthDate: string;
  /** Null for the living. */
  readonly deathDate: string | null;
  readonly place: Place;
  readonly mentalIllness: boolean;
  readonly addiction: boolean;
}

/**
 * The persona of the patient at `position`. Some positions in each 25 are set, so that every set of
 * data, however small, has patients over 90, dead ones, both with sensitive conditions and from small towns.
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
    // The oldest died of late, so that they had been over 90.
    deathDate: dead ? day(random, EXPORT_YEAR - (old ? 1 : random.whole(1, 8))) : null,
    place: random.pick(small ? SMALL_TOWNS : TOWNS),
    mentalIllness: slot === 0 || slot === 5 || slot === 16,
    addiction: slot === 9 || slot === 20,
  };
}

function agesOf(slot: number): readonly [number, number] {
  if (slot === 14) return [4, 12];
  // The first has a long history to show; the deceased and the ill of these slots are adults.
  return slot === 0 || slot === 5 || slot === 7 || slot === 9 || slot === 16 || slot === 20
    ? [35, 80]
    : [1, 88];
}

function day(random: Random, year: number): string {
  const month = String(random.whole(1, 12)).padStart(2, '0');
  return `${year}-${month}-${String(random.whole(1, 28)).padStart(2, '0')}`;
}
