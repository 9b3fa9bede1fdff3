import { secretKey } from '../secret-key.ts';
import { startServedGateway, type Reply, type ServedGateway } from '../served-gateway.ts';
import { tokenFor } from '../edge.ts';
import { packageFile } from '../../../schema/package-file.ts';
import { askReports, patientToken, settled } from './served-reports.ts';

/** The configuration of a gateway that fetches facts about people from the example's subgraphs. */
export const UNUSUAL_YAML = `authorization:
  reach: { patient: self, physician: all, nurse: all, billing: all, researcher: all, privacy_officer: all }
breakGlass: { roles: [physician], key: "${secretKey()}" }
admin:
  roles: [auditor, inspector]
  everyMs: 100
  unusual: { thresholds: { roles: [auditor], twoPersons: true } }
  facts:
    patients:
      - { subgraph: patients, operation: ${packageFile('gateway/demo/patient-facts.graphql')} }
      - { subgraph: encounters, operation: ${packageFile('gateway/demo/patient-employers.graphql')} }
    actors:
      - { subgraph: encounters, operation: ${packageFile('gateway/demo/staff-facts.graphql')} }
`;

export const NURSE = tokenFor('nurse', { roles: ['nurse'], name: 'Nurse' });
export const BILLING = tokenFor('billing', { roles: ['billing'] });

/**
 * Patients of the bundled data. In its `staff.csv`, the first is the nurse, and the second shares the billing clerk's
 * surname and address. The last is not a staff member, nor related to one.
 */
export const NURSE_AS_PATIENT = '00e36a2d-5859-4369-aed6-0a56df8edce6';
export const RELATIVE_OF_BILLING = '1671a95a-2a95-421e-a2c9-a2c4ddad2800';
export const DECEASED_PATIENT = '233f4cd3-0c61-47bc-b420-5ec13ca691c8';
export const UNRELATED_PATIENT = '956a4d3f-5fab-49fc-8e5c-fa6734077f5d';

/** The privacy officer, who works in the same organization as the nurse and the billing clerk. */
export const OFFICER_AS_PATIENT = '4d197aa6-4cf8-4ca8-b8d2-fa2c7cd1e68d';

/** Subjects of the reviewers' tokens. A reviewer that the facts do not list cannot decide on cases about a patient. */
const REVIEWERS = ['olga', 'otto'];

/** Starts a gateway with {@link UNUSUAL_YAML}; `audit` replaces the new ledger file. */
export function startUnusualGateway(audit: string | null = null): Promise<ServedGateway> {
  return startServedGateway(UNUSUAL_YAML, Date.now, ['patients', 'encounters'], {
    ...(audit !== null && { audit }),
    staff: REVIEWERS,
  });
}

/** Starts such a gateway in which a nurse, a billing clerk and a patient have already opened records. */
export async function startUnusualReports(): Promise<ServedGateway> {
  const served = await startUnusualGateway();
  await open(served, NURSE, [NURSE_AS_PATIENT, UNRELATED_PATIENT, DECEASED_PATIENT]);
  await open(served, BILLING, [RELATIVE_OF_BILLING, NURSE_AS_PATIENT, UNRELATED_PATIENT]);
  await open(served, patientToken(UNRELATED_PATIENT), [UNRELATED_PATIENT]);
  await settled(served);
  return served;
}

/** Opens the records of patients, one after the other. */
export async function open(
  served: ServedGateway,
  token: string,
  patients: readonly string[],
): Promise<void> {
  for (const id of patients) {
    const query = `query Open { patient(id: "${id}") { name birthDate } }`;
    const { codes } = await served.send({ token, body: { query } });
    if (codes.length > 0) throw new Error(`not opened: ${codes.join(' ')}`);
  }
}

/** A case with the fields that `CASES` requests. */
export interface FoundCase {
  readonly id: string;
  readonly state: string;
  readonly actor: string;
  readonly patient: string | null;
  readonly leaves: readonly number[];
  readonly reasons: readonly { readonly rule: string; readonly text: string }[];
  readonly notKnown: readonly string[];
  readonly reviews: readonly { readonly note: string | null; readonly verdict: string }[];
}

export const CASES = `query Cases($filter: CaseFilter! = {}, $first: Int! = 50, $after: String) {
  unusual(filter: $filter, first: $first, after: $after) {
    totalCount pageInfo { hasNextPage endCursor } refused { leaf why } notKnown { rule count }
    edges { cursor node {
      id state score scoreParts { text points } assignee assigneeIssuer due day actor issuer actorName roles patient since until events leaves notKnown
      reasons { rule text time leaf } suppressions { leaf rule reason until } reviews { leaf verdict note reviewer reviewerIssuer actor issuer }
    } }
  }
}`;

/** The cases of unusual access. */
export async function findUnusual(
  served: ServedGateway,
  token: string,
  variables: Readonly<Record<string, unknown>> = {},
) {
  const reply = await askReports(served, token, CASES, variables);
  const unusual = reply.data?.['unusual'] as
    | {
        readonly totalCount: number;
        readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
        readonly refused: readonly { readonly leaf: number; readonly why: string }[];
        readonly notKnown: readonly { readonly rule: string; readonly count: number }[];
        readonly edges: readonly { readonly node: FoundCase }[];
      }
    | null
    | undefined;
  return { reply, unusual, cases: (unusual?.edges ?? []).map(({ node }) => node) };
}

/** Closes a case. */
export function review(
  served: ServedGateway,
  token: string,
  variables: {
    readonly case: string;
    readonly note?: string;
    readonly verdict?: string;
    readonly latest?: number;
  },
): Promise<Reply> {
  const query = `mutation ($case: ID!, $verdict: ReviewFinding!, $note: String!, $latest: Int) {
    review(case: $case, verdict: $verdict, note: $note, latest: $latest) {
      leaf case actor issuer patient day rules reviewer reviewerIssuer verdict note
    }
  }`;
  const all = { verdict: 'APPROPRIATE', note: 'Talked to them; it was asked for.', ...variables };
  return askReports(served, token, query, all);
}
