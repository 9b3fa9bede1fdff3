import { z } from 'zod';
import { badInput } from '../catalog/request-fault.ts';
import type { UnusualRule } from '../catalog/unusual-rule.ts';
import type { RequestedTerms } from '../surveillance/suppression/write-suppression.ts';
import type { Arguments } from './parse-page-arguments.ts';

/** The suppressions that are asked for: current ones, the others, or (null) all. */
export function parseCurrent({ current }: Arguments): boolean | null {
  return (current ?? null) as boolean | null;
}

/** The last day until which suppressions are asked for; null for any. Throws `BAD_USER_INPUT` for a day that does not exist. */
export function parseEndsBy({ endsBy }: Arguments): string | null {
  const day = (endsBy ?? null) as string | null;
  if (day !== null && !z.iso.date().safeParse(day).success)
    throw badInput(['endsBy is a day such as 2026-01-31.']);
  return day;
}

/** Parses the arguments of `suppressCases`. Throws `BAD_USER_INPUT` for a day that does not exist. */
export function parseSuppression(args: Arguments): RequestedTerms & { readonly id: string } {
  const since = (args['since'] ?? null) as string | null;
  const until = String(args['until']);
  for (const [name, day] of Object.entries({ since, until }))
    if (day !== null && !z.iso.date().safeParse(day).success)
      throw badInput([`${name} is a day such as 2026-01-31.`]);
  return {
    id: String(args['case']),
    rule: args['rule'] as UnusualRule,
    allPatients: args['allPatients'] === true,
    since,
    until,
    reason: String(args['reason']),
  };
}
