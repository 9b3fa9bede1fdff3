import { Link } from 'wouter';
import { patientPath } from './path.ts';

/** The id of a patient, linked to the patient's report. */
export function PatientName({ id }: { readonly id: string | null }) {
  if (id === null) return <span className="faint">not known</span>;
  if (id === '(erased)') return <span className="faint">erased</span>;
  return (
    <Link href={patientPath(id)} className="id">
      {id}
    </Link>
  );
}
