import { readFileSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { RelationshipsConfig } from '../../../../gateway/access/relationships/relationships-config.ts';
import { StartError } from '../../../../gateway/platform/errors.ts';
import { createLog } from '../../../../gateway/platform/log.ts';
import { createRelationships } from '../../../../gateway/access/relationships/open-relationships.ts';
import { compose } from '../../../../schema/compose.ts';
import { startSubgraph } from '../../../../schema/health/start-subgraph.ts';
import type { RunningSubgraph } from '../../../../schema/health/start-subgraph.ts';
import type { ObservedRequest } from '../../../../schema/health/subgraph-server.ts';
import { packageFile } from '../../../../schema/package-file.ts';
import { temporaryDirectory } from '../../../schema/health/health-data.ts';
import { callerOf, contextOf } from '../../../support/in-process-graph.ts';
import { testConnect } from '../../../support/test-connect.ts';

const OPERATION = readFileSync(packageFile('gateway/demo/care-team.graphql'), 'utf8');
/** A general practitioner of the bundled data and three of their patients. */
const PRACTITIONER = 'cde84df5-e366-44fa-b3e5-178c95bb7132';
const TREATED = '956a4d3f-5fab-49fc-8e5c-fa6734077f5d';
const TREATED_NO_SUBSTANCES = 'c54f6bdc-9daf-4f84-84a0-ced11e6912ac';
const TREATED_BUT_DENIES = 'd989db78-0dfb-4cf5-8cdc-b3725c8a1e5e';
const OTHER = '00e36a2d-5859-4369-aed6-0a56df8edce6';

const directory = temporaryDirectory();
const received: ObservedRequest[] = [];
const cleanUp: (() => unknown)[] = [];
let subgraph: RunningSubgraph;
let supergraphSdl: string;

beforeAll(async () => {
  subgraph = await startSubgraph('encounters', {
    indexDir: directory.path,
    port: 0,
    onRequest: (request) => void received.push(request),
  });
  const composed = compose([{ ...subgraph, name: 'encounters' }]);
  if (!composed.ok) throw new Error(JSON.stringify(composed.problems));
  ({ supergraphSdl } = composed);
});
afterAll(async () => {
  for (const stop of cleanUp) await stop();
  await subgraph.close();
  directory.remove();
});

interface Change {
  readonly url?: string;
  readonly subgraph?: string;
  readonly operation?: string;
  readonly variables?: ReadonlyMap<string, string>;
  readonly timeoutMs?: number;
  readonly lines?: string[];
  readonly settings?: Readonly<Record<string, unknown>>;
}

/** A relationship source over the encounters subgraph of the example or over a server at another URL. */
function open({
  url = subgraph.url,
  timeoutMs = 10_000,
  lines = [],
  settings = {},
  ...change
}: Change = {}) {
  const config: RelationshipsConfig = {
    source: {
      kind: 'operation',
      subgraph: 'encounters',
      operation: OPERATION,
      variables: new Map([['practitioner', 'practitioner']]),
      ...change,
    },
    timeoutMs,
    cacheSeconds: 10,
    consent: true,
  };
  const log = createLog('debug', { write: (line: string) => void lines.push(line) });
  const source = createRelationships(config, {
    supergraphSdl: supergraphSdl.replaceAll(subgraph.url, url),
    connect: testConnect(settings),
    log,
  });
  cleanUp.push(() => source.close());
  return source;
}

function contextWith(claims: Readonly<Record<string, string>>) {
  return contextOf(callerOf(['physician'], { claims: new Map(Object.entries(claims)) }));
}

const physician = contextWith({ practitioner: PRACTITIONER });

describe('a subgraph operation that looks up care relationships', () => {
  it('asks for all patients in one request, and returns care team membership and denials of each', async () => {
    received.length = 0;
    const patients = [TREATED, TREATED_NO_SUBSTANCES, TREATED_BUT_DENIES, OTHER];
    const { relationships, failed } = await open().relate(physician, patients);
    expect(failed).toBe(false);
    const none = { deniesActor: false, denies: new Set(), permits: new Set() };
    expect(relationships).toEqual(
      new Map([
        [TREATED, { ...none, careTeam: true }],
        [TREATED_NO_SUBSTANCES, { ...none, careTeam: true, denies: new Set(['SUBSTANCE_USE']) }],
        [TREATED_BUT_DENIES, { ...none, careTeam: true, deniesActor: true }],
        [OTHER, { ...none, careTeam: false }],
      ]),
    );
    expect(received.map(({ variables }) => variables)).toEqual([
      { practitioner: PRACTITIONER, patients },
    ]);
    expect(received[0]?.query).toContain('careTeam: treated');
  });

  it('returns denials and no care team membership for a caller without the claim of a nullable variable', async () => {
    const { relationships } = await open().relate(contextWith({}), [TREATED_NO_SUBSTANCES]);
    expect(relationships.get(TREATED_NO_SUBSTANCES)).toEqual({
      careTeam: false,
      deniesActor: false,
      denies: new Set(['SUBSTANCE_USE']),
      permits: new Set(),
    });
  });

  it('is not sent for a caller without the claim of a non-null variable', async () => {
    received.length = 0;
    const source = open({
      operation: OPERATION.replace('$practitioner: ID', '$practitioner: ID!'),
    });
    const related = await source.relate(contextWith({ ward: 'w1' }), [TREATED]);
    expect(related).toEqual({ relationships: new Map(), failed: false, rejectedOf: null });
    expect(received).toEqual([]);
    const { relationships } = await source.relate(physician, [TREATED]);
    expect(relationships.get(TREATED)?.careTeam).toBe(true);
  });

  const answer = { patient: 'p1', careTeam: true, deniesActor: false, denies: [] };
  const failures: readonly (readonly [string, string, unknown])[] = [
    ['an error', 'RELATIONSHIPS_ERRORS', { errors: [{ message: 'p1 is unknown' }] }],
    [
      'an error next to its data',
      'RELATIONSHIPS_ERRORS',
      {
        data: { careRelationships: [answer] },
        errors: [{ message: 'p1', path: ['careRelationships', 0, 'denies'] }],
      },
    ],
    ['an empty data object', 'RELATIONSHIPS_MALFORMED', { data: {} }],
    ['null for the root field', 'RELATIONSHIPS_MALFORMED', { data: { careRelationships: null } }],
    [
      'null for a non-null field',
      'RELATIONSHIPS_MALFORMED',
      { data: { careRelationships: [{ ...answer, denies: null }] } },
    ],
    ['a body that is not a GraphQL response', 'RELATIONSHIPS_UNANSWERED', [answer]],
    ['nothing', 'RELATIONSHIPS_LATE', null],
  ];
  it.each(failures)(
    'counts as failed when the subgraph responds with %s, and is logged as %s without the patient id',
    async (_what, code, body) => {
      const server = createServer((_request, response: ServerResponse) => {
        if (body !== null) response.end(JSON.stringify(body));
      });
      await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
      cleanUp.push(() => {
        server.closeAllConnections();
        server.close();
      });
      const lines: string[] = [];
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`;
      const related = await open({
        url,
        lines,
        timeoutMs: code === 'RELATIONSHIPS_LATE' ? 300 : 10_000,
      }).relate(physician, ['p1']);
      expect(related).toEqual({ relationships: new Map(), failed: true, rejectedOf: null });
      expect(lines.map((line) => (JSON.parse(line) as { code: string }).code)).toEqual([code]);
      expect(lines.join()).not.toContain('p1');
    },
  );

  it('counts as failed, with the name of the subgraph, when the digest of its response is missing, and is logged as RELATIONSHIPS_REJECTED', async () => {
    const lines: string[] = [];
    const source = open({ lines, settings: { verifyResponses: 'digest' } });
    const related = await source.relate(physician, [TREATED]);
    expect(related).toEqual({ relationships: new Map(), failed: true, rejectedOf: 'encounters' });
    expect(lines.map((line) => (JSON.parse(line) as { code: string }).code)).toEqual([
      'RELATIONSHIPS_REJECTED',
    ]);
  });

  it.each<[string, Change, RegExp]>([
    [
      'names a subgraph that the graph lacks',
      { subgraph: 'visits' },
      /relationships\.subgraph: the graph has no "visits"\. Name one of encounters/,
    ],
    [
      'does not fit the schema of its subgraph',
      { operation: '{ careRelationships }' },
      /relationships\.operation: does not fit the subgraph/,
    ],
    [
      'has a non-null variable without a configured claim',
      { operation: OPERATION.replace('ID,', 'ID!,'), variables: new Map<string, string>() },
      /relationships\.operation: needs \$practitioner\. Name its claim in relationships\.variables/,
    ],
  ])(
    'is refused at the start with an error that names the configuration key if it %s',
    (_what, change, problem) => {
      expect(() => open(change)).toThrow(problem);
      expect(() => open(change)).toThrow(StartError);
    },
  );
});
