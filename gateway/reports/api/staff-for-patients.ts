import { GatewayError } from '../../platform/errors.ts';
import type { Directory } from '../directory/create-directory.ts';
import { writeActor } from '../index/actors.ts';
import { concealStaff, mayAskOfStaff, type ShownActor } from '../letters/conceal-staff.ts';
import { findLetterPeople } from '../letters/letter-people.ts';
import type { StaffNaming } from '../letters/letter-standards.ts';
import type { ReportContext } from './report-context.ts';

/** Throws `UNAUTHORIZED_FIELD_OR_TYPE` for a patient whose filter, order or count could find out a concealed account. */
export function assertAsksOfStaff(
  { isReviewer, own, asked }: ReportContext,
  names: readonly string[],
  naming: StaffNaming,
): void {
  if (isReviewer || mayAskOfStaff(names, naming)) return;
  asked.deny('EventFilter.actor', own);
  throw new GatewayError('UNAUTHORIZED_FIELD_OR_TYPE');
}

/**
 * Events as the caller may see them: unchanged for reviewers, and with staff as the configuration names them for patients.
 * Departments are looked up in the directory, which the record of the request states.
 */
export async function edgesForCaller<Edge extends { readonly node: ShownActor }>(
  edges: readonly Edge[],
  { isReviewer, asked, request: { caller } }: ReportContext,
  {
    naming,
    directory,
  }: {
    readonly naming: StaffNaming;
    readonly directory: Pick<Directory, 'find' | 'argumentsOf'> | null;
  },
): Promise<readonly Edge[]> {
  if (isReviewer || naming === 'name') return edges;
  const actors = edges.flatMap(({ node: { actor, issuer } }) =>
    actor === null || issuer === null ? [] : { subject: actor, issuer },
  );
  const isAsked = naming === 'department' && directory !== null && actors.length > 0;
  if (isAsked) asked.read('people', { rows: 0, filters: directory.argumentsOf(['actors']) });
  const { staff } = await findLetterPeople(
    { patient: '', actors },
    isAsked ? (people) => directory.find(people) : null,
  );
  return edges.map((edge) => {
    const { actor, issuer } = edge.node;
    const key = writeActor({ issuer: issuer ?? '', subject: actor ?? '' });
    const department = staff.get(key)?.department ?? null;
    return { ...edge, node: concealStaff(edge.node, { naming, caller }, department) };
  });
}
