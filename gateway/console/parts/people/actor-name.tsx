import { Link } from 'wouter';
import type { StaffDetails } from '../../api/operations.types.ts';
import { actorPath } from '../path.ts';
import { CopyId } from './copy-id.tsx';
import { useStaffDetails } from './people-context.ts';

/**
 * An actor: by the name that the directory knows, or the one in the record, or their account. Links to the actor's
 * report.
 */
export function ActorName({
  subject,
  issuer,
  recordedName = null,
  isShort = false,
}: {
  readonly subject: string;
  readonly issuer: string | null;
  /** The name in the actor's token, as the record states it. */
  readonly recordedName?: string | null;
  /** Leaves out role and department. */
  readonly isShort?: boolean;
}) {
  const details = useStaffDetails(subject, issuer);
  const name = details?.name ?? recordedName ?? null;
  const shown = <bdi>{name ?? subject}</bdi>;
  return (
    <span className="person">
      <Link href={actorPath(subject, issuer)}>{shown}</Link>{' '}
      {name !== null && name !== subject && <CopyId id={subject} name={name} />}
      {!isShort && details !== null && <StaffLine details={details} />}
    </span>
  );
}

/** Role and department of a staff member. */
export function StaffLine({ details: { role, department } }: { readonly details: StaffDetails }) {
  if (role === null && department === null) return null;
  return (
    <span className="line faint">
      {role !== null && <bdi>{role}</bdi>}
      {role !== null && department !== null && ', '}
      {department !== null && <bdi>{department}</bdi>}
    </span>
  );
}
