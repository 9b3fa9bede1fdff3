/** Whether a report shows this in place of a patient id that is erased, missing or changed. It is no patient's id. */
export function isPlaceholder(patient: string): boolean {
  return /^\((?:erased|missing|changed)\)$/.test(patient);
}
