/**
 * Full years between two dates of the form `YYYY-MM-DD…`; null for any other text.
 * A person born on 29 February completes a year on 1 March in years without that day.
 */
export function ageAt(birthDate: string | null, on: string): number | null {
  const born = birthDate === null ? null : DATE.exec(birthDate);
  const then = DATE.exec(on);
  if (born === null || then === null) return null;
  const years = Number(then[YEAR]) - Number(born[YEAR]);
  const hadBirthday = String(then[MONTH_AND_DAY]) >= String(born[MONTH_AND_DAY]);
  return hadBirthday ? years : years - 1;
}

const DATE = /^(\d{4})-(\d{2}-\d{2})/;
const YEAR = 1;
const MONTH_AND_DAY = 2;
