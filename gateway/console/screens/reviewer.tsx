import { Route, Switch, useLocation } from 'wouter';
import type { Viewer } from '../api/operations.types.ts';
import { PeopleOfPage } from '../parts/people/people-of-page.tsx';
import { Actor } from './actor.tsx';
import { Disclosures } from './disclosures.tsx';
import { Field } from './field.tsx';
import { Finder } from './finder.tsx';
import { Integrity } from './integrity.tsx';
import { NotFound } from './not-found.tsx';
import { OverviewScreen } from './overview.tsx';
import { Patient } from './patient.tsx';
import { PatientDisclosures } from './patient-disclosures.tsx';
import { RecordScreen } from './record.tsx';
import { ReviewRules } from './review-rules.tsx';
import { QueueScreen } from './queue.tsx';
import { Reviews } from './reviews.tsx';
import { Search } from './search.tsx';
import { ReviewHistory } from './review-history.tsx';
import { Suppressions } from './suppressions.tsx';

/** The screens of a reviewer. Keys reset the state of a screen when its subject changes. */
export function Reviewer({ directory }: { readonly directory: Viewer['directory'] }) {
  const [path] = useLocation();
  return (
    <PeopleOfPage key={path} scope={directory}>
      <Screens />
    </PeopleOfPage>
  );
}

function Screens() {
  return (
    <Switch>
      <Route path="/">
        <OverviewScreen />
      </Route>
      <Route path="/search">
        <Search />
      </Route>
      <Route path="/patients">
        <Finder of="patients" />
      </Route>
      <Route path="/patients/:id">{({ id }) => <Patient key={id} id={decode(id)} />}</Route>
      <Route path="/actors">
        <Finder of="actors" />
      </Route>
      <Route path="/actors/:id">{({ id }) => <Actor key={id} subject={decode(id)} />}</Route>
      <Route path="/fields">
        <Finder of="fields" />
      </Route>
      <Route path="/fields/:id">{({ id }) => <Field key={id} coordinate={decode(id)} />}</Route>
      <Route path="/records/:leaf">
        {({ leaf }) => <RecordScreen key={leaf} leaf={Number(leaf)} />}
      </Route>
      <Route path="/reviews">
        <Reviews />
      </Route>
      <Route path="/reviews/queue">
        <QueueScreen />
      </Route>
      <Route path="/reviews/history">
        <ReviewHistory />
      </Route>
      <Route path="/reviews/suppressions">
        <Suppressions />
      </Route>
      <Route path="/reviews/rules">
        <ReviewRules />
      </Route>
      <Route path="/disclosures">
        <Disclosures />
      </Route>
      <Route path="/disclosures/:id">
        {({ id }) => <PatientDisclosures key={id} patient={decode(id)} />}
      </Route>
      <Route path="/integrity">
        <Integrity />
      </Route>
      <Route>
        <NotFound />
      </Route>
    </Switch>
  );
}

/** A decoded part of the path; a malformed one as it is. */
function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
