import { Sign } from '../parts/sign.tsx';

/** The screen if the gateway does not send the settings of the console. */
export function StartFailed() {
  return (
    <main className="gate">
      <h1>Access reports</h1>
      <div className="notice bad" role="alert">
        <p className="notice-title">
          <Sign name="cross" /> The gateway does not respond
        </p>
        <p>
          Reload the page in a minute. If that does not help, contact the operator of the gateway.
        </p>
      </div>
    </main>
  );
}
