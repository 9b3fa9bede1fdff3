import { failuresOf } from '../../directives/release/failures.ts';
import { authorizeLookups } from '../../directives/release/authorize-lookups.ts';
import type { Decided } from './decide.ts';
import { denialsOf } from './denials.ts';
import { fetchDocument } from './fetch-document.ts';
import { reachFetched } from './reach-patients.ts';
import type { RequestPath } from './request-path.ts';

/**
 * Finds out whose records a query's lookups find before anything else of them is fetched, for callers who don't
 * reach every patient. Lookups without a record in reach are refused, whether there is one or not: neither time nor
 * errors nor calls to further subgraphs tell which.
 */
export async function lookUp(path: RequestPath): Promise<RequestPath> {
  const { decided, graph } = path;
  const { identities } = decided.plan;
  const isHidden = graph.authorization.unreached === 'hide' && path.served === decided;
  if (identities === null || !isHidden) return path;
  const fetched = await fetchDocument(path, identities.inner);
  const reach = await reachFetched(path, fetched);
  const { data, failedPaths, isUnanswered } = fetched;
  const refused = authorizeLookups(decided.plan.release, identities.lookups, {
    found: { data, failures: failuresOf(failedPaths), isUnanswered },
    reach,
  });
  const reached = { ...decided, reach };
  const next = refused.size === 0 ? reached : await refuse(path, reached, refused);
  return { ...path, decided: next, served: next };
}

/** The same decision, with lookups refused as those are whose arguments name a patient out of reach. */
async function refuse(
  { plans, selected, request }: RequestPath,
  decided: Decided,
  lookups: ReturnType<typeof authorizeLookups>,
): Promise<Decided> {
  const refused = new Map([...decided.judgement.refused, ...lookups]);
  const changed = { ...decided, judgement: { ...decided.judgement, refused } };
  const plan = await plans.prune(selected, changed, request.context);
  const denials = denialsOf(selected.selection, { ...changed, plan });
  return { ...changed, plan, denials };
}
