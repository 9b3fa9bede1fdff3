/**
 * Full years between two dates of the form `YYYY-MM-DD…`; null for any other text.
 * A person born on 29 February completes a year on 1 March in years without that day.
 */
export function ageAt(birthDate: string | null, on: string): number | null {
  const born = birthDate === null ? null : DATE.exec(birthDate);
  const then = DATE.exec(on);
  if (born === null || then === null) return null;
  const years = Number(then[1]) - Number(born[1]);
  const hadBirthday = on.slice(5, 10) >= (birthDate ?? '').slice(5, 10);
  return hadBirthday ? years : years - 1;
}

const DATE = /^(\d{4})-\d{2}-\d{2}/;
