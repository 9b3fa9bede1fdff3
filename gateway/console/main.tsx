import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { parseSettings } from './session/parse-settings.ts';
import { keepSignedIn } from './api/keep-signed-in.ts';
import { App } from './app.tsx';
import { Boundary } from './parts/boundary.tsx';
import { PageFailed, StartFailed } from './screens/failure-screens.tsx';
import { createSession } from './session/create-session.ts';
import { SessionContext } from './session/session-context.tsx';
import { applyScheme, keptScheme } from './style/scheme.ts';

const element = document.querySelector('#console');
if (element === null) throw new TypeError('The page has no place for the console.');
const root = createRoot(element);
applyScheme(keptScheme());

try {
  const response = await fetch('/admin/config.json', { credentials: 'omit', cache: 'no-store' });
  const settings: unknown = await response.json();
  const session = createSession(parseSettings(settings), {
    base: `${location.origin}/admin`,
    url: new URL(location.href),
    go: (to) => location.assign(to),
    replace: (path) => history.replaceState(null, '', path),
  });
  keepSignedIn(session);
  root.render(
    <StrictMode>
      <Boundary fallback={<PageFailed />}>
        <SessionContext value={session}>
          <App />
        </SessionContext>
      </Boundary>
    </StrictMode>,
  );
} catch {
  root.render(<StartFailed />);
}
