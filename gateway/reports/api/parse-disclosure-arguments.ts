import type { OutsideDisclosure } from '../accounting/write-disclosure.ts';
import type { Arguments } from './parse-page-arguments.ts';

/** The patient and the period of an accounting; null for what is not set. */
export function parseAccount({ patient, since, until }: Arguments) {
  return {
    patient: (patient ?? null) as string | null,
    since: (since ?? null) as number | null,
    until: (until ?? null) as number | null,
  };
}

/** The disclosure to record, from the arguments of `disclose`. */
export function parseDisclosureInput({ disclosure }: Arguments): OutsideDisclosure {
  const { date, address, purposeOfUse, basis, ...texts } = disclosure as DisclosureInput;
  return {
    ...texts,
    disclosed: date,
    address: address ?? null,
    purposeOfUse: purposeOfUse ?? null,
    basis: basis ?? null,
  };
}

/** `DisclosureInput` of `admin.graphql`. */
interface DisclosureInput {
  readonly patient: string;
  readonly date: number;
  readonly recipient: string;
  readonly address?: string | null;
  readonly description: string;
  readonly purpose: string;
  readonly purposeOfUse?: string | null;
  readonly basis?: string | null;
}
