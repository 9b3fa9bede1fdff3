import { createHash } from 'node:crypto';
import type { Finding } from '../../../../schema/lint/finding.ts';
import type { RuleText } from '../../../../schema/lint/rule.ts';
import { RULES } from '../../../../schema/lint/rules.ts';
import { placeOf, type CheckReport } from './check-report.ts';
import { sourcePath } from '../source-path.ts';

/** The version of this program, and the root of the paths. */
export interface SarifOptions {
  readonly version: string;
  /** The folder that paths in the report are relative to. */
  readonly root: string;
}

/**
 * A report in the Static Analysis Results Interchange Format, suppressed findings included with the reason.
 * https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 */
export function writeCheckSarif(report: CheckReport, { version, root }: SarifOptions): string {
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: { name: 'phi-gateway', semanticVersion: version, rules: RULES.map(descriptor) },
        },
        invocations: [
          {
            executionSuccessful: true,
            toolConfigurationNotifications: report.notes.map((text) => ({
              level: 'note',
              message: { text },
            })),
          },
        ],
        columnKind: 'utf16CodeUnits',
        results: report.findings.map((finding) => result(finding, report, root)),
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

function descriptor({ code, severity, title, help }: RuleText) {
  return {
    id: code,
    shortDescription: { text: `${title}.` },
    fullDescription: { text: help },
    help: { text: help },
    defaultConfiguration: { level: severity },
  };
}

function result(finding: Finding, report: CheckReport, root: string) {
  const { code, severity, message, fix, evidence, suppressed } = finding;
  const isKnown = report.known?.has(finding) === true;
  return {
    ruleId: code,
    ruleIndex: RULES.findIndex((rule) => rule.code === code),
    level: severity,
    message: { text: `${message} ${fix}` },
    locations: [location(finding, report, root)],
    partialFingerprints: { 'phiGatewayFinding/v1': fingerprint(finding) },
    ...(evidence === null ? {} : { properties: evidence }),
    ...(report.known && { baselineState: isKnown ? 'unchanged' : 'new' }),
    ...suppressions(suppressed, isKnown),
  };
}

function suppressions(reason: string | null, isKnown: boolean) {
  const status = 'accepted';
  if (reason !== null)
    return { suppressions: [{ kind: 'inSource', status, justification: reason }] };
  if (!isKnown) return {};
  const justification = 'The baseline has it.';
  return { suppressions: [{ kind: 'external', status, justification }] };
}

/** A finding about the graph as a whole gets the file of the first subgraph: code scanning accepts no result without a file. */
function location(finding: Finding, report: CheckReport, root: string) {
  const { coordinate } = finding;
  const [first = ''] = report.sources.keys();
  const { source, isFile, line, column } = placeOf(
    report.sources.has(finding.subgraph ?? '') ? finding : { ...finding, subgraph: first },
    report,
  );
  const region =
    line === null
      ? {}
      : { region: { startLine: line, ...(column === null ? {} : { startColumn: column }) } };
  return {
    ...(source !== null
      ? {
          physicalLocation: {
            artifactLocation: { uri: uriOf(isFile ? sourcePath(source, root) : source) },
            ...region,
          },
        }
      : {}),
    ...(coordinate === null ? {} : { logicalLocations: [{ fullyQualifiedName: coordinate }] }),
  };
}

function uriOf(path: string): string {
  return path.includes('://') ? path : path.split('/').map(encodeURIComponent).join('/');
}

/** Identifies a finding across runs, even if lines have moved. */
function fingerprint({ code, subgraph, coordinate, message }: Finding): string {
  const identity = JSON.stringify([code, subgraph, coordinate, message]);
  return createHash('sha256').update(identity).digest('hex');
}
