import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { useState } from 'react';
import { Router } from 'wouter';
import { RequestError } from './api/request-error.ts';
import { IdleWarning } from './parts/idle-warning.tsx';
import { Loading } from './parts/loading.tsx';
import { SignIn } from './screens/sign-in.tsx';
import { SignedIn } from './screens/signed-in.tsx';
import { useSessionState } from './session/session-context.tsx';

/** The console. Without a sign-in it shows only the screen to sign in. */
export function App() {
  const state = useSessionState();
  switch (state.kind) {
    case 'starting':
      return <Loading what="Opening" />;
    case 'leaving':
      return <Loading what="Opening the sign-in page" />;
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
        <IdleWarning />
      </Router>
    </QueryClientProvider>
  );
}
