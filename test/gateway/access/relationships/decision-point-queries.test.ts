import { afterAll, describe, expect, it } from '@jest/globals';
import type { RelationshipsConfig } from '../../../../gateway/access/relationships/relationships-config.ts';
import { createLog } from '../../../../gateway/platform/log.ts';
import { createRelationships } from '../../../../gateway/access/relationships/open-relationships.ts';
import { callerOf, contextOf } from '../../../support/in-process-graph.ts';
import { result, startDecisionPoint, type Respond } from '../../../support/decision-point.ts';
import { testConnect } from '../../../support/test-connect.ts';

const cleanUp: (() => unknown)[] = [];
afterAll(async () => {
  for (const stop of cleanUp) await stop();
});

const context = contextOf(
  callerOf(['physician'], { clientId: 'ward', claims: new Map([['practitioner', 'dr-7']]) }),
  { purpose: 'TREAT' },
);

/** A relationship source over a decision point with the given response. */
async function sourceOver(
  respond: Respond,
  { token = null as string | null, timeoutMs = 10_000, consent = false } = {},
) {
  const point = await startDecisionPoint(respond);
  const lines: string[] = [];
  const source = open(point.url, { token, timeoutMs, consent, lines });
  cleanUp.push(() => source.close(), point.close);
  return { point, source, lines };
}

function open(
  url: string,
  {
    token = null as string | null,
    timeoutMs = 10_000,
    consent = false,
    lines = [] as string[],
  } = {},
) {
  const config: RelationshipsConfig = {
    source: { kind: 'decision-point', url, token, claims: new Map() },
    timeoutMs,
    cacheSeconds: 10,
    consent,
  };
  const log = createLog('debug', { write: (line: string) => void lines.push(line) });
  return createRelationships(config, { supergraphSdl: '', connect: testConnect(), log });
}

/** The code in each line of the log. */
function codes(lines: readonly string[]): readonly unknown[] {
  return lines.map((line) => (JSON.parse(line) as { code?: string }).code);
}

const FAILED = { relationships: new Map(), failed: true, rejectedOf: null };

describe('a decision point queried for care relationships', () => {
  it('receives the caller and all patients in one call and returns their relationships', async () => {
    const { point, source } = await sourceOver((response, [first]) =>
      result(response, [
        { patient: first },
        { patient: 'p2', careTeam: false, deniesActor: true },
        { patient: 'p3', denies: ['SUBSTANCE_USE'], permits: ['MENTAL_HEALTH', 'GENETIC'] },
      ]),
    );
    const related = await source.relate(context, ['p1', 'p2', 'p3', 'p4', 'p1']);
    expect(related.failed).toBe(false);
    expect([...related.relationships]).toEqual([
      ['p1', { careTeam: true, deniesActor: false, denies: new Set(), permits: new Set() }],
      ['p2', { careTeam: false, deniesActor: true, denies: new Set(), permits: new Set() }],
      [
        'p3',
        {
          careTeam: true,
          deniesActor: false,
          denies: new Set(['SUBSTANCE_USE']),
          permits: new Set(['MENTAL_HEALTH', 'GENETIC']),
        },
      ],
    ]);
    expect(point.asked.map(({ body }) => JSON.parse(body) as unknown)).toEqual([
      {
        input: {
          caller: {
            issuer: 'https://idp.test',
            subject: 'user-physician',
            roles: ['physician'],
            purpose: 'TREAT',
            client: 'ward',
            claims: { practitioner: 'dr-7' },
          },
          patients: ['p1', 'p2', 'p3', 'p4'],
        },
      },
    ]);
  });

  it('receives the configured token, if there is one', async () => {
    const bare = await sourceOver(listNobody);
    const guarded = await sourceOver(listNobody, { token: 's3cret' });
    await bare.source.relate(context, ['p1']);
    await guarded.source.relate(context, ['p1']);
    expect(bare.point.asked[0]?.authorization).toBeUndefined();
    expect(guarded.point.asked[0]?.authorization).toBe('Bearer s3cret');
  });

  it.each([
    [false, true],
    [true, false],
  ])(
    'with consent: %s places a patient listed without the key careTeam on the care team: %s',
    async (consent, careTeam) => {
      const { source } = await sourceOver((response) => result(response, [{ patient: 'p1' }]), {
        consent,
      });
      const { relationships } = await source.relate(context, ['p1']);
      expect(relationships.get('p1')).toMatchObject({ careTeam });
    },
  );

  const failures: readonly (readonly [string, Respond, string])[] = [
    ['an error status', (response) => end(response, 500, OK), 'RELATIONSHIPS_STATUS'],
    ['an unexpected success status', (response) => end(response, 201, OK), 'RELATIONSHIPS_STATUS'],
    ['text that is not JSON', (response) => void response.end('<html>'), 'RELATIONSHIPS_MALFORMED'],
    ['JSON without a result', (response) => void response.end('{}'), 'RELATIONSHIPS_MALFORMED'],
    [
      'JSON that is not an object',
      (response) => void response.end('[]'),
      'RELATIONSHIPS_MALFORMED',
    ],
    ['an empty body', (response) => void response.end(), 'RELATIONSHIPS_MALFORMED'],
    ['a broken connection', (response) => void response.destroy(), 'RELATIONSHIPS_UNANSWERED'],
    ['no response', () => undefined, 'RELATIONSHIPS_LATE'],
    ['a response that is sent too slowly', (response) => drip(response), 'RELATIONSHIPS_LATE'],
    [
      'a response of 5 MB',
      (response) => result(response, [{ patient: 'p1', more: 'x'.repeat(5_000_000) }]),
      'RELATIONSHIPS_UNANSWERED',
    ],
  ];
  it.each(failures)(
    'gives no relationship, and its failure is logged by code without the patient, on %s',
    async (_what, respond, code) => {
      const timeoutMs = code === 'RELATIONSHIPS_LATE' ? 300 : 10_000;
      const { source, lines } = await sourceOver(respond, { timeoutMs });
      const started = performance.now();
      expect(await source.relate(context, ['p1'])).toEqual(FAILED);
      expect(performance.now() - started).toBeLessThan(9_000);
      expect(codes(lines)).toEqual([code]);
      expect(lines.join()).not.toContain('p1');
    },
  );

  it('gives no relationship and is not followed to another URL if it redirects (RELATIONSHIPS_STATUS)', async () => {
    const elsewhere = await startDecisionPoint((response) => result(response, [{ patient: 'p1' }]));
    cleanUp.push(elsewhere.close);
    const { source, lines } = await sourceOver((response) => {
      response.writeHead(307, { location: elsewhere.url }).end();
    });
    expect(await source.relate(context, ['p1'])).toEqual(FAILED);
    expect(elsewhere.asked).toEqual([]);
    expect(codes(lines)).toEqual(['RELATIONSHIPS_STATUS']);
  });

  it('gives no relationship if nothing listens at its URL (RELATIONSHIPS_UNANSWERED)', async () => {
    const lines: string[] = [];
    const source = open('http://127.0.0.1:1/', { lines });
    cleanUp.push(() => source.close());
    expect(await source.relate(context, ['p1'])).toEqual(FAILED);
    expect(codes(lines)).toEqual(['RELATIONSHIPS_UNANSWERED']);
  });
});

const listNobody: Respond = (response) => result(response, []);

const OK = '{"result":[{"patient":"p1"}]}';

function end(response: Parameters<Respond>[0], status: number, body: string): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(body);
}

/** Sends one byte of a valid response every 50 ms, so that no pause is long. */
function drip(response: Parameters<Respond>[0]): void {
  let sent = 0;
  const timer = setInterval(() => {
    response.write(OK[sent] ?? ' ');
    sent += 1;
  }, 50);
  response.on('close', () => clearInterval(timer));
}
