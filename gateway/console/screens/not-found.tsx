import { Link } from 'wouter';
import { Empty } from '../parts/empty.tsx';
import { Page } from '../parts/page.tsx';

/** An address without a screen. */
export function NotFound() {
  return (
    <Page title="Nothing here">
      <Empty title="There is no report at this address">
        <p>
          <Link href="/">Go to the overview</Link>
        </p>
      </Empty>
    </Page>
  );
}
