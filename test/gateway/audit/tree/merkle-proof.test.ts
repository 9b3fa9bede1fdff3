import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import * as defined from './defined-proofs.ts';
import { KNOWN_LEAVES } from './known-leaves.ts';
import { createProver } from '../../../../gateway/audit/tree/create-prover.ts';
import {
  createInclusionCheck,
  isConsistent,
  isIncluded,
} from '../../../../gateway/audit/tree/merkle-proof.ts';
import {
  appendLeaves,
  EMPTY_TREE,
  leafHash,
  nodeHash,
  treeRoot,
} from '../../../../gateway/audit/tree/merkle-tree.ts';

const leaves = (count: number) =>
  Array.from({ length: count }, (_, index) => leafHash(Buffer.from(`leaf ${index}`)));
const inclusionProof = (hashes: readonly Buffer[], index: number) => {
  const prover = createProver(EMPTY_TREE, new Set([index]));
  prover.add(hashes);
  return prover.finish().inclusion.get(index) ?? [];
};
const consistencyProof = (hashes: readonly Buffer[], size: number) => {
  const prover = createProver(appendLeaves(EMPTY_TREE, hashes.slice(0, size)));
  prover.add(hashes.slice(size));
  return prover.finish().consistency;
};
const rootOf = (hashes: readonly Buffer[]) => treeRoot(appendLeaves(EMPTY_TREE, hashes));

const sizeAndIndex = fc
  .integer({ min: 1, max: 300 })
  .chain((size) => fc.tuple(fc.constant(size), fc.integer({ min: 0, max: size - 1 })));

describe('an inclusion proof', () => {
  it.each([
    { index: 0, size: 1, path: [] },
    {
      index: 0,
      size: 8,
      path: [
        '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7',
        '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
        '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4',
      ],
    },
    {
      index: 5,
      size: 8,
      path: [
        'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
        'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
        'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
      ],
    },
    {
      index: 2,
      size: 3,
      path: ['fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125'],
    },
    {
      index: 1,
      size: 5,
      path: [
        '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
        '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
        'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
      ],
    },
  ])(
    'equals the published proof of leaf $index in a tree of $size leaves, and verifies that leaf',
    ({ index, size, path }) => {
      const hashes = KNOWN_LEAVES.slice(0, size);
      const proof = inclusionProof(hashes, index);
      expect(proof.map((hash) => hash.toString('hex'))).toEqual(path);
      const leaf = hashes[index] ?? Buffer.alloc(0);
      expect(isIncluded({ leaf, index, size, root: rootOf(hashes) }, proof)).toBe(true);
    },
  );

  it('verifies its leaf, and no other leaf or root', () => {
    fc.assert(
      fc.property(sizeAndIndex, ([size, index]) => {
        const hashes = leaves(size);
        const leaf = hashes[index] ?? Buffer.alloc(0);
        const claim = { leaf, index, size, root: rootOf(hashes) };
        const proof = inclusionProof(hashes, index);
        expect(isIncluded(claim, proof)).toBe(true);
        expect(isIncluded({ ...claim, leaf: leafHash(Buffer.from('other')) }, proof)).toBe(false);
        expect(isIncluded({ ...claim, root: leaf }, [...proof, leaf])).toBe(false);
      }),
    );
  });

  it('does not verify its leaf at the next index, nor without its first hash', () => {
    for (let size = 2; size <= 20; size += 1) {
      const hashes = leaves(size);
      for (const [index, leaf] of hashes.entries()) {
        const claim = { leaf, index, size, root: rootOf(hashes) };
        const proof = inclusionProof(hashes, index);
        expect(isIncluded({ ...claim, index: (index + 1) % size }, proof)).toBe(false);
        expect(isIncluded(claim, proof.slice(1))).toBe(false);
      }
    }
  });

  it('does not verify the content of an inner node as a leaf, nor its hash as a leaf at the size of the whole tree', () => {
    const [a, b, c, d] = leaves(4) as [Buffer, Buffer, Buffer, Buffer];
    const inner = Buffer.concat([a, b]);
    const root = rootOf([a, b, c, d]);
    const proof = [nodeHash(c, d)];
    expect(isIncluded({ leaf: nodeHash(a, b), index: 0, size: 2, root }, proof)).toBe(true);
    expect(isIncluded({ leaf: leafHash(inner), index: 0, size: 2, root }, proof)).toBe(false);
    expect(isIncluded({ leaf: nodeHash(a, b), index: 0, size: 4, root }, proof)).toBe(false);
  });

  it('does not verify an index beyond the tree', () => {
    expect(
      isIncluded({ leaf: Buffer.alloc(32), index: 3, size: 3, root: Buffer.alloc(32) }, []),
    ).toBe(false);
  });
});

describe('a consistency proof', () => {
  it.each([
    {
      size: 1,
      laterSize: 8,
      path: [
        '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7',
        '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
        '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4',
      ],
    },
    {
      size: 6,
      laterSize: 8,
      path: [
        '0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a',
        'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
        'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
      ],
    },
    {
      size: 2,
      laterSize: 5,
      path: [
        '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
        'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
      ],
    },
  ])(
    'equals the published proof from $size to $laterSize leaves, and verifies the two trees',
    ({ size, laterSize, path }) => {
      const hashes = KNOWN_LEAVES.slice(0, laterSize);
      const proof = consistencyProof(hashes, size);
      expect(proof.map((hash) => hash.toString('hex'))).toEqual(path);
      const root = rootOf(hashes.slice(0, size));
      expect(isConsistent({ size, root, laterSize, laterRoot: rootOf(hashes) }, proof)).toBe(true);
    },
  );

  it('verifies any two sizes of a tree, but neither with another root nor with an extra hash', () => {
    fc.assert(
      fc.property(sizeAndIndex, ([laterSize, index]) => {
        const size = index + 1;
        const hashes = leaves(laterSize);
        const root = rootOf(hashes.slice(0, size));
        const claim = { size, root, laterSize, laterRoot: rootOf(hashes) };
        const proof = consistencyProof(hashes, size);
        expect(isConsistent(claim, proof)).toBe(true);
        const other = leafHash(Buffer.from('other'));
        expect(isConsistent({ ...claim, root: other }, proof)).toBe(false);
        expect(isConsistent({ ...claim, laterRoot: other }, proof)).toBe(false);
        expect(isConsistent(claim, [...proof, other])).toBe(false);
      }),
    );
  });

  it('does not verify a tree in which an earlier leaf was changed', () => {
    const before = leaves(5);
    const after = leaves(9).with(2, leafHash(Buffer.from('forged')));
    const claim = { size: 5, root: rootOf(before), laterSize: 9, laterRoot: rootOf(after) };
    expect(isConsistent(claim, consistencyProof(after, 5))).toBe(false);
  });
});

describe('the construction of Merkle proofs', () => {
  it('gives the proofs that RFC 6962 defines for all sizes up to 300, each continued from an earlier tree', () => {
    const all = leaves(300);
    for (let size = 1; size <= 300; size += 1) {
      const hashes = all.slice(0, size);
      const old = (size * 7) % (size + 1);
      const wanted = new Set(
        [0, size - 1, (size * 5) % size, old].filter((index) => index < size && index >= old),
      );
      const prover = createProver(appendLeaves(EMPTY_TREE, hashes.slice(0, old)), wanted);
      prover.add(hashes.slice(old));
      const { inclusion, consistency, ...head } = prover.finish();
      expect(head).toEqual({ tree: appendLeaves(EMPTY_TREE, hashes), root: rootOf(hashes) });
      expect(new Set(inclusion.keys())).toEqual(wanted);
      for (const [index, path] of inclusion)
        expect(path).toEqual(defined.inclusionProof(hashes, index));
      expect(consistency).toEqual(old === 0 ? [] : defined.consistencyProof(hashes, old));
    }
  });

  it('has the root of the empty tree if it is given no leaves', () => {
    expect(createProver(EMPTY_TREE).finish()).toMatchObject({
      tree: EMPTY_TREE,
      root: treeRoot(EMPTY_TREE),
    });
  });
});

describe('inclusion proofs of many leaves, checked one after the other', () => {
  it('verify leaves of the tree and no others, in any order', () => {
    const asking = fc.array(
      fc.record({
        at: fc.nat(),
        kind: fc.constantFrom('own' as const, 'other' as const, 'elsewhere' as const),
      }),
      { minLength: 1, maxLength: 40 },
    );
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 300 }), asking, (size, asked) => {
        const hashes = leaves(size);
        const holds = createInclusionCheck({ size, root: rootOf(hashes) });
        for (const { at, kind } of asked) {
          const index = at % size;
          const leaf = hashes[index] ?? Buffer.alloc(0);
          const proof = inclusionProof(hashes, index);
          const claims = {
            own: { leaf, index },
            other: { leaf: leafHash(Buffer.from('other')), index },
            elsewhere: { leaf, index: (index + 1) % size },
          };
          expect([kind, holds(claims[kind], proof)]).toEqual([kind, kind === 'own']);
        }
      }),
    );
  });

  it('verify as soon as they lead to a hash that an earlier proof established', () => {
    const hashes = leaves(8);
    const holds = createInclusionCheck({ size: 8, root: rootOf(hashes) });
    const [one = Buffer.alloc(0), two = Buffer.alloc(0)] = hashes;
    const proof = inclusionProof(hashes, 1);
    const wrong = [...proof.slice(0, -1), leafHash(Buffer.from('wrong'))];
    expect(holds({ leaf: two, index: 1 }, wrong)).toBe(false);
    expect(holds({ leaf: one, index: 0 }, inclusionProof(hashes, 0))).toBe(true);
    expect(holds({ leaf: two, index: 1 }, wrong)).toBe(true);
    expect(holds({ leaf: one, index: 1 }, wrong)).toBe(false);
  });
});
