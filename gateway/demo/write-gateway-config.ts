import { randomBytes } from 'node:crypto';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { SITES, WATCHED_DEPARTMENT } from './sites.ts';
import { packageFile } from '../../schema/package-file.ts';
import { CONSOLE_CLIENT, BREAK_GLASS_ROLES, DEMO_ROLES } from './accounts.ts';
import { demoFolder, subgraphKeyFile, ledgerFile } from './settings.ts';
import type { DemoSettings } from './settings.ts';

/**
 * Writes the configuration of the demo's gateway, a file for `phi-gateway serve --config`, as an operator would write it.
 * Returns its path.
 */
export function writeGatewayConfig(
  settings: DemoSettings,
  identity: { readonly issuer: string; readonly audience: string },
): string {
  const file = join(demoFolder(settings), 'gateway.yaml');
  writeFileSync(file, stringify(gatewayConfig(settings, identity)), { mode: 0o600 });
  return file;
}

/** The content of the configuration. */
export function gatewayConfig(
  settings: DemoSettings,
  identity: { readonly issuer: string; readonly audience: string },
) {
  const folder = demoFolder(settings);
  return {
    server: {
      host: '127.0.0.1',
      port: settings.port,
      // The demo has no load balancer, and its user waits for it to stop after Ctrl-C.
      pauseSeconds: 0,
      shutdownSeconds: 5,
    },
    graph: {
      subgraphs: settings.subgraphs.map(({ name, port }) => ({
        name,
        url: `http://127.0.0.1:${port}/graphql`,
      })),
    },
    identity: {
      issuers: [
        {
          issuer: identity.issuer,
          audience: identity.audience,
          jwks: `${identity.issuer}/jwks`,
          algorithms: ['ES256'],
        },
      ],
    },
    authorization: {
      reach: Object.fromEntries(DEMO_ROLES.map(({ role, reach }) => [role, reach])),
    },
    relationships: {
      subgraph: 'encounters',
      operation: packageFile('gateway/demo/care-team.graphql'),
      variables: { practitioner: 'practitioner' },
      consent: true,
    },
    purpose: {
      header: true,
      default: 'TREAT',
      roles: Object.fromEntries(DEMO_ROLES.map(({ role, purposes }) => [role, purposes])),
    },
    breakGlass: {
      roles: BREAK_GLASS_ROLES,
      purpose: 'ETREAT',
      key: { file: keyFile(folder, 'break-glass.key') },
    },
    pseudonymKey: { file: keyFile(folder, 'pseudonym.key') },
    // The demo's researchers page through its patients, who are not real people.
    deidentification: { lists: 'order' },
    audit: { db: ledgerFile(settings) },
    admin: {
      roles: ['privacy_officer'],
      console: { clientId: CONSOLE_CLIENT },
      facts: DEMO_FACTS,
      directory: DEMO_DIRECTORY,
      unusual: UNUSUAL,
      letters: DEMO_LETTERS,
    },
    subgraph: { identity: { key: subgraphKeyFile(settings) } },
  };
}

/** Operations of the subgraphs for facts about people that are not in the ledger. */
export const DEMO_FACTS = {
  patients: [
    { subgraph: 'patients', operation: packageFile('gateway/demo/patient-facts.graphql') },
    { subgraph: 'encounters', operation: packageFile('gateway/demo/patient-employers.graphql') },
    { subgraph: 'encounters', operation: packageFile('gateway/demo/patient-stays.graphql') },
  ],
  actors: [{ subgraph: 'encounters', operation: packageFile('gateway/demo/staff-facts.graphql') }],
};

/** Operations of the subgraphs for the names that the console shows. */
export const DEMO_DIRECTORY = {
  patients: [
    { subgraph: 'patients', operation: packageFile('gateway/demo/patient-names.graphql') },
  ],
  actors: [{ subgraph: 'encounters', operation: packageFile('gateway/demo/staff-names.graphql') }],
  patientSearch: [
    { subgraph: 'patients', operation: packageFile('gateway/demo/find-patients.graphql') },
  ],
  actorSearch: [
    { subgraph: 'encounters', operation: packageFile('gateway/demo/find-staff.graphql') },
  ],
};

/** Letters and the patients' page of a hospital that does not exist, in the state of the demo's patients. */
export const DEMO_LETTERS = {
  hospital: {
    name: 'Example General Hospital',
    address: ['1 Example Street', 'Worcester, MA 01600'],
    phone: '+1 508 555 0100',
  },
  timeZone: 'America/New_York',
  breakGlassNotice: true,
};

/**
 * Settings of the rules for unusual access. Offices work by day, in UTC. Nurses are left out of `noRelationship`: the demo has
 * no list of their patients, so the rule would find each of their accesses. Its ledger and its hospital are small.
 */
const UNUSUAL = {
  afterHours: { roles: ['billing'], timeZone: 'UTC', from: '07:00', to: '19:00' },
  noRelationship: { roles: ['physician', 'privacy_officer'] },
  discharged: { roles: ['nurse'] },
  department: { names: [WATCHED_DEPARTMENT] },
  bulkDownload: { records: 400 },
  firstCategory: { history: 7 },
  travel: { sites: SITES },
  // The second privacy officer approves what the other one proposes.
  thresholds: { twoPersons: true },
};

/** The path of a file with a random key, which the first start creates. */
function keyFile(folder: string, name: string): string {
  const file = join(folder, name);
  if (!existsSync(file)) {
    writeFileSync(file, `${randomBytes(32).toString('base64')}\n`, { mode: 0o600 });
  }
  return file;
}
