import { ERASED } from '../../../audit/tlog/leaf-terms.ts';
import { Link } from 'wouter';
import type { PatientDetails } from '../../api/operations.types.ts';
import { longDay } from '../../words/times.ts';
import { patientPath } from '../path.ts';
import { CopyId } from './copy-id.tsx';
import { usePatientDetails } from './people-context.ts';

/**
 * A patient, linked to their report: by name, record number and birth date if the directory knows them, by id otherwise.
 */
export function PatientName({
  id,
  isShort = false,
}: {
  readonly id: string | null;
  /** Leaves out record number and birth date. */
  readonly isShort?: boolean;
}) {
  const isErased = id === ERASED;
  const details = usePatientDetails(isErased ? null : id);
  if (id === null) return <span className="faint">not known</span>;
  if (isErased) return <span className="faint">erased</span>;
  const name = details?.name ?? null;
  if (details === null || name === null)
    return (
      <Link href={patientPath(id)} className="id" title={id}>
        {id}
      </Link>
    );
  return (
    <span className="person">
      <Link href={patientPath(id)}>
        <bdi>{name}</bdi>
      </Link>{' '}
      <CopyId id={id} name={name} />
      {!isShort && <PatientLine details={details} />}
    </span>
  );
}

/** Record number and birth date of a patient, which distinguish patients of one name. */
export function PatientLine({ details }: { readonly details: PatientDetails }) {
  const { mrn, birthDate } = details;
  if (mrn === null && birthDate === null) return null;
  return (
    <span className="line faint">
      {mrn !== null && <bdi>{mrn}</bdi>}
      {mrn !== null && birthDate !== null && ' · '}
      {birthDate !== null && <span className="whole">born {longDay(birthDate)}</span>}
    </span>
  );
}
