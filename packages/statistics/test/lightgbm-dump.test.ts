import { gradientBoostingPrediction, parseLightGbmDump } from '@marigraph/statistics';
import { describe, expect, it } from 'vitest';

import { lightGbmDump, split } from './support/lightgbm.ts';

describe('parseLightGbmDump', () => {
  it('names the features in the order of a row', () => {
    expect(parseLightGbmDump(lightGbmDump([split()])).featureNames).toEqual(['a', 'b']);
  });

  it('reads a tree of 100,000 levels', () => {
    let tree: Record<string, unknown> = { leaf_value: 5 };
    for (let level = 0; level < 100_000; level++) tree = split({ left_child: tree });
    const model = parseLightGbmDump(lightGbmDump([tree]));
    expect(gradientBoostingPrediction(model, [0, 0])).toBe(5);
  });

  const bad = (tree: Record<string, unknown>): Record<string, unknown> => lightGbmDump([tree]);

  it.each([
    { name: 'no object', dump: null, path: 'dump' },
    { name: 'an array', dump: [], path: 'dump' },
    { name: 'no features', dump: {}, path: 'feature_names' },
    {
      name: 'a nameless feature',
      dump: lightGbmDump([], { feature_names: ['a', 1] }),
      path: 'feature_names[1]',
    },
    {
      name: 'a repeated feature',
      dump: lightGbmDump([], { feature_names: ['a', 'a'] }),
      path: 'feature_names',
    },
    {
      name: 'several classes',
      dump: lightGbmDump([], { num_tree_per_iteration: 3 }),
      path: 'num_tree_per_iteration',
    },
    { name: 'no list of trees', dump: lightGbmDump([], { tree_info: {} }), path: 'tree_info' },
    { name: 'no trees', dump: lightGbmDump([]), path: 'tree_info.length' },
    { name: 'an empty tree', dump: lightGbmDump([undefined]), path: 'tree_info[0].tree_structure' },
    {
      name: 'an unknown objective',
      dump: lightGbmDump([split()], { objective: 'lambdarank' }),
      path: 'objective',
    },
    {
      name: 'an inherited objective',
      dump: lightGbmDump([split()], { objective: 'toString' }),
      path: 'objective',
    },
    {
      name: 'an objective of no text',
      dump: lightGbmDump([split()], { objective: 1 }),
      path: 'objective',
    },
    {
      name: 'no steepness',
      dump: lightGbmDump([split()], { objective: 'binary sigmoid:x' }),
      path: 'objective',
    },
    {
      name: 'a feature that is not there',
      dump: bad(split({ split_feature: 2 })),
      path: 'split_feature',
    },
    { name: 'half a feature', dump: bad(split({ split_feature: 0.5 })), path: 'split_feature' },
    {
      name: 'a name for a feature',
      dump: bad(split({ split_feature: 'a' })),
      path: 'split_feature',
    },
    {
      name: 'an unknown decision',
      dump: bad(split({ decision_type: '<' })),
      path: 'decision_type',
    },
    {
      name: 'an unknown missing type',
      dump: bad(split({ missing_type: 'none' })),
      path: 'missing_type',
    },
    {
      name: 'no missing type',
      dump: bad(split({ missing_type: undefined })),
      path: 'missing_type',
    },
    { name: 'no threshold', dump: bad(split({ threshold: '1' })), path: 'threshold' },
    {
      name: 'a malformed set',
      dump: bad(split({ decision_type: '==', threshold: '1|2' })),
      path: 'threshold',
    },
    {
      name: 'a vast category',
      dump: bad(split({ decision_type: '==', threshold: '1||1000001' })),
      path: 'threshold',
    },
    {
      name: 'a missing child',
      dump: bad(split({ right_child: undefined })),
      path: 'tree_structure.right_child',
    },
    {
      name: 'a leaf without value',
      dump: bad(split({ left_child: {} })),
      path: 'left_child.leaf_value',
    },
    {
      name: 'a linear leaf',
      dump: bad(split({ left_child: { leaf_value: 1, leaf_coeff: [2] } })),
      path: 'leaf_coeff',
    },
  ])('throws invalid_argument for $name and says where', ({ dump, path }) => {
    expect(() => parseLightGbmDump(dump)).toThrow(
      expect.objectContaining({
        code: 'invalid_argument',
        message: expect.stringContaining(path),
      }),
    );
  });
});
