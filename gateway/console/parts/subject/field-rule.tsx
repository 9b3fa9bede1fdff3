import type { FieldPolicy } from '../../api/operations.types.ts';
import { CATEGORY_WORDS } from '../../words/categories.ts';
import { roleWords } from '../../words/role-words.ts';
import { viewWords } from '../../words/views.ts';
import { Facts } from '../facts.tsx';
import type { SignName } from '../../words/sign-names.ts';
import { Sign } from '../sign.tsx';

/** What a field needs, how each role sees it, and where the policy says so. */
export function FieldRule({ policy }: { readonly policy: FieldPolicy }) {
  return (
    <div className="columns two even">
      <Facts
        rows={[
          ['Needs', policy.rule],
          [
            'Kind of PHI',
            policy.categories.length === 0
              ? 'none'
              : policy.categories.map((code) => CATEGORY_WORDS.get(code) ?? code).join(', '),
          ],
          [
            'Written in',
            policy.sources.map((source) => (
              <code key={source} className="line">
                {source}
              </code>
            )),
          ],
        ]}
      />
      <div className="table-frame">
        <table className="plain">
          <caption className="visually-hidden">How each role sees it</caption>
          <thead>
            <tr>
              <th scope="col">Role</th>
              <th scope="col" className="text">
                Sees it
              </th>
            </tr>
          </thead>
          <tbody>
            {policy.views.map(({ role, view }) => (
              <tr key={role}>
                <th scope="row">{roleWords(role)}</th>
                <td className="text">
                  <Sign name={SIGNS.get(view) ?? 'question'} /> {viewWords(view)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </div>
  );
}

const SIGNS: ReadonlyMap<string, SignName> = new Map([
  ['full', 'full'],
  ['deidentified', 'half'],
  ['none', 'none'],
]);
