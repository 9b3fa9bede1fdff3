import type { LabeledPlace } from './corpus.ts';

/** Whether a text has a word for a patient in English, Spanish or Portuguese. */
export function namesPatients(text: string): boolean {
  return /patient|pacient[ea]/i.test(text);
}

/** A schema and its places with another word for patients, such as `Client` and `client` for `Patient` and `paciente`. */
export function renamePatients(
  { sdl, places }: { readonly sdl: string; readonly places: readonly LabeledPlace[] },
  word: string,
): { readonly sdl: string; readonly places: readonly LabeledPlace[] } {
  const rename = (text: string) =>
    text
      .replaceAll(/Patient|Pacient[ea]/g, `${word.charAt(0).toUpperCase()}${word.slice(1)}`)
      .replaceAll(/patient|pacient[ea]/g, `${word.charAt(0).toLowerCase()}${word.slice(1)}`)
      .replaceAll('PATIENT', word.toUpperCase());
  return {
    sdl: rename(sdl),
    places: places.map((place) => ({ ...place, coordinate: rename(place.coordinate) })),
  };
}
