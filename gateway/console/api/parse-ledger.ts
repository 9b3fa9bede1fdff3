import { z } from 'zod/mini';

const VERIFICATION = z.object({
  state: z.enum(['RUNNING', 'ENDED']),
  done: z.number(),
  total: z.number(),
  startedAt: z.string(),
  endedAt: z.nullable(z.string()),
  result: z.nullable(z.string()),
  findings: z.array(
    z.object({
      code: z.string(),
      meaning: z.string(),
      from: z.number(),
      to: z.number(),
      text: z.string(),
    }),
  ),
  covered: z.number(),
  size: z.number(),
  root: z.nullable(z.string()),
  caveats: z.array(z.string()),
});

/** The last verification of the whole ledger. */
export type Verification = z.infer<typeof VERIFICATION>;

const LEDGER = z.object({
  ledger: z.object({
    origin: z.string(),
    size: z.number(),
    indexed: z.number(),
    root: z.string(),
    lastAt: z.nullable(z.string()),
    isReady: z.boolean(),
    witnessed: z.nullable(z.number()),
  }),
  verification: z.nullable(VERIFICATION),
});

/** How the ledger stands, and what came of its last verification. */
export type LedgerHealth = z.infer<typeof LEDGER>;

const VERIFICATION_FIELDS =
  'state done total startedAt endedAt result findings { code meaning from to text } covered size root caveats';

export const LEDGER_QUESTION = {
  document: `{
    ledger { origin size indexed root lastAt isReady witnessed }
    verification { ${VERIFICATION_FIELDS} }
  }`,
  parse: (data: unknown): LedgerHealth => LEDGER.parse(data),
};

/** Begins a verification, unless one is running. */
export const VERIFY_QUESTION = {
  document: `mutation Verify { verify { ${VERIFICATION_FIELDS} } }`,
  parse: (data: unknown): Verification => z.object({ verify: VERIFICATION }).parse(data).verify,
};

const COMPLETENESS = z.object({
  completeness: z.object({
    result: z.string(),
    records: z.number(),
    events: z.number(),
    missing: z.array(z.number()),
    extra: z.array(z.number()),
    changed: z.array(z.number()),
    damaged: z.array(z.number()),
  }),
});

export type Completeness = z.infer<typeof COMPLETENESS>['completeness'];

/** How many records the ledger holds. */
export const SIZE_QUESTION = {
  document: '{ ledger { size } }',
  parse: (data: unknown): number =>
    z.object({ ledger: z.object({ size: z.number() }) }).parse(data).ledger.size,
};

/** Compares the index with the ledger. */
export const COMPLETENESS_QUESTION = {
  document: `query Completeness($filter: EventFilter!) {
    completeness(filter: $filter) { result records events missing extra changed damaged }
  }`,
  parse: (data: unknown): Completeness => COMPLETENESS.parse(data).completeness,
};
