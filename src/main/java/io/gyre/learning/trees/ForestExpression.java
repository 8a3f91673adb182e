package io.gyre.learning.trees;

import io.gyre.learning.expression.Expression;
import io.gyre.learning.expression.Expression.Operation;
import io.gyre.learning.expression.Expression.Type;
import io.gyre.learning.expression.ModelInputs;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The mean of the probabilities of the leaves that a row falls into, one in each tree. The operator
 * for trees answers in floats, so it only finds the leaves: each tree has an output of its own, the
 * number of the leaf. The probabilities are doubles in a table.
 */
final class ForestExpression {

  private ForestExpression() {}

  static Expression of(ModelInputs inputs, List<TreeNodes> trees) {
    List<double[]> leaves = new ArrayList<>();
    Map<String, Object> nodes = attributes(trees, leaves);
    List<Expression> rows = List.of(inputs.floats());
    Expression numbers =
        new Operation(Expression.TREES, "TreeEnsembleRegressor", nodes, rows, 1).output(0);
    Expression table = Expression.matrix(leaves.toArray(double[][]::new), inputs.classes());
    Expression found = numbers.as(Type.INTEGER).from(table);
    return found.sum(1, false).over(Expression.number(trees.size()));
  }

  /** Returns the nodes of all trees; adds their leaves, whose numbers floats hold exactly. */
  private static Map<String, Object> attributes(List<TreeNodes> trees, List<double[]> leaves) {
    int size = trees.stream().mapToInt(tree -> tree.left().length).sum();
    long[] treeOf = new long[size];
    long[] node = new long[size];
    long[] slot = new long[size];
    long[] left = new long[size];
    long[] right = new long[size];
    float[] cut = new float[size];
    String[] mode = new String[size];
    List<Integer> leafPlaces = new ArrayList<>();
    for (int t = 0, at = 0; t < trees.size(); t++) {
      TreeNodes tree = trees.get(t);
      for (int i = 0; i < tree.left().length; i++, at++) {
        boolean isLeaf = tree.probabilities()[i] != null;
        treeOf[at] = t;
        node[at] = i;
        slot[at] = isLeaf ? 0 : tree.slots()[i];
        cut[at] = isLeaf ? 0 : tree.cuts()[i];
        left[at] = tree.left()[i];
        right[at] = isLeaf ? 0 : tree.left()[i] + 1;
        mode[at] = isLeaf ? "LEAF" : "BRANCH_LT";
        if (isLeaf) {
          leafPlaces.add(at);
          leaves.add(tree.probabilities()[i]);
        }
      }
    }
    int[] at = leafPlaces.stream().mapToInt(i -> i).toArray();
    float[] numbers = new float[at.length];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = i;
    }
    long[] treeOfLeaf = IntStream.of(at).mapToLong(i -> treeOf[i]).toArray();
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("nodes_treeids", treeOf);
    all.put("nodes_nodeids", node);
    all.put("nodes_featureids", slot);
    all.put("nodes_values", cut);
    all.put("nodes_modes", mode);
    all.put("nodes_truenodeids", left);
    all.put("nodes_falsenodeids", right);
    all.put("target_treeids", treeOfLeaf);
    all.put("target_ids", treeOfLeaf);
    all.put("target_nodeids", IntStream.of(at).mapToLong(i -> node[i]).toArray());
    all.put("target_weights", numbers);
    all.put("n_targets", trees.size());
    return all;
  }
}
