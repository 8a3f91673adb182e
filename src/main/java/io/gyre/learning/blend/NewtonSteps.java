package io.gyre.learning.blend;

import io.gyre.learning.math.LoopKernels;
import io.gyre.state.StateReader;
import io.gyre.state.StateWriter;

/**
 * The steps of a mixer's weights w by the curvature of its log loss, which is convex in w
 * (multinomial logistic regression on l; the online Newton step of Hazan, Agarwal and Kale 2007,
 * with the curvature itself for their outer product of gradients):
 *
 * <pre>
 *  m = Σ_k q_k·l_k
 *  A ← λ·A + Σ_k q_k·(l_k − m)·(l_k − m)ᵀ              E×E, 0 at first
 *  w ← w − (A + 20·I)⁻¹·Σ_k (q_k − [k = y])·l_k
 * </pre>
 *
 * <p>So the step along a direction is the smaller, the more the labels so far have said about it,
 * and no rate has to be set. A is positive semidefinite, since 0 ≤ λ ≤ 1, so each pivot of the
 * decomposition of A + 20·I into L·Lᵀ (Cholesky) is at least 20, as is enforced against rounding.
 * Only plain arithmetic and square roots in a fixed order: the same on every machine. Not
 * thread-safe.
 */
final class NewtonSteps {

  private static final double RIDGE = 20; // as if so much had been learned along each direction
  private final double fade; // λ
  private final double[][] curvature; // A, row e has the columns 0…e
  private final double[][] factor; // L, the same
  private final double[] centred; // l_k − m, E
  private final double[] step; // E

  NewtonSteps(double fade, int size) {
    this.fade = fade;
    curvature = new double[size][];
    factor = new double[size][];
    for (int e = 0; e < size; e++) {
      curvature[e] = new double[e + 1];
      factor[e] = new double[e + 1];
    }
    centred = new double[size];
    step = new double[size];
  }

  /**
   * Adds the curvature at a label, and returns the step, to be subtracted from w.
   *
   * @param q the mixer's K probabilities
   * @param logs l, a row of K for each member; null for one without an answer, whose step is 0
   * @param gradient q_k − [k = y], K numbers
   * @return E numbers, valid until the next call
   */
  double[] step(int classes, double[] q, double[][] logs, double[] gradient) {
    for (int e = 0; e < step.length; e++) {
      if (fade < 1) {
        LoopKernels.scale(e + 1, fade, curvature[e]);
      }
      step[e] = logs[e] == null ? 0 : LoopKernels.dot(classes, q, logs[e]);
    }
    for (int k = 0; k < classes; k++) {
      for (int e = 0; e < step.length; e++) {
        centred[e] = logs[e] == null ? 0 : logs[e][k] - step[e];
        LoopKernels.add(e + 1, q[k] * centred[e], centred, curvature[e]);
      }
    }
    for (int e = 0; e < step.length; e++) {
      step[e] = logs[e] == null ? 0 : LoopKernels.dot(classes, gradient, logs[e]);
    }
    decompose(logs);
    solve();
    return step;
  }

  /** Computes L; without rows and columns of members without an answer. */
  private void decompose(double[][] logs) {
    for (int i = 0; i < step.length; i++) {
      double[] row = factor[i];
      for (int j = 0; j < i; j++) {
        double left = logs[i] == null || logs[j] == null ? 0 : curvature[i][j];
        row[j] = (left - LoopKernels.dot(j, row, factor[j])) / factor[j][j];
      }
      double pivot = RIDGE + curvature[i][i] - LoopKernels.dot(i, row, row);
      row[i] = Math.sqrt(Math.max(RIDGE, pivot));
    }
  }

  /** Solves L·Lᵀ·x = step in place. */
  private void solve() {
    for (int i = 0; i < step.length; i++) {
      step[i] = (step[i] - LoopKernels.dot(i, factor[i], step)) / factor[i][i];
    }
    for (int i = step.length - 1; i >= 0; i--) {
      step[i] /= factor[i][i];
      LoopKernels.add(i, -step[i], factor[i], step);
    }
  }

  /** Writes what is known of a member: its A with those before it, then its own. */
  void write(StateWriter out, int e) {
    out.putDoubles(curvature[e]);
  }

  /**
   * Reads what {@link #write} wrote of the member that was the i-th of others.
   *
   * @param now their numbers now, by their numbers then; -1 for one that is no longer there
   */
  void read(StateReader in, int i, int[] now) {
    double[] row = in.getDoubles(i + 1);
    for (int j = 0; j <= i && now[i] >= 0; j++) {
      if (now[j] >= 0) {
        curvature[Math.max(now[i], now[j])][Math.min(now[i], now[j])] = row[j];
      }
    }
  }
}
