import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { readVersion } from '../../../../../gateway/platform/process/package-manifest.ts';
import { RULES } from '../../../../../schema/lint/rules.ts';
import {
  openCheckFolder,
  CLEAN,
  CONFIG,
  FAILS,
  LINE,
  notAppended,
  WARNS,
} from '../../../../support/check-folder.ts';
import { runPhiGateway } from '../../../../support/run-phi-gateway.ts';
import { sarifErrors } from '../../../../support/sarif-schema.ts';

const { folder, write, check } = openCheckFolder();
const clean = write('clean.graphql', CLEAN);
const warns = write('graphs/warns.graphql', WARNS);
const fails = write('fails.graphql', FAILS);
const config = write('gateway.yaml', CONFIG);

const SECONDS = 60_000;

interface JsonReport {
  readonly findings: readonly unknown[];
}

interface SarifLog {
  readonly runs: readonly {
    readonly tool: { readonly driver: { readonly rules: readonly { readonly id: string }[] } };
    readonly invocations: readonly { readonly toolConfigurationNotifications: unknown }[];
    readonly results: readonly { readonly suppressions?: unknown; readonly properties?: unknown }[];
  }[];
}

describe('phi-gateway check --format', () => {
  it(
    'json prints one document, with suppressed findings and their reasons',
    async () => {
      const { code, out } = await check(fails, warns, '--config', config, '--format', 'json');
      expect(code).toBe(1);
      const report = JSON.parse(out) as JsonReport;
      expect(report).toMatchObject({
        summary: { errors: 2, warnings: 1, suppressed: 1 },
        subgraphs: [
          { name: 'fails', files: ['fails.graphql'], url: null },
          { name: 'warns', files: ['graphs/warns.graphql'], url: null },
        ],
        size: { types: 2, places: 3 },
        notes: [notAppended('fails', '@phi, @role').replace('note: ', '')],
      });
      expect(report.findings).toHaveLength(4);
      expect(report.findings[2]).toEqual({
        code: 'PHI_UNMARKED',
        severity: 'warning',
        subgraph: 'fails',
        file: 'fails.graphql',
        line: LINE + 2,
        column: 13,
        coordinate: 'Shop.ssn',
        message: 'Shop.ssn looks like PHI (SSN, by its name) and has no @phi.',
        fix: 'Add @phi(category: SSN) and @role, or give a reason above it.',
        categories: ['SSN'],
        confidence: 'medium',
        signs: ['it is named "ssn"'],
        suppressed: "A shop's, 100% sure.",
        inBaseline: false,
      });
    },
    SECONDS,
  );

  it(
    'github prints workflow commands without suppressed findings',
    async () => {
      const { code, out } = await check(warns, fails, '--format', 'github');
      expect(code).toBe(0);
      expect(out).toBe(
        `::warning file=graphs/warns.graphql,line=${LINE},col=14,title=PHI_UNMARKED::Query.ssn looks like PHI (SSN, by its name) and has no @phi.%0AAdd @phi(category: SSN) and @role, or give a reason above it.%0Amedium confidence: it is named "ssn"
::notice::${notAppended('fails', '@phi, @role').replace('note: ', '')}
::notice::Whether roles are known was not checked: give --config FILE, or --role for each.
2 subgraphs: 0 errors, 1 warning, 1 suppressed
`,
      );
    },
    SECONDS,
  );

  it(
    'github prints paths from the root of the checkout',
    async () => {
      const { out } = await runPhiGateway(
        ['check', 'warns.graphql', '--format', 'github'],
        join(folder, 'graphs'),
        { GITHUB_WORKSPACE: folder },
      );
      expect(out).toMatch(/^::warning file=graphs\/warns\.graphql,/);
    },
    SECONDS,
  );

  it(
    'sarif prints a log that is valid against the SARIF 2.1.0 schema, with all rules, findings and reasons for suppressions',
    async () => {
      const broken = write('broken.graphql', 'type Query {');
      const logs = await Promise.all([
        check(fails, warns, '--config', config, '--format', 'sarif'),
        check(clean, '--format', 'sarif'),
        check(broken, '--format', 'sarif'),
      ]);
      expect(logs.map(({ code }) => code)).toEqual([1, 0, 1]);
      const parsed = logs.map(({ out }) => JSON.parse(out) as SarifLog);
      expect(parsed.map(sarifErrors)).toEqual([[], [], []]);

      const [found, nothing] = parsed.flatMap(({ runs }) => runs);
      expect(found?.tool.driver).toMatchObject({
        name: 'phi-gateway',
        semanticVersion: readVersion(),
      });
      expect(found?.tool.driver.rules.map(({ id }) => id)).toEqual(RULES.map(({ code }) => code));
      const [withoutViewer, , shop, ssn] = found?.results ?? [];
      expect(withoutViewer).toMatchObject({ ruleId: 'PHI_NOBODY', level: 'error' });
      expect(ssn).toMatchObject({
        ruleId: 'PHI_UNMARKED',
        ruleIndex: RULES.findIndex(({ code }) => code === 'PHI_UNMARKED'),
        level: 'warning',
        locations: [
          {
            physicalLocation: {
              artifactLocation: { uri: 'graphs/warns.graphql' },
              region: { startLine: LINE, startColumn: 14 },
            },
            logicalLocations: [{ fullyQualifiedName: 'Query.ssn' }],
          },
        ],
      });
      expect(ssn?.properties).toEqual({ confidence: 'medium', signs: ['it is named "ssn"'] });
      expect(ssn).not.toHaveProperty('suppressions');
      expect(shop?.suppressions).toEqual([
        { kind: 'inSource', status: 'accepted', justification: "A shop's, 100% sure." },
      ]);
      expect(nothing?.invocations[0]?.toolConfigurationNotifications).toHaveLength(1);
    },
    SECONDS,
  );

  it(
    'lsp prints what a language server publishes for each file, also for one without findings',
    async () => {
      const { code, out } = await check(warns, clean, '--format', 'lsp');
      expect(code).toBe(0);
      expect(JSON.parse(out)).toEqual([
        {
          uri: expect.stringMatching(/\/graphs\/warns\.graphql$/),
          diagnostics: [
            expect.objectContaining({
              range: {
                start: { line: LINE - 1, character: 13 },
                end: { line: LINE - 1, character: 16 },
              },
              severity: 2,
              code: 'PHI_UNMARKED',
              data: expect.objectContaining({ coordinate: 'Query.ssn', categories: ['SSN'] }),
            }),
          ],
        },
        { uri: expect.stringMatching(/\/clean\.graphql$/), diagnostics: [] },
      ]);
    },
    SECONDS,
  );

  it(
    'gcc and lsp say where the configuration is wrong, in the form that the editor reads',
    async () => {
      const wrong = write('wrong.yaml', 'autorization: {}\nlint: 1\n');
      const gcc = await check(clean, '--config', wrong, '--format', 'gcc');
      expect(gcc).toEqual({
        code: 2,
        out: '',
        err: `${wrong}:1:1: error: autorization: is not known. Did you mean \`authorization\`? [CONFIGURATION]\n${wrong}:2:1: error: lint: must be a section with keys [CONFIGURATION]\n`,
      });
      const lsp = await check(clean, '--config', wrong, '--format', 'lsp');
      expect(lsp.code).toBe(2);
      expect(JSON.parse(lsp.out)).toMatchObject([
        { uri: expect.stringMatching(/wrong\.yaml$/), diagnostics: [{}, {}] },
      ]);
    },
    SECONDS,
  );
});
