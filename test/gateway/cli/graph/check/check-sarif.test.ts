import { describe, expect, it } from '@jest/globals';
import { writeCheckSarif } from '../../../../../gateway/cli/graph/check/check-sarif.ts';
import type { CheckReport } from '../../../../../gateway/cli/graph/check/check-report.ts';
import type { Finding } from '../../../../../schema/lint/finding.ts';
import { EMPTY_REPORT, sourceOf } from '../../../../support/check-report.ts';
import { sarifErrors } from '../../../../support/sarif-schema.ts';

const FINDING: Finding = {
  code: 'PHI_KEY',
  severity: 'warning',
  subgraph: 'a',
  line: 3,
  column: 5,
  coordinate: 'P.ssn',
  message: 'What it is.',
  fix: 'What to do.',
  evidence: null,
  suggestion: null,
  suppressed: null,
};

interface Log {
  readonly runs: readonly [
    {
      readonly results: readonly {
        readonly locations: readonly unknown[];
        readonly partialFingerprints: unknown;
      }[];
    },
  ];
}

function results(findings: readonly Finding[], sources: CheckReport['sources']) {
  const report: CheckReport = { ...EMPTY_REPORT, findings, sources };
  const log = JSON.parse(writeCheckSarif(report, { version: '1.2.3', root: '/repo' })) as Log;
  expect(sarifErrors(log)).toEqual([]);
  return log.runs[0].results;
}

const FILE: CheckReport['sources'] = new Map([['a', sourceOf('/repo/a b/c#d.graphql')]]);

describe('a SARIF log', () => {
  it('names a schema file by a percent-encoded URI relative to the root, with line, column and coordinate', () => {
    expect(results([FINDING], FILE)[0]?.locations).toEqual([
      {
        physicalLocation: {
          artifactLocation: { uri: 'a%20b/c%23d.graphql' },
          region: { startLine: 3, startColumn: 5 },
        },
        logicalLocations: [{ fullyQualifiedName: 'P.ssn' }],
      },
    ]);
  });

  it.each<[string, Finding, CheckReport['sources'], string]>([
    [
      'the URL of a running subgraph',
      { ...FINDING, line: null },
      new Map([['a', { sdl: '', files: [], url: 'https://a.test/graphql' }]]),
      'https://a.test/graphql',
    ],
    [
      'the first file for a finding about the whole graph, since code scanning requires one',
      { ...FINDING, subgraph: null, line: null },
      FILE,
      'a%20b/c%23d.graphql',
    ],
  ])('names %s', (_what, finding, sources, uri) => {
    expect(results([finding], sources)[0]?.locations).toMatchObject([
      { physicalLocation: { artifactLocation: { uri } } },
    ]);
  });

  it('has fingerprints that stay the same if a finding moves to another line, and differ if its message does', () => {
    const [first, moved, other] = results(
      [FINDING, { ...FINDING, line: 90, column: 1 }, { ...FINDING, message: 'Another.' }],
      FILE,
    ).map(({ partialFingerprints }) => partialFingerprints);
    expect(moved).toEqual(first);
    expect(other).not.toEqual(first);
  });
});

describe('the SARIF schema in these tests', () => {
  it.each([
    ['a missing version', { runs: [] }],
    ['an unknown property', { version: '2.1.0', runs: [], more: 1 }],
    ['a run without a tool', { version: '2.1.0', runs: [{}] }],
    [
      'a line of 0',
      {
        version: '2.1.0',
        runs: [
          {
            tool: { driver: { name: 'x' } },
            results: [
              {
                message: { text: 'x' },
                locations: [{ physicalLocation: { region: { startLine: 0 } } }],
              },
            ],
          },
        ],
      },
    ],
  ])('rejects %s', (_what, log) => {
    expect(sarifErrors(log)).not.toEqual([]);
  });
});
