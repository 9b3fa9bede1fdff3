import { Link, useLocation } from 'wouter';

/** Links between the screens of the reviews. */
export function ReviewTabs() {
  const [path] = useLocation();
  return (
    <nav className="tabs" aria-label="Reviews">
      {TABS.map(([href, label]) => (
        <Link key={href} href={href} aria-current={path === href ? 'page' : undefined}>
          {label}
        </Link>
      ))}
    </nav>
  );
}

const TABS = [
  ['/reviews/queue', 'Queue'],
  ['/reviews', 'All cases'],
  ['/reviews/history', 'History'],
  ['/reviews/suppressions', 'Suppressions'],
  ['/reviews/rules', 'Rules'],
] as const;
