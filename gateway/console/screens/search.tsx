import { useLocation, useSearch } from 'wouter';
import type { EventSearch } from '../search/event-search.ts';
import { filterOf, readSearch, writeSearch } from '../search/event-search.ts';
import { columnsWithout } from '../parts/events/event-columns.ts';
import { EventList } from '../parts/events/event-list.tsx';
import { ExportForm } from '../parts/export/export-form.tsx';
import { PAGED } from '../parts/paged-history.ts';
import { Page } from '../parts/page.tsx';
import { SearchForm } from '../parts/events/search-form.tsx';
import { rowFormats } from '../words/formats.ts';

/** A search for events. The address holds the whole search, so it can be bookmarked and shared. */
export function Search() {
  const query = useSearch();
  const [, navigate] = useLocation();
  const search = readSearch(query);
  const go = (next: EventSearch) =>
    navigate(`/search?${writeSearch(next)}`, next.after === null ? {} : { state: PAGED });
  return (
    <Page title="Search" lead="The address of this page holds the search: bookmark it or share it.">
      <SearchForm key={query} search={search} onSearch={go} />
      <ExportForm choices={FILES} filter={filterOf(search)} orderBy={search.order} />
      <EventList
        caption="Matching events, each proven against the ledger"
        search={search}
        columns={COLUMNS}
        onSearch={go}
      />
    </Page>
  );
}

const COLUMNS = columnsWithout();

const FILES = rowFormats('all');
