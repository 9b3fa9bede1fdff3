import { factsRemedy, type SurveillanceRule } from './rule.ts';
import { compareFact, isSameText, normalizeText } from './compare-fact.ts';

/** Actor and patient live in one street, a few houses apart. */
export const NEIGHBOR: SurveillanceRule = {
  rule: 'NEIGHBOR',
  text: 'Actor and patient live in the same street, and their house numbers differ by at most admin.unusual.neighbor.houses (20 by default). It compares addresses such as “5 Elm Street, Lee, 01238” and “Hauptstraße 5, 1010 Wien”; apartments of one house are neighbors, and addresses without a house number are not compared.',
  basis: 'facts',
  remedy: (_, factKeys) => factsRemedy({ patients: ['address'], actors: ['address'] }, factKeys),
  evaluate: (group, { facts, settings: { neighbor } }) =>
    compareFact(group, facts, {
      fact: 'address',
      matches: (own, theirs) => isNear(own, theirs, neighbor.houses),
      text: 'Actor and patient live in the same street, a few house numbers apart.',
    }),
};

function isNear(own: string, theirs: string, houses: number): boolean {
  const [one, other] = [houseOf(own), houseOf(theirs)];
  return (
    one !== null &&
    other !== null &&
    one.street === other.street &&
    Math.abs(one.number - other.number) <= houses &&
    // One address is a household.
    !isSameText(own, theirs)
  );
}

/** A number such as 12 or 12b, at the begin or at the end of the first line. */
const NUMBER_FIRST = /^(\d{1,6})[a-z]?(?:[ -]\d{1,6}[a-z]?)? (?=\p{L}|\d+(?:st|nd|rd|th)\b)/u;
const NUMBER_LAST = / (\d{1,6})[a-z]?(?:[ -]\d{1,6}[a-z]?)?$/u;

/** An apartment, at the end of the first line or on one of its own. */
const APARTMENT = /\s(?:apt|apartment|unit|suite|ste|top|floor|fl)\s*\w+$/u;
const IS_APARTMENT = /^(?:apt|apartment|unit|suite|ste|top|floor|fl)\s*\w+$/u;

/** The house number of an address, and all the rest of it but the apartment; null without a house number. */
function houseOf(address: string): { readonly number: number; readonly street: string } | null {
  const [line = '', ...rest] = address
    .replaceAll('#', ' unit ')
    .split(/[,;\n]+/)
    .flatMap((part) => normalizeText(part) ?? []);
  const house = line.replace(APARTMENT, '');
  const found = NUMBER_FIRST.exec(house) ?? NUMBER_LAST.exec(house);
  if (found === null) return null;
  const street = house.replace(found[0], '').trim();
  if (street === '' || rest.length === 0) return null;
  const places = rest.filter((part) => !IS_APARTMENT.test(part));
  return { number: Number(found[1]), street: [street, ...places].join(', ') };
}
