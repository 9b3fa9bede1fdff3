import type { ReactNode } from 'react';
import { Button } from 'react-aria-components';
import { Sign } from '../parts/sign.tsx';

/** The screen if the gateway does not send the settings of the console. */
export function StartFailed() {
  return (
    <Failure title="The gateway does not respond">
      <p>
        Reload the page in a minute. If that does not help, contact the operator of the gateway.
      </p>
    </Failure>
  );
}

/** The screen for an error in the page itself. */
export function PageFailed() {
  return (
    <Failure title="This page has failed">
      <p>
        Only what you were typing is lost. If it fails again, contact the operator of the gateway.
      </p>
    </Failure>
  );
}

function Failure({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <main className="gate">
      <h1>Access reports</h1>
      <div className="notice bad" role="alert">
        <p className="notice-title">
          <Sign name="cross" /> {title}
        </p>
        {children}
      </div>
      <Button className="button primary large" onPress={() => location.reload()}>
        Reload
      </Button>
    </main>
  );
}
