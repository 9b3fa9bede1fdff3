import { z } from 'zod/mini';

const ENTRY = z.object({
  date: z.string(),
  recipient: z.string(),
  issuer: z.nullable(z.string()),
  address: z.nullable(z.string()),
  description: z.string(),
  purpose: z.string(),
  basis: z.nullable(z.string()),
  leaves: z.array(z.number()),
  series: z.nullable(z.object({ count: z.number(), last: z.string(), description: z.string() })),
});

/** One disclosure, or a series to the same recipient for the same purpose. */
export type AccountEntry = z.infer<typeof ENTRY>;

const ACCOUNT = z.object({
  account: z.object({
    patient: z.string(),
    since: z.string(),
    until: z.string(),
    entries: z.array(ENTRY),
    leftOut: z.array(z.object({ reason: z.string(), text: z.string(), count: z.number() })),
    damaged: z.array(z.number()),
    begins: z.nullable(z.string()),
    ends: z.nullable(z.string()),
    pruned: z.array(z.string()),
  }),
});

/** The accounting of a patient's disclosures. */
export type Account = z.infer<typeof ACCOUNT>['account'];

export const ACCOUNT_QUESTION = {
  document: `query Account($patient: String, $since: DateTime, $until: DateTime) {
    account(patient: $patient, since: $since, until: $until) {
      patient since until damaged begins ends pruned
      entries {
        date recipient issuer address description purpose basis leaves
        series { count last description }
      }
      leftOut { reason text count }
    }
  }`,
  parse: (data: unknown): Account => ACCOUNT.parse(data).account,
};

const DISCLOSED = z.object({
  disclose: z.object({ leaf: z.nullable(z.number()), problems: z.array(z.string()) }),
});

/** What became of a disclosure that was entered. */
export type Disclosed = z.infer<typeof DISCLOSED>['disclose'];

/** Enters a disclosure that was made outside the gateway. */
export const DISCLOSE_QUESTION = {
  document: `mutation Disclose($disclosure: DisclosureInput!) {
    disclose(disclosure: $disclosure) { leaf problems }
  }`,
  parse: (data: unknown): Disclosed => DISCLOSED.parse(data).disclose,
};
