import { useEffect } from 'react';
import { Button } from 'react-aria-components';
import type { SignedOutReason } from '../session/create-session.ts';
import { useSession } from '../session/session-context.tsx';

/** The way in, and why whoever was in is out. */
export function SignIn({ why }: { readonly why: SignedOutReason }) {
  const session = useSession();
  const { tone, title, text } = reason(why, session.settings.idleMinutes);
  useEffect(() => {
    document.title = 'Sign in · Access reports';
  }, []);
  return (
    <main className="gate">
      <h1>Access reports</h1>
      <p className="lead">Who has seen which patient’s record, and proof of it.</p>
      {title !== '' && (
        <div className={`notice ${tone}`} role={tone === 'bad' ? 'alert' : 'status'}>
          <p className="notice-title">{title}</p>
          <p>{text}</p>
        </div>
      )}
      <Button
        className="button primary large"
        onPress={() => void session.signIn(location.pathname + location.search)}
      >
        Sign in
      </Button>
      <p className="faint">
        You sign in at <strong>{new URL(session.settings.issuer).host}</strong>. Without a sign of
        life for {session.settings.idleMinutes} minutes you are signed out.
      </p>
    </main>
  );
}

function reason(
  why: SignedOutReason,
  minutes: number,
): { readonly tone: 'plain' | 'warn' | 'bad'; readonly title: string; readonly text: string } {
  switch (why) {
    case 'never':
      return { tone: 'plain', title: '', text: '' };
    case 'asked':
      return { tone: 'plain', title: 'You are signed out', text: 'You can close this page.' };
    case 'idle':
      return {
        tone: 'warn',
        title: 'You were signed out',
        text: `Nothing was done here for ${minutes} minutes. Sign in again to go on where you were.`,
      };
    case 'expired':
      return {
        tone: 'warn',
        title: 'Your sign-in has ended',
        text: 'Sign in again to go on where you were.',
      };
    case 'refused':
      return {
        tone: 'warn',
        title: 'Sign in once more',
        text: 'Your sign-in is too old, was left idle or has ended. If this comes up again at once, your identity provider does not say in access tokens when you signed in (auth_time).',
      };
    case 'stale':
      return {
        tone: 'bad',
        title: 'You have to sign in anew',
        text: 'The identity provider went on with an earlier sign-in and did not ask who you are. Sign in again.',
      };
    case 'failed':
      return {
        tone: 'bad',
        title: 'The sign-in did not work',
        text: 'It was cancelled, took too long, or was begun in another tab. Try again.',
      };
    case 'unreachable':
      return {
        tone: 'bad',
        title: 'The sign-in cannot be reached',
        text: 'The identity provider does not answer. Try again in a minute.',
      };
    default:
      return why satisfies never;
  }
}
