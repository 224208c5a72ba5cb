/** A dump of LightGBM with the given trees, over features a and b. */
export function lightGbmDump(
  trees: readonly unknown[],
  more: Readonly<Record<string, unknown>> = {},
): Record<string, unknown> {
  return {
    name: 'tree',
    version: 'v4',
    num_class: 1,
    num_tree_per_iteration: 1,
    objective: 'regression',
    average_output: false,
    feature_names: ['a', 'b'],
    tree_info: trees.map((tree_structure, tree_index) => ({ tree_index, tree_structure })),
    ...more,
  };
}

/** A split of 1 on the left and 2 on the right. */
export function split(more: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return {
    split_index: 0,
    split_feature: 0,
    threshold: 0.5,
    decision_type: '<=',
    default_left: true,
    missing_type: 'None',
    left_child: { leaf_index: 0, leaf_value: 1 },
    right_child: { leaf_index: 1, leaf_value: 2 },
    ...more,
  };
}
