import { Button } from 'react-aria-components';
import { Sign } from '../parts/sign.tsx';

/** The screen for an error in the page itself. */
export function PageFailed() {
  return (
    <main className="gate">
      <h1>Access reports</h1>
      <div className="notice bad" role="alert">
        <p className="notice-title">
          <Sign name="cross" /> This page has failed
        </p>
        <p>
          Only what you were typing is lost. If it fails again, contact the operator of the gateway.
        </p>
      </div>
      <Button className="button primary large" onPress={() => location.reload()}>
        Reload
      </Button>
    </main>
  );
}
