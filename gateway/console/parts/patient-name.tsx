import { Link } from 'wouter';
import { patientPath } from './path.ts';

/** Whose record it is, as a way to the report on it where there is one. */
export function PatientName({ id }: { readonly id: string | null }) {
  if (id === null) return <span className="faint">not known</span>;
  if (id === '(erased)') return <span className="faint">erased</span>;
  return (
    <Link href={patientPath(id)} className="id">
      {id}
    </Link>
  );
}
