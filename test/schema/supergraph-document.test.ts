import { describe, expect, it } from '@jest/globals';
import { supergraphDocument } from '../../schema/supergraph-document.ts';

describe('the document of a supergraph', () => {
  it('is parsed once for its readers, and holds no positions', () => {
    const document = supergraphDocument('type Query { one: Int }');
    expect(supergraphDocument('type Query { one: Int }')).toBe(document);
    expect(document.loc).toBeUndefined();
    expect(document.definitions[0]?.loc).toBeUndefined();
  });

  it('is that of the text which is asked for, after another text too', () => {
    const [one, two] = ['type Query { one: Int }', 'type Query { two: Int }'];
    const first = supergraphDocument(one);
    expect(supergraphDocument(two)).not.toEqual(first);
    expect(supergraphDocument(one)).toEqual(first);
  });
});
