import { wordsOf } from '../words.ts';
import type { TypeShape } from './type-shape.ts';

/**
 * Whether a type is a claim for care, as in FHIR's Claim, X12 837 and CMS-1500, and not one for a car or a loss: it has what
 * only care has, such as a diagnosis, or two of what other claims have too.
 */
export function isHealthClaim({ type, kind, leaves, links }: TypeShape): boolean {
  if (kind !== 'record' || !wordsOf(type.name).some((word) => CLAIMS.has(word))) return false;
  const names = [...leaves.keys(), ...links.map(({ name }) => name)].map((name) =>
    wordsOf(name).join(' '),
  );
  if (names.some((name) => OTHER_CLAIMS.test(name))) return false;
  const has = (sign: RegExp) => names.some((name) => sign.test(name));
  return has(OF_CARE) || SHARED.filter(has).length >= 2;
}

const CLAIMS: ReadonlySet<string> = new Set(wordsOf('claim claims eob'));

/** What only a claim for care names. */
const OF_CARE =
  /\b(?:diagnos\w*|procedure|icd|cpt|hcpcs|drg|ndc|medication|prescription|drug|pharmacy|treatment|medical|health|hospital|clinic|doctor|physician|patient|copay|coinsurance|date of service|service line|place of service)\b/;

/** What claims for care have, each alone also others. */
const SHARED = [
  /\bprovider\b/,
  /\b(?:member|subscriber|insured|enrollee|beneficiary)\b/,
  /\b(?:billed|allowed|charged)\b/,
  /\b(?:deductible|plan paid|member paid|out of pocket|patient responsibility)\b/,
  /\b(?:network|payer|payor)\b/,
  /\bservice date\b/,
];

const OTHER_CLAIMS =
  /\b(?:vehicle|car|auto|driver|registration number|property|damage|loss|repair|garage|adjuster|warranty|product|order|shipment|parcel|employer|wage|baggage|flight)\b/;
