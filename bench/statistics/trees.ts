/** One ensemble of trees in the formats of two libraries: the same splits, the same answers. */
export interface BoostedTrees {
  readonly lightGbm: object;
  readonly xgBoost: readonly object[];
}

export interface BoostedTreesOptions {
  readonly trees: number;
  readonly depth: number;
  readonly features: number;
  readonly random: () => number;
}

/** Complete trees whose splits and leaves are drawn. */
export function boostedTrees({
  trees,
  depth,
  features,
  random,
}: BoostedTreesOptions): BoostedTrees {
  const names = Array.from({ length: features }, (_, feature) => `f${feature}`);
  const drawn = Array.from({ length: trees }, () => subtree(depth, 1));
  return {
    lightGbm: {
      num_tree_per_iteration: 1,
      objective: 'binary sigmoid:1',
      average_output: false,
      feature_names: names,
      tree_info: drawn.map(({ lightGbm }) => ({ tree_structure: lightGbm })),
    },
    xgBoost: drawn.map(({ xgBoost }) => xgBoost),
  };

  /** Of the nodes numbered as in a heap. */
  function subtree(levels: number, node: number): { lightGbm: object; xgBoost: object } {
    if (levels === 0) {
      const leaf = 0.1 * (random() - 0.5);
      return { lightGbm: { leaf_value: leaf }, xgBoost: { nodeid: node, leaf } };
    }
    const feature = Math.floor(features * random());
    const threshold = random();
    const left = subtree(levels - 1, 2 * node);
    const right = subtree(levels - 1, 2 * node + 1);
    return {
      lightGbm: {
        split_feature: feature,
        threshold,
        decision_type: '<=',
        default_left: true,
        missing_type: 'None',
        left_child: left.lightGbm,
        right_child: right.lightGbm,
      },
      xgBoost: {
        nodeid: node,
        split: names[feature],
        split_condition: threshold,
        yes: 2 * node,
        no: 2 * node + 1,
        missing: 2 * node,
        children: [left.xgBoost, right.xgBoost],
      },
    };
  }
}
