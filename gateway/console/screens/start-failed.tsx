import { Sign } from '../parts/sign.tsx';

/** The gateway didn't say where to sign in. */
export function StartFailed() {
  return (
    <main className="gate">
      <h1>Access reports</h1>
      <div className="notice bad" role="alert">
        <p className="notice-title">
          <Sign name="cross" /> The gateway does not answer
        </p>
        <p>Reload the page in a minute. If it stays so, call whoever runs the gateway.</p>
      </div>
    </main>
  );
}
