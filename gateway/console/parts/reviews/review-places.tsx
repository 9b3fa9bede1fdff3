import { Link, useLocation } from 'wouter';

/** The ways between the parts of the reviews. */
export function ReviewPlaces() {
  const [path] = useLocation();
  return (
    <nav className="tabs" aria-label="Reviews">
      {PLACES.map(([href, label]) => (
        <Link key={href} href={href} aria-current={path === href ? 'page' : undefined}>
          {label}
        </Link>
      ))}
    </nav>
  );
}

const PLACES = [
  ['/reviews', 'Cases'],
  ['/reviews/signed', 'Closed cases'],
  ['/reviews/rules', 'Rules'],
] as const;
