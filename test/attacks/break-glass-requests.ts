import { afterAll, beforeAll, beforeEach, expect } from '@jest/globals';
import { tokenFor } from '../support/edge.ts';
import { secretKey } from '../support/secret-key.ts';
import { startServedGateway, tokenOf } from '../support/served-gateway.ts';
import type { Reply, ServedGateway } from '../support/served-gateway.ts';

/** The key that signs grants. */
export const KEY = Buffer.from(secretKey(), 'base64');
export const REACH = `authorization:
  reach: { patient: self, physician: self, nurse: self, billing: all, researcher: all, privacy_officer: all }
`;
export const YAML = `${REACH}
breakGlass: { roles: [nurse, physician], minutes: 15, key: "${KEY.toString('base64')}" }
`;
export const REASON = 'unconscious after a fall, allergies unknown';

/** An expiry after all shifts of the clock in these tests. */
const lasting = { exp: Math.floor(Date.now() / 1000) + 86_400 };
export const NURSE = tokenFor('nurse-7', { roles: ['nurse'], ...lasting });

export interface Started {
  readonly grant: string;
  readonly id: string;
  readonly patient: string;
  readonly until: string;
}

/** Requests for and with grants. */
export interface GrantRequests {
  /** The gateway that was started before the first test. */
  readonly served: ServedGateway;
  /** Two patients of the data: the patient of the grants, and another. */
  readonly p1: Readonly<Record<string, string>>;
  readonly p2: Readonly<Record<string, string>>;
  /** Sets the clock of the gateway and its replicas ahead, until the end of the test. */
  readonly setAhead: (ms: number) => void;
  /** Starts a grant, by default of the nurse to the first patient. */
  readonly breakGlass: (
    gateway?: ServedGateway,
    token?: string,
    patient?: string,
  ) => Promise<Started>;
  /** The reply to a request, the subgraph requests that it caused and the records that it left. */
  readonly watch: (
    act: () => Promise<Reply>,
    gateway?: ServedGateway,
  ) => Promise<{
    readonly reply: Reply;
    readonly asked: string;
    readonly leaves: ReturnType<ServedGateway['leaves']>;
  }>;
  /** A query of one patient, by default of the first. */
  readonly one: (id?: string) => string;
}

/** Starts the gateway that the tests of a file share. */
export function grantRequests(): GrantRequests {
  let aheadMs = 0;
  let served: ServedGateway;
  let p1: Record<string, string> = {};
  let p2: Record<string, string> = {};
  beforeAll(async () => {
    served = await startServedGateway(YAML, () => Date.now() + aheadMs);
    const { data } = await graphql(
      served,
      tokenOf(['billing']),
      '{ patients(first: 2) { id name ssn } }',
    );
    [p1 = {}, p2 = {}] = (data?.['patients'] ?? []) as Record<string, string>[];
  });
  afterAll(() => served.close());
  beforeEach(() => void (aheadMs = 0));
  return {
    get served() {
      return served;
    },
    get p1() {
      return p1;
    },
    get p2() {
      return p2;
    },
    setAhead: (ms) => void (aheadMs = ms),
    breakGlass: async (gateway = served, token = NURSE, patient = p1['id'] ?? '') => {
      const reply = await gateway.send({
        path: '/break-glass',
        token,
        body: { patient, reason: REASON },
      });
      expect({ status: reply.status, codes: reply.codes }).toEqual({ status: 201, codes: [] });
      return reply.json as Started;
    },
    watch: async (act, gateway = served) => {
      served.received.length = 0;
      const before = gateway.leaves().length;
      const reply = await act();
      return {
        reply,
        asked: served.received.join('\n'),
        leaves: gateway
          .leaves()
          .slice(before)
          .filter(({ kind }) => !kind.startsWith('log.')),
      };
    },
    one: (id = p1['id']) => `{ patient(id: "${id}") { id name ssn } }`,
  };
}

/** Sends a query with grants in their header. */
export function graphql(gateway: ServedGateway, token: string, query: string, ...grants: string[]) {
  const headers = grants.map((grant) => ['x-break-glass', grant] as const);
  return gateway.send({ token, headers, body: { query } });
}
