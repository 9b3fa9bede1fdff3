import { useEffect } from 'react';
import { Button } from 'react-aria-components';
import type { SignedOutReason } from '../session/create-session.ts';
import { useSession } from '../session/session-context.tsx';

/** The screen to sign in, with the reason why the user is not signed in. */
export function SignIn({ why }: { readonly why: SignedOutReason }) {
  const session = useSession();
  const notice = noticeOf(why, session.settings.idleMinutes);
  useEffect(() => {
    document.title = 'Sign in · Access reports';
  }, []);
  return (
    <main className="gate">
      <h1>Access reports</h1>
      <p className="lead">Who has seen which patient’s record, and proof of it.</p>
      {notice !== null && (
        <div className={`notice ${notice.tone}`} role={notice.tone === 'bad' ? 'alert' : 'status'}>
          <p className="notice-title">{notice.title}</p>
          <p>{notice.text}</p>
        </div>
      )}
      <Button
        className="button primary large"
        onPress={() => void session.signIn(location.pathname + location.search)}
      >
        Sign in
      </Button>
      <p className="faint">
        You sign in at <strong>{new URL(session.settings.issuer).host}</strong>. You are signed out
        after {session.settings.idleMinutes} minutes without activity.
      </p>
    </main>
  );
}

interface Notice {
  readonly tone: 'plain' | 'warn' | 'bad';
  readonly title: string;
  readonly text: string;
}

/** Returns the notice for a reason; null on the first visit, where there is nothing to explain. */
function noticeOf(why: SignedOutReason, idleMinutes: number): Notice | null {
  switch (why) {
    case 'never':
      return null;
    case 'asked':
      return { tone: 'plain', title: 'You are signed out', text: 'You can close this page.' };
    case 'idle':
      return {
        tone: 'warn',
        title: 'You were signed out',
        text: `There was no activity for ${idleMinutes} minutes. Sign in again to continue where you were.`,
      };
    case 'expired':
      return {
        tone: 'warn',
        title: 'Your sign-in has ended',
        text: 'Sign in again to continue where you were.',
      };
    case 'refused':
      return {
        tone: 'warn',
        title: 'Sign in again',
        text: 'Your sign-in is too old, was idle or has ended. If this message returns at once, the access tokens of your identity provider lack the time of your sign-in (auth_time).',
      };
    case 'stale':
      return {
        tone: 'bad',
        title: 'A new sign-in is required',
        text: 'The identity provider reused an earlier sign-in and did not authenticate you. Sign in again.',
      };
    case 'failed':
      return {
        tone: 'bad',
        title: 'The sign-in failed',
        text: 'It was canceled, took too long, or began in another tab. Try again.',
      };
    case 'unreachable':
      return {
        tone: 'bad',
        title: 'The identity provider cannot be reached',
        text: 'It does not respond. Try again in a minute.',
      };
    default:
      return why satisfies never;
  }
}
