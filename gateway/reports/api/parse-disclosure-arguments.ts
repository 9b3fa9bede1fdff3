import type { OutsideDisclosure } from '../accounting/write-disclosure.ts';
import type { Arguments } from './parse-report-arguments.ts';

// The schema has checked the types of all arguments before.

/** Whose accounting is asked for, and its period; null for what isn't said. */
export function parseAccount({ patient, since, until }: Arguments) {
  return {
    patient: (patient ?? null) as string | null,
    since: (since ?? null) as number | null,
    until: (until ?? null) as number | null,
  };
}

/** The disclosure that is to be entered. */
export function parseDisclosureInput({ disclosure }: Arguments): OutsideDisclosure {
  const { date, address, purposeOfUse, basis, ...texts } = disclosure as Input;
  return {
    ...texts,
    disclosed: date,
    address: address ?? null,
    purposeOfUse: purposeOfUse ?? null,
    basis: basis ?? null,
  };
}

/** As `DisclosureInput` in `admin.graphql` has it. */
interface Input {
  readonly patient: string;
  readonly date: number;
  readonly recipient: string;
  readonly address?: string | null;
  readonly description: string;
  readonly purpose: string;
  readonly purposeOfUse?: string | null;
  readonly basis?: string | null;
}
