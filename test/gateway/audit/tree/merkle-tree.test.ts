import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import {
  appendLeaves,
  EMPTY_TREE,
  leafHash,
  restoreTree,
  splitHashes,
  treeRoot,
} from '../../../../gateway/audit/tree/merkle-tree.ts';
import { KNOWN_LEAVES } from './known-leaves.ts';

/** The roots of the trees over the known leaves, by their size. */
const ROOTS = [
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
];

const sha256 = (...parts: readonly Buffer[]) =>
  createHash('sha256').update(Buffer.concat(parts)).digest();

/** RFC 6962 §2.1, word for word. */
function defined(entries: readonly Buffer[]): Buffer {
  if (entries.length <= 1)
    return entries[0] === undefined ? sha256() : sha256(Buffer.from([0]), entries[0]);
  const split = 2 ** Math.ceil(Math.log2(entries.length) - 1);
  return sha256(Buffer.from([1]), defined(entries.slice(0, split)), defined(entries.slice(split)));
}

describe('the Merkle tree', () => {
  it.each(ROOTS.map((root, size) => ({ root, size })))(
    'has the root of the Certificate Transparency test vectors at $size leaves',
    ({ root, size }) => {
      const tree = appendLeaves(EMPTY_TREE, KNOWN_LEAVES.slice(0, size));
      expect(treeRoot(tree).toString('hex')).toBe(root);
    },
  );

  it('has the root that RFC 6962 §2.1 defines, at every size up to 300', () => {
    const entries = Array.from({ length: 300 }, (_, index) => Buffer.from(`entry ${index}`));
    for (let size = 0; size <= 300; size += 1) {
      const hashes = entries.slice(0, size).map((entry) => leafHash(entry));
      expect(treeRoot(appendLeaves(EMPTY_TREE, hashes))).toEqual(defined(entries.slice(0, size)));
    }
  });

  it('is the same whether its leaves are appended all at once or one by one', () => {
    const whole = appendLeaves(EMPTY_TREE, KNOWN_LEAVES);
    const stepwise = KNOWN_LEAVES.reduce((tree, leaf) => appendLeaves(tree, [leaf]), EMPTY_TREE);
    expect(stepwise).toEqual(whole);
  });

  it('keeps its root when leaves are appended, which gives a new tree', () => {
    const before = appendLeaves(EMPTY_TREE, KNOWN_LEAVES.slice(0, 3));
    appendLeaves(before, KNOWN_LEAVES.slice(3));
    expect(treeRoot(before).toString('hex')).toBe(ROOTS[3]);
  });

  it('is restored from its stored edge hashes, but not from an edge of another size', () => {
    const tree = appendLeaves(EMPTY_TREE, KNOWN_LEAVES.slice(0, 7));
    const edge = Buffer.concat(tree.edge);
    expect(restoreTree(7, edge)).toEqual(tree);
    expect(restoreTree(8, edge)).toBeNull();
    expect(restoreTree(7, edge.subarray(1))).toBeNull();
  });

  it('has its leaf hashes read from their concatenated bytes, and ignores a remainder of fewer than 32 bytes', () => {
    expect(splitHashes(Buffer.concat([...KNOWN_LEAVES, Buffer.alloc(5)]))).toEqual(KNOWN_LEAVES);
  });
});
