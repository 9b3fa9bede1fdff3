import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { useState } from 'react';
import { Router } from 'wouter';
import { AskError } from './api/ask.ts';
import { Loading } from './parts/loading.tsx';
import { SignIn } from './screens/sign-in.tsx';
import { SignedIn } from './screens/signed-in.tsx';
import { useSessionState } from './session/session-context.tsx';

/** The console: whoever isn't signed in sees the way in and nothing else. */
export function App() {
  const state = useSessionState();
  switch (state.kind) {
    case 'starting':
      return <Loading what="Opening" />;
    case 'leaving':
      return <Loading what="Going to the sign-in" />;
    case 'signed-out':
      return <SignIn why={state.why} />;
    case 'signed-in':
      return <Reports />;
    default:
      return state satisfies never;
  }
}

/** Answers are remembered here and nowhere else, so that none outlives the sign-out. */
function Reports() {
  const [answers] = useState(
    () =>
      new QueryClient({
        defaultOptions: {
          // A gateway in the house answers where the browser believes to be offline.
          mutations: { networkMode: 'always' },
          queries: {
            networkMode: 'always',
            retry: (times, error) =>
              error instanceof AskError && error.kind === 'unreachable' && times < 2,
          },
        },
      }),
  );
  return (
    <QueryClientProvider client={answers}>
      <Router base="/admin">
        <SignedIn />
      </Router>
    </QueryClientProvider>
  );
}
