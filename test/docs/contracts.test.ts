import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parse, print } from 'graphql';
import { readFileSync } from 'node:fs';
import { writeAlert } from '../../gateway/access/break-glass/alert-message.ts';
import { createPolicySource } from '../../gateway/access/policies/create-policy-source.ts';
import { createDecisionPointQueries } from '../../gateway/access/relationships/decision-point-queries.ts';
import { describeCaller } from '../../gateway/access/relationships/describe-caller.ts';
import { createLog } from '../../gateway/platform/log.ts';
import { packageFile } from '../../schema/package-file.ts';
import { startDecisionPoint, type TestDecisionPoint } from '../support/decision-point.ts';
import { callerOf, contextOf } from '../support/in-process-graph.ts';
import { codeBlocks } from './markdown.ts';

const PAGE = { file: 'docs/access.md', text: readFileSync(packageFile('docs/access.md'), 'utf8') };
const [related, relationships, , alert, policies, fulfilled] = codeBlocks(PAGE)
  .filter(({ language }) => language === 'json')
  .map(({ code }) => JSON.parse(code) as unknown);

/** The caller of the page's examples. */
const physician = callerOf(['physician'], {
  issuer: 'https://id.example',
  subject: 'dr-1',
  name: 'Dr. Ada Example',
  scopes: ['openid'],
});

let point: TestDecisionPoint;
let answer: unknown;
beforeAll(async () => {
  point = await startDecisionPoint((response) => void response.end(JSON.stringify(answer)));
});
afterAll(() => point.close());

const CONNECTION = { token: null, timeoutMs: 5_000, maxResponseBytes: 10_000 };

describe('the requests and responses shown in docs/access.md', () => {
  it('equal the request to a relationship decision point, and its response is read as shown', async () => {
    answer = relationships;
    const source = createDecisionPointQueries({
      ...CONNECTION,
      url: point.url,
      listedIsRelated: false,
    });
    const claims = new Map([['practitioner', 'p-17']]);
    const context = contextOf({ ...physician, clientId: 'ward-app', claims }, { purpose: 'TREAT' });
    const asked = await source.query(
      { context, caller: describeCaller(context), patients: ['956a4d3f', '00e36a2d'] },
      AbortSignal.timeout(5_000),
    );
    await source.close();
    expect(JSON.parse(point.asked.at(-1)?.body ?? '')).toEqual(related);
    expect(asked).toEqual({
      ok: true,
      relationships: new Map([
        [
          '956a4d3f',
          {
            careTeam: true,
            deniesActor: false,
            denies: new Set(['MENTAL_HEALTH']),
            permits: new Set(),
          },
        ],
      ]),
    });
  });

  it('include the operation of gateway/demo/care-team.graphql', () => {
    const [operation] = codeBlocks(PAGE).filter(({ language }) => language === 'graphql');
    const demo = readFileSync(packageFile('gateway/demo/care-team.graphql'), 'utf8');
    expect(print(parse(operation?.code ?? ''))).toBe(print(parse(demo)));
  });

  it('equal the request to a policy decision point, and its response fulfills read_notes', async () => {
    answer = fulfilled;
    const config = { url: point.url, token: null, timeoutMs: 5_000, cacheSeconds: 0 };
    const log = createLog('silent');
    const source = createPolicySource(config, { log, now: () => 0 });
    const context = contextOf({ ...physician, clientId: null, claims: new Map() });
    expect(await source.fulfilled(context, ['read_notes'])).toEqual(['read_notes']);
    await source.close();
    expect(JSON.parse(point.asked.at(-1)?.body ?? '')).toEqual(policies);
  });

  it('include the body of a break-glass alert with detail: reference', () => {
    const grant = {
      id: '01a21e09-4628-7355-b9ff-70d83c6cb8a5',
      patient: '00e36a2d',
      until: Date.parse('2026-11-27T17:39:13.000Z'),
    };
    const sent = writeAlert(
      {
        holder: contextOf(physician, { purpose: 'ETREAT' }),
        grant,
        reason: 'unconscious after a fall',
        at: Date.parse('2026-11-27T17:24:13.000Z'),
      },
      'reference',
    );
    expect(JSON.parse(sent)).toEqual(alert);
  });
});
