import { useLocation } from 'wouter';
import { Lookup } from '../parts/subject/lookup.tsx';
import { Page } from '../parts/page.tsx';
import { disclosuresPath } from '../parts/path.ts';
import { Section } from '../parts/section.tsx';

/** Opens the accounting of disclosures of a patient. */
export function Disclosures() {
  const [, navigate] = useLocation();
  return (
    <Page
      title="Disclosures"
      lead="The accounting that a patient can request: recipients, descriptions and purposes of disclosures (45 CFR 164.528)"
    >
      <Section title="Accounting of a patient">
        <Lookup
          label="Patient"
          placeholder="id of the patient"
          button="Open accounting"
          among="PATIENTS"
          onOpen={(id) => navigate(disclosuresPath(id))}
        />
      </Section>
    </Page>
  );
}
