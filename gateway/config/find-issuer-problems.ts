import { entriesOf } from './read-sections.ts';

interface IssuerProblem {
  readonly path: string;
  readonly text: string;
}

/**
 * Finds the issuers whose settings contradict each other or other sections:
 * - `requireDpop` without the gateway's public URL, or `requireMutualTls` without client certificates, or both of them;
 * - `claims.patient` together with `smart`: in tokens of SMART apps only `fhirUser` says which patient the caller is;
 * - several issuers, one of which does not say whether the patient ids in its tokens are those of the subgraphs: two
 *   issuers may give the same id to two people. The same holds for staff ids, if they are sent to a relationship source or
 *   compared with those of the graph.
 */
export function* findIssuerProblems(tree: unknown): Generator<IssuerProblem> {
  const { identity, relationships, admin, server } = entriesOf(tree);
  const usesStaffIds = sendsClaims(relationships) || readsActorFacts(admin);
  const { issuers } = entriesOf(identity);
  if (!Array.isArray(issuers)) return;
  const { publicUrl, tls, clientCertificateHeader } = entriesOf(server);
  const hasPublicUrl = typeof publicUrl === 'string';
  const hasCertificates = [entriesOf(tls)['clientCa'], clientCertificateHeader].some(isGiven);
  for (const [index, issuer] of (issuers as readonly unknown[]).entries()) {
    const { namesPatients, namesStaff, requireDpop, requireMutualTls, smart, claims } =
      entriesOf(issuer);
    const path = `identity.issuers[${index}]`;
    if (typeof smart === 'object' && smart !== null && 'patient' in entriesOf(claims))
      yield { path: `${path}.claims.patient`, text: CLAIMED_PATIENT };
    // The tree is not parsed yet: a value from an environment variable is still a text, such as 'true'.
    if (String(requireDpop) === 'true' && !hasPublicUrl)
      yield { path: `${path}.requireDpop`, text: REQUIRE_DPOP };
    if (String(requireMutualTls) === 'true' && !hasCertificates)
      yield { path: `${path}.requireMutualTls`, text: REQUIRE_MUTUAL_TLS };
    if (String(requireMutualTls) === 'true' && String(requireDpop) === 'true')
      yield { path: `${path}.requireMutualTls`, text: BOUND_TWICE };
    if (issuers.length < 2) continue;
    if (namesPatients === undefined) yield { path: `${path}.namesPatients`, text: NAMES_PATIENTS };
    if (namesStaff === undefined && usesStaffIds)
      yield { path: `${path}.namesStaff`, text: NAMES_STAFF };
  }
}

const NAMES_PATIENTS =
  "is required of each of several issuers: are the patient ids in this issuer's tokens those of the subgraphs? Give true, or false where they may name other people";
const NAMES_STAFF =
  "is required of each of several issuers where relationships takes claims, or admin.facts or admin.directory has actors: are the staff ids in this issuer's tokens those of the graph? Give true, or false where they may name other people";

const CLAIMED_PATIENT =
  'has no meaning together with smart: the patient that the caller is comes from the claim of smart.fhirUser. Remove it';

const REQUIRE_DPOP = 'needs server.publicUrl: a proof names the URL that the client uses';

const REQUIRE_MUTUAL_TLS =
  'needs server.tls.clientCa, or server.clientCertificateHeader behind a proxy: which certificates may clients have?';
const BOUND_TWICE = 'contradicts requireDpop: a token is bound to a key or to a certificate';

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null;
}

/** Whether the relationship source receives claims of tokens: a subgraph as variables, a decision point as claims. */
function sendsClaims(relationships: unknown): boolean {
  const { variables, claims } = entriesOf(relationships);
  return [variables, claims].some((claimByName) => Object.keys(entriesOf(claimByName)).length > 0);
}

/** Whether reports ask the graph or a file about actors, by the staff ids in their tokens. */
function readsActorFacts(admin: unknown): boolean {
  const { facts, directory } = entriesOf(admin);
  return [facts, directory].some((section) => {
    const { actors, staff } = entriesOf(section);
    return isGiven(staff) || (Array.isArray(actors) && actors.length > 0);
  });
}
