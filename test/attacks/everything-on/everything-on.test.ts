import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { describeDocuments } from './describe-documents.ts';
import { describeHeaders } from './describe-headers.ts';
import { describeLimits } from './describe-limits.ts';
import { describeRequests } from './describe-requests.ts';
import { describeResponses } from './describe-responses.ts';
import { describeSubgraph } from './describe-subgraph.ts';
import { describeTokens } from './describe-tokens.ts';
import { startFullGateway, type FullGateway } from './full-gateway.ts';

// Shared by all families of attacks: a gateway for each would take as long as the tests of half of them.
let started: FullGateway;
const full = () => started;

beforeAll(async () => {
  started = await startFullGateway();
});

// Whatever was sent, others are served.
afterEach(() => started.expectServed());

afterAll(() => started.close());

describe('with every setting of the network on', () => {
  describeRequests(full);
  describeDocuments(full);
  describeHeaders(full);
  describeTokens(full);
  describeResponses(full);
  describeLimits(full);
  describeSubgraph(full);

  // Last, because it covers all of the above.
  it('the log contains no PHI, token or secret, and the store of limits no caller or address', async () => {
    expect(await started.findLeaks()).toEqual([]);
  });
});
