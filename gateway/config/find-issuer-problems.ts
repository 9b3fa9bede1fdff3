import { entriesOf } from './read-sections.ts';

interface IssuerProblem {
  readonly path: string;
  readonly text: string;
}

/**
 * Finds the issuers whose settings contradict each other or other sections. An issuer whose tokens must be bound to a key
 * needs the gateway's public URL, one whose tokens must be bound to a certificate needs client certificates. In tokens of
 * SMART apps no claim but `fhirUser` says which patient the caller is. Each of several issuers has to say whether the ids
 * in its tokens are those of the subgraphs: two
 * issuers may give the same id to two people. Staff ids matter only if they are sent to a relationship source or compared
 * with the graph's.
 */
export function* findIssuerProblems(tree: unknown): Generator<IssuerProblem> {
  const { identity, relationships, admin, server } = entriesOf(tree);
  const usesStaffIds = sendsClaims(relationships) || asksForActors(admin);
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
    // The tree is as it was read: a value from the environment is a text.
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
  "is required of each of several issuers where relationships takes claims, or admin.facts has actors: are the staff ids in this issuer's tokens those of the graph? Give true, or false where they may name other people";

const CLAIMED_PATIENT =
  'has no meaning beside smart: the patient that the caller is comes from the claim of smart.fhirUser. Remove it';

const REQUIRE_DPOP = 'needs server.publicUrl: a proof names the URL that the client uses';

const REQUIRE_MUTUAL_TLS =
  'needs server.tls.clientCa, or server.clientCertificateHeader behind a proxy: which certificates may clients have?';
const BOUND_TWICE = 'contradicts requireDpop: a token is bound to a key or to a certificate';

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null;
}

function sendsClaims(relationships: unknown): boolean {
  const { variables, claims } = entriesOf(relationships);
  return [variables, claims].some((sent) => Object.keys(entriesOf(sent)).length > 0);
}

function asksForActors(admin: unknown): boolean {
  const { actors } = entriesOf(entriesOf(admin)['facts']);
  return Array.isArray(actors) && actors.length > 0;
}
