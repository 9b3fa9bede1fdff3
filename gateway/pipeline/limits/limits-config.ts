import { z } from 'zod';
import { mapOf, whole, type Settings } from '../../platform/setting-types.ts';
import { limitStoreSchema } from './store/limit-store-config.ts';

export type LimitsConfig = Settings<typeof limitsSchema>;

/**
 * `limits`: what one operation and one caller may use. The defaults let ordinary clients pass: with lists of 20, a
 * common page, four of them may be nested before an operation costs too much.
 */
export function limitsSchema(folder: string) {
  const own = {
    depth: whole(1, 100),
    cost: whole(1, 10_000_000),
    values: whole(1, 10_000_000),
    listSize: whole(1, 10_000),
    releasedFields: whole(1, 1_000_000),
    ...rates(),
  };
  return z
    .strictObject({
      depth: own.depth.default(15).describe('Nesting of selections.'),
      cost: own.cost
        .default(200_000)
        .describe(
          'Estimated cost of an operation, by the rules of demand control of Apollo Router. With lists of 20, four of them may be nested.',
        ),
      values: own.values
        .nullable()
        .default(null)
        .describe(
          'Values that an operation may fetch, leaves included, for lists without `@listSize` by arguments such as `first`. Null: 200,000, but at least `cost` and otherwise at most `costPerMinute`.',
        ),
      listSize: own.listSize
        .default(20)
        .describe('Assumed size of a list to which `@listSize` gives none.'),
      aliases: whole(1, 10_000)
        .default(50)
        .describe('Aliases in an operation, by which it can repeat a field.'),
      directives: whole(1, 10_000).default(50).describe('Directives in an operation.'),
      tokens: whole(1, 100_000).default(2_000).describe('Tokens of an operation, as parsed.'),
      selections: whole(1, 1_000_000)
        .default(2_000)
        .describe(
          'Selections of an operation after its fragments are expanded, which can double at each level.',
        ),
      patients: whole(1, 100_000)
        .default(1_000)
        .describe('Patient ids in the arguments of one operation.'),
      releasedFields: own.releasedFields
        .default(100_000)
        .describe('PHI fields in one response. A larger response is refused as a whole.'),
      bodyBytes: whole(1_024, 16_777_216).default(262_144).describe('Bytes of a request body.'),
      unplannedPerMinute: whole(1, 10_000_000)
        .default(120)
        .describe(
          'New operations per caller and minute. Parsing and planning them takes processor time that known operations do not take.',
        ),
      unplannedPerMinuteInAll: whole(1, 10_000_000)
        .default(600)
        .describe(
          'New operations of all callers together per minute, so that they leave time for known ones.',
        ),
      cacheMegabytes: whole(16, 65_536)
        .default(128)
        .describe('Megabytes for prepared operations and their plans.'),
      operationsUnderWay: whole(1, 1_000_000)
        .default(1_000)
        .describe('Operations at a time. Further ones get 503 at once, with `Retry-After`.'),
      eventLoopDelayMs: whole(10, 60_000)
        .default(200)
        .describe(
          'Milliseconds by which the event loop may be late. Above that, a part of the operations gets 503 with `Retry-After`, so that the rest is answered in time: half of them at twice the delay.',
        ),
      turnDelayMs: whole(10, 600_000)
        .default(2_000)
        .describe(
          'Milliseconds that an operation may wait until the gateway has time to begin it. Above that, a part of the operations is refused in the same way.',
        ),
      requestsPerMinute: own.requestsPerMinute
        .default(600)
        .describe('Requests per caller and minute.'),
      costPerMinute: own.costPerMinute
        .nullable()
        .default(null)
        .describe(
          'Cost of the operations of a caller per minute, estimated as for `cost`; an operation that may fetch more values than its cost counts by its values. Null: no limit.',
        ),
      rates: z
        .strictObject({
          client: rateSchema().describe(
            'All callers of one client (application), by the client claim of their tokens.',
          ),
          address: rateSchema().describe('All callers at one address, or in one /64 of IPv6.'),
          role: mapOf(rateSchema(), 'a mapping of roles to requestsPerMinute and costPerMinute')
            .prefault({})
            .describe(
              'Role → `requestsPerMinute` and `costPerMinute` of all callers with the role together. A request counts for each of its roles.',
            ),
        })
        .prefault({})
        .describe('What callers may use together, besides what each of them may.'),
      roles: mapOf(
        z.strictObject(
          {
            depth: own.depth.optional(),
            cost: own.cost.optional(),
            values: own.values.optional(),
            listSize: own.listSize.optional(),
            releasedFields: own.releasedFields.optional(),
            requestsPerMinute: own.requestsPerMinute.optional(),
            costPerMinute: own.costPerMinute.nullable().optional(),
          },
          { error: ROLE_LIMITS },
        ),
        'a mapping of roles to limits',
      )
        .prefault({})
        .describe(
          'Role → `depth`, `cost`, `values`, `listSize`, `releasedFields`, `requestsPerMinute` or `costPerMinute` of one caller with the role, in place of those above. Of several roles that are listed, the most generous one counts; roles that are not listed do not count.',
        ),
      store: limitStoreSchema(folder),
    })
    .prefault({})
    .transform((limits, context) => {
      const roles = new Map(
        [...limits.roles].map(([role, given]) => [role, withDefaults(given, limits)] as const),
      );
      const costOf = (role: string) => roles.get(role)?.cost ?? limits.cost;
      for (const [path, { costPerMinute }, cost] of [
        [[], limits, limits.cost] as const,
        [['rates', 'client'], limits.rates.client, limits.cost] as const,
        [['rates', 'address'], limits.rates.address, limits.cost] as const,
        ...[...limits.rates.role].map(
          ([role, rate]) => [['rates', 'role', role], rate, costOf(role)] as const,
        ),
        ...[...roles].map(([role, merged]) => [['roles', role], merged, merged.cost] as const),
      ]) {
        if (costPerMinute === null || costPerMinute >= cost) continue;
        const message = `must be at least ${cost}, the cost that one operation may have. Raise it, or lower cost`;
        context.addIssue({ code: 'custom', path: [...path, 'costPerMinute'], message });
      }
      return { ...limits, values: valuesOf(limits), roles };
    })
    .describe('What one operation and one caller may use.');
}

const ROLE_LIMITS =
  'must hold depth, cost, values, listSize, releasedFields, requestsPerMinute or costPerMinute, and nothing else';

function rates() {
  return {
    requestsPerMinute: whole(1, 10_000_000),
    costPerMinute: whole(1, 10_000_000_000),
  };
}

function rateSchema() {
  const { requestsPerMinute, costPerMinute } = rates();
  return z
    .strictObject(
      {
        requestsPerMinute: requestsPerMinute
          .nullable()
          .default(null)
          .describe('Requests per minute. Null: no limit.'),
        costPerMinute: costPerMinute
          .nullable()
          .default(null)
          .describe('Cost of operations per minute. Null: no limit.'),
      },
      { error: 'must hold requestsPerMinute or costPerMinute, and nothing else' },
    )
    .prefault({});
}

/** What one caller may use, in one operation and in a minute: the general limits, or those of its roles. */
export interface RoleLimits {
  readonly depth: number;
  readonly cost: number;
  readonly values: number;
  readonly listSize: number;
  readonly releasedFields: number;
  readonly requestsPerMinute: number;
  readonly costPerMinute: number | null;
}

/** The limits of a role, with the general ones where it has none of its own. */
function withDefaults(
  given: { readonly [Key in keyof RoleLimits]?: RoleLimits[Key] | undefined },
  general: Omit<RoleLimits, 'values'> & { readonly values: number | null },
): RoleLimits {
  const { costPerMinute = general.costPerMinute } = given;
  const cost = given.cost ?? general.cost;
  return {
    depth: given.depth ?? general.depth,
    cost,
    values: valuesOf({ values: given.values ?? general.values, cost, costPerMinute }),
    listSize: given.listSize ?? general.listSize,
    releasedFields: given.releasedFields ?? general.releasedFields,
    requestsPerMinute: given.requestsPerMinute ?? general.requestsPerMinute,
    costPerMinute,
  };
}

/** The limit of values, with its default. */
function valuesOf({
  values,
  cost,
  costPerMinute,
}: Pick<RoleLimits, 'cost' | 'costPerMinute'> & { readonly values: number | null }): number {
  return values ?? Math.max(cost, Math.min(200_000, costPerMinute ?? Infinity));
}
