import { useLocation } from 'wouter';
import { Lookup } from '../parts/subject/lookup.tsx';
import { Page } from '../parts/page.tsx';
import { disclosuresPath } from '../parts/path.ts';
import { Section } from '../parts/section.tsx';

/** Whose account of disclosures is wanted. */
export function Disclosures() {
  const [, navigate] = useLocation();
  return (
    <Page
      title="Disclosures"
      lead="What a patient can ask for: to whom their record was given, what of it and what for (45 CFR 164.528)"
    >
      <Section title="Account of a patient">
        <Lookup
          label="Patient"
          placeholder="id of the patient"
          button="Open account"
          onOpen={(id) => navigate(disclosuresPath(id))}
        />
      </Section>
    </Page>
  );
}
