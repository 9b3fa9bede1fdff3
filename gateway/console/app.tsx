import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { useState } from 'react';
import { Router } from 'wouter';
import { RequestError } from './api/request-error.ts';
import { Loading } from './parts/loading.tsx';
import { Speak } from './parts/speak.tsx';
import { SignIn } from './screens/sign-in.tsx';
import { SignedIn } from './screens/signed-in.tsx';
import { useSession, useSessionState } from './session/session-context.tsx';
import { keepLanguage, preferredLanguage } from './words/language.ts';
import { wordsOf } from './words/words.ts';
import { useWords } from './words/words-context.ts';

/** The console in the language of the reader. */
export function App() {
  const { settings } = useSession();
  const [language, setLanguage] = useState(() => preferredLanguage(settings.patientPage.language));
  const spoken = {
    words: wordsOf(language, settings.patientPage.words[language]),
    choose: (chosen: typeof language) => {
      keepLanguage(chosen);
      setLanguage(chosen);
    },
  };
  return (
    <Speak language={spoken}>
      <Screens />
    </Speak>
  );
}

/** Without a sign-in there is only the screen to sign in. */
function Screens() {
  const { shell } = useWords();
  const state = useSessionState();
  switch (state.kind) {
    case 'starting':
      return <Loading what={shell.opening} />;
    case 'leaving':
      return <Loading what={shell.openingSignIn} />;
    case 'signed-out':
      return <SignIn why={state.why} />;
    case 'signed-in':
      return <Reports />;
    default:
      return state satisfies never;
  }
}

/** The cache of results lives in this component, so that it ends with the sign-in. */
function Reports() {
  const [client] = useState(
    () =>
      new QueryClient({
        defaultOptions: {
          // A gateway in the local network responds even if the browser is offline.
          mutations: { networkMode: 'always' },
          queries: {
            networkMode: 'always',
            retry: (times, error) =>
              error instanceof RequestError && error.kind === 'unreachable' && times < 2,
          },
        },
      }),
  );
  return (
    <QueryClientProvider client={client}>
      <Router base="/admin">
        <SignedIn />
      </Router>
    </QueryClientProvider>
  );
}
