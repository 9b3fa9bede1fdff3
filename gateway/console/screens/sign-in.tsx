import { useEffect } from 'react';
import { Button } from 'react-aria-components';
import type { SignedOutReason } from '../session/create-session.ts';
import { LanguageChoice } from '../parts/language-choice.tsx';
import { useSession } from '../session/session-context.tsx';
import { useWords } from '../words/words-context.ts';

/** The screen to sign in, with the reason why the user is not signed in. */
export function SignIn({ why }: { readonly why: SignedOutReason }) {
  const session = useSession();
  const { shell, signIn } = useWords();
  const { issuer, idleMinutes } = session.settings;
  useEffect(() => {
    document.title = `${signIn.title} · ${shell.product}`;
  }, [signIn, shell]);
  return (
    <main className="gate">
      <h1>{shell.product}</h1>
      <p className="lead">{signIn.lead}</p>
      <Notice why={why} />
      <Button
        className="button primary large"
        onPress={() => void session.signIn(location.pathname + location.search)}
      >
        {signIn.button}
      </Button>
      <p className="faint">
        {signIn.where(new URL(issuer).host)} {signIn.idle(idleMinutes)}
      </p>
      <LanguageChoice />
    </main>
  );
}

/** Says why the user is not signed in; nothing on the first visit, where there is nothing to explain. */
function Notice({ why }: { readonly why: SignedOutReason }) {
  const { idleMinutes } = useSession().settings;
  const { signIn } = useWords();
  if (why === 'never') return null;
  const { title, text } = why === 'idle' ? signIn.idleNotice(idleMinutes) : signIn.notices[why];
  const tone = TONES[why];
  return (
    <div className={`notice ${tone}`} role={tone === 'bad' ? 'alert' : 'status'}>
      <p className="notice-title">{title}</p>
      <p>{text}</p>
    </div>
  );
}

const TONES: Readonly<Record<Exclude<SignedOutReason, 'never'>, 'plain' | 'warn' | 'bad'>> = {
  asked: 'plain',
  unended: 'bad',
  idle: 'warn',
  expired: 'warn',
  refused: 'warn',
  stale: 'bad',
  failed: 'bad',
  unreachable: 'bad',
};
