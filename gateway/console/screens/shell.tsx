import { useState } from 'react';
import type { ReactNode } from 'react';
import { Button } from 'react-aria-components';
import { Link, useLocation } from 'wouter';
import type { Viewer } from '../api/operations.types.ts';
import { LanguageChoice } from '../parts/language-choice.tsx';
import { SchemeChoice } from '../parts/scheme-choice.tsx';
import { useSession } from '../session/session-context.tsx';
import { roleWords } from '../words/role-words.ts';
import { useWords } from '../words/words-context.ts';

/** The frame of every screen: navigation, the signed-in user, and the sign-out button. */
export function Shell({
  viewer,
  children,
}: {
  readonly viewer: Viewer | null;
  readonly children: ReactNode;
}) {
  const [isOpen, setOpen] = useState(false);
  const session = useSession();
  const { shell } = useWords();
  const hasPlaces = viewer?.isReviewer === true;
  return (
    <div className="shell">
      <a
        className="skip"
        href="#content"
        onClick={(event) => {
          event.preventDefault();
          document.querySelector<HTMLElement>('#content')?.focus();
        }}
      >
        {shell.skip}
      </a>
      <header className="top">
        <span className="brand">
          <img src="/admin/favicon.svg" alt="" width="22" height="22" /> {shell.product}
        </span>
        {hasPlaces && (
          <Button
            className="button menu"
            aria-expanded={isOpen}
            aria-controls="places"
            onPress={() => setOpen(!isOpen)}
          >
            {shell.menu}
          </Button>
        )}
        <div className="who">
          {viewer !== null && (
            <span className="who-name">
              {viewer.name ?? viewer.subject}
              <span className="faint line">{viewer.roles.map(roleWords).join(', ')}</span>
            </span>
          )}
          <LanguageChoice />
          <SchemeChoice />
          <Button className="button" onPress={session.signOut}>
            {shell.signOut}
          </Button>
        </div>
      </header>
      {hasPlaces && <Places isOpen={isOpen} onGo={() => setOpen(false)} />}
      <main id="content" tabIndex={-1} className={hasPlaces ? 'with-places' : undefined}>
        {children}
      </main>
    </div>
  );
}

const PLACES = [
  ['/', 'Overview'],
  ['/search', 'Search'],
  ['/patients', 'Patients'],
  ['/actors', 'Actors'],
  ['/fields', 'Fields'],
  ['/reviews/queue', 'Reviews'],
  ['/disclosures', 'Disclosures'],
  ['/integrity', 'Integrity'],
] as const;

function Places({ isOpen, onGo }: { readonly isOpen: boolean; readonly onGo: () => void }) {
  const [path] = useLocation();
  return (
    <nav id="places" className={isOpen ? 'places open' : 'places'} aria-label="Reports">
      <ul>
        {PLACES.map(([href, label]) => {
          const isHere = href === '/' ? path === '/' : path.startsWith(firstSegment(href));
          return (
            <li key={href}>
              <Link href={href} aria-current={isHere ? 'page' : undefined} onClick={onGo}>
                {label}
              </Link>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}

/** `/reviews` of `/reviews/queue`: all screens below it belong to one place. */
function firstSegment(path: string): string {
  return `/${path.split('/')[1] ?? ''}`;
}
