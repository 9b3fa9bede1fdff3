import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import {
  consistencyProof,
  inclusionProof,
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
const rootOf = (hashes: readonly Buffer[]) => treeRoot(appendLeaves(EMPTY_TREE, hashes));

const sizeAndIndex = fc
  .integer({ min: 1, max: 200 })
  .chain((size) => fc.tuple(fc.constant(size), fc.integer({ min: 0, max: size - 1 })));

describe('an inclusion proof', () => {
  it('holds for every leaf of every tree, and for no other leaf, index or root', () => {
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

  it('does not hold for another place or with a step left out', () => {
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

  it('does not hold for an inner node that is passed off as a leaf', () => {
    const [a, b, c, d] = leaves(4) as [Buffer, Buffer, Buffer, Buffer];
    const inner = Buffer.concat([a, b]);
    const root = rootOf([a, b, c, d]);
    const proof = [nodeHash(c, d)];
    expect(isIncluded({ leaf: nodeHash(a, b), index: 0, size: 2, root }, proof)).toBe(true);
    expect(isIncluded({ leaf: leafHash(inner), index: 0, size: 2, root }, proof)).toBe(false);
    expect(isIncluded({ leaf: nodeHash(a, b), index: 0, size: 4, root }, proof)).toBe(false);
  });

  it('is refused for a leaf that the tree does not have', () => {
    expect(() => inclusionProof(leaves(3), 3)).toThrow(RangeError);
    expect(
      isIncluded({ leaf: Buffer.alloc(32), index: 3, size: 3, root: Buffer.alloc(32) }, []),
    ).toBe(false);
  });
});

describe('a consistency proof', () => {
  it('holds between every two sizes of a tree, and for no other root', () => {
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

  it('does not hold where an earlier leaf was changed', () => {
    const before = leaves(5);
    const after = leaves(9).with(2, leafHash(Buffer.from('forged')));
    const claim = { size: 5, root: rootOf(before), laterSize: 9, laterRoot: rootOf(after) };
    expect(isConsistent(claim, consistencyProof(after, 5))).toBe(false);
  });

  it('is refused for a size that the tree never had', () => {
    expect(() => consistencyProof(leaves(3), 4)).toThrow(RangeError);
    expect(() => consistencyProof(leaves(3), 0)).toThrow(RangeError);
  });
});
