import { Button } from 'react-aria-components';
import { Sign } from '../parts/sign.tsx';

/** Something in the page itself has failed. */
export function PageFailed() {
  return (
    <main className="gate">
      <h1>Access reports</h1>
      <div className="notice bad" role="alert">
        <p className="notice-title">
          <Sign name="cross" /> This page has failed
        </p>
        <p>
          Nothing is lost but what you were typing. If it fails again, call whoever runs the
          gateway.
        </p>
      </div>
      <Button className="button primary large" onPress={() => location.reload()}>
        Reload
      </Button>
    </main>
  );
}
