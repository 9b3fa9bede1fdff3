import { describe, expect, it } from '@jest/globals';
import { createProver } from '../../../../gateway/audit/tree/create-prover.ts';
import {
  appendLeaves,
  EMPTY_TREE,
  leafHash,
  nodeHash,
} from '../../../../gateway/audit/tree/merkle-tree.ts';
import { joinParts, pathParts } from '../../../../gateway/reports/index/audit-path.ts';
import {
  growTree,
  KEPT_LEVEL,
  nodeId,
  type Subtree,
} from '../../../../gateway/reports/index/tree-nodes.ts';

const HASHES = Array.from({ length: 70 }, (_, index) => leafHash(Buffer.from(String(index))));

function hashOf({ level, position }: Subtree): Buffer {
  if (level === 0) return HASHES[position] ?? Buffer.alloc(0);
  const child = (side: 0 | 1) => hashOf({ level: level - 1, position: 2 * position + side });
  return nodeHash(child(0), child(1));
}

function isSame(path: readonly (Buffer | null)[], expected: readonly Buffer[]): boolean {
  return (
    path.length === expected.length &&
    path.every((hash, step) => hash !== null && expected[step]?.equals(hash) === true)
  );
}

describe('an audit path that is built from stored subtrees', () => {
  it('equals the path of RFC 6962 for every leaf of every tree of up to 70 leaves', () => {
    const wrong: (readonly [index: number, size: number])[] = [];
    for (let size = 1; size <= HASHES.length; size += 1) {
      const prover = createProver(EMPTY_TREE, new Set(HASHES.keys()));
      prover.add(HASHES.slice(0, size));
      const { inclusion } = prover.finish();
      for (let index = 0; index < size; index += 1) {
        const path = pathParts(index, size).map((parts) => joinParts(parts.map(hashOf)));
        if (!isSame(path, inclusion.get(index) ?? [])) wrong.push([index, size]);
      }
    }
    expect(wrong).toEqual([]);
  });

  it('has 33 hashes, built from fewer than 60 stored ones, for a leaf in a tree of five billion leaves', () => {
    const parts = pathParts(123_456_789, 5_000_000_001);
    expect(parts).toHaveLength(33);
    expect(parts.flat().length).toBeLessThan(60);
  });
});

describe('the stored Merkle tree of a report index', () => {
  it('is the same tree if its leaves are added in groups of 1, 3, 16 or 69', () => {
    for (const step of [1, 3, 16, 69]) {
      let tree = EMPTY_TREE;
      for (let at = 0; at < HASHES.length; at += step) {
        ({ tree } = growTree(tree, HASHES.slice(at, at + step)));
      }
      expect(tree).toEqual(appendLeaves(EMPTY_TREE, HASHES));
    }
  });

  it('has exactly one node, with the hash of the subtree, for each perfect subtree of its stored levels', () => {
    const { nodes } = growTree(EMPTY_TREE, HASHES);
    const expected: { id: number; hash: Buffer }[] = [];
    for (let level = KEPT_LEVEL; 2 ** level <= HASHES.length; level += 1) {
      for (let position = 0; (position + 1) * 2 ** level <= HASHES.length; position += 1) {
        expected.push({ id: nodeId({ level, position }), hash: hashOf({ level, position }) });
      }
    }
    expect(nodes.toSorted((a, b) => a.id - b.id)).toEqual(expected);
    expect(expected.length).toBeGreaterThan(6);
  });
});
