"""Writes metrics.json beside itself: scored points, and what scikit-learn computes for them.

Ran with scikit-learn 1.4.2, numpy 2.2.4, Python 3.13 (Debian's python3-sklearn).
"""
import json
import pathlib
import warnings

import numpy as np
from sklearn import metrics as sk

HERE = pathlib.Path(__file__).parent
warnings.filterwarnings("ignore")  # on divisions by zero, which are asked for

# name: (classes, points, share of each class among the labels, classes that are never predicted)
CASES = {
    "two": (2, 200, [0.5, 0.5], []),
    "two, 4 % positive": (2, 300, [0.96, 0.04], []),
    "two, never the positive one": (2, 100, [0.9, 0.1], [1]),
    "three": (3, 200, [1 / 3] * 3, []),
    "three, unbalanced": (3, 200, [0.9, 0.08, 0.02], []),
    # 4 is never predicted, 5 never the label, 6 neither.
    "seven": (7, 300, [0.5, 0.2, 0.15, 0.1, 0.05, 0, 0], [4, 6]),
}


def draw(random, k, n, shares, never):
    labels = random.choice(k, n, p=shares)
    logits = random.normal(0, 1, (n, k))
    logits[np.arange(n), labels] += 1.5
    logits[:, never] = -9
    # Steps of 1/4096, so that they are exact in JSON and add up to 1.
    p = np.floor(np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True) * 4096) / 4096
    p = np.maximum(p, 1 / 4096)
    best = p.argmax(axis=1)
    p[np.arange(n), best] += 1 - p.sum(axis=1)
    return labels, p


def baselines(labels, k):
    """Last label and most frequent class before each point; -1 before the first."""
    last, majority, counts = [], [], np.zeros(k, int)
    for i, label in enumerate(labels):
        last.append(int(labels[i - 1]) if i else -1)
        majority.append(int(counts.argmax()) if i else -1)
        counts[label] += 1
    return last, majority


def calibration_error(labels, p, weights):
    confidence, right = p.max(axis=1), p.argmax(axis=1) == labels
    bins = np.minimum((confidence * 10).astype(int), 9)
    error = 0
    for b in range(10):
        w = weights * (bins == b)
        if w.sum() > 0:
            error += w.sum() / weights.sum() * abs(
                (w * right).sum() / w.sum() - (w * confidence).sum() / w.sum())
    return error


def calibration(labels, p, weights):
    """Of each bin its share of the points, mean probability and share right."""
    confidence, right = p.max(axis=1), p.argmax(axis=1) == labels
    bins = np.minimum((confidence * 10).astype(int), 9)
    curve = []
    for b in range(10):
        w = weights * (bins == b)
        n = w.sum()
        curve.append([n / weights.sum(), (w * confidence).sum() / n if n else None,
                      (w * right).sum() / n if n else None])
    return curve


def by_class(function, labels, predicted, weights):
    occurring = sorted(set(labels.tolist()))
    values = function(labels, predicted, labels=occurring, average=None, sample_weight=weights,
                      zero_division=np.nan)
    return {str(c): None if np.isnan(v) else v for c, v in zip(occurring, values)}


def ranking(labels, p, faded):
    """One class against the rest, of two the positive one: by bins of the odds, 16 to a doubling."""
    bins = np.clip((p / (1 - p)).view(np.int64) >> 48, (1023 - 24) << 4, ((1023 + 24) << 4) - 1)
    precision, recall, n = [], [], 0
    for c in [1] if p.shape[1] == 2 else range(p.shape[1]):
        of = labels == c
        if not of.any():
            continue
        # Half after 69 more of the class.
        halvings = (of.sum() // 69) - (of.cumsum() - of) // 69
        weights = 0.5 ** (halvings if faded else of * 0)
        precision.append(sk.average_precision_score(of, bins[:, c], sample_weight=weights))
        false, true, _ = sk.roc_curve(of, bins[:, c], sample_weight=weights,
                                      drop_intermediate=False)
        recall.append(true[false <= 0.01].max())
        n += weights[of].sum()
    return {
        "average-precision": np.mean(precision),
        "n-average-precision": n,
        "recall-at-1-percent": np.mean(recall),
        "n-recall-at-1-percent": n,
        "n-precision-recall": n,
        "n-positive-share": n,
    }


def curve(labels, p, faded):
    """For each 25th of the positives: recall, precision, least probability of the bin."""
    if p.shape[1] != 2:
        return None
    bins, of = np.frexp(p[:, 1] / p[:, 0]), labels == 1
    # odds = (16 + s)/16·2^e: the mantissa of frexp is in [.5, 1).
    lower = np.ldexp(np.floor(bins[0] * 32) / 32, bins[1])
    halvings = (of.sum() // 69) - (of.cumsum() - of) // 69
    weights = 0.5 ** (halvings if faded else of * 0)
    rows, told = [], -1
    for odds in sorted(set(lower.tolist()), reverse=True):
        found = weights[of & (lower >= odds)].sum()
        step = int(25 * found / weights[of].sum())
        if (of & (lower == odds)).any() and step > told:
            rows.append([found / weights[of].sum(), found / weights[lower >= odds].sum(),
                         odds / (1 + odds)])
            told = step
    return rows


def scores(labels, p, weights):
    k, predicted = p.shape[1], p.argmax(axis=1)
    last, majority = baselines(labels, k)
    weighted = {"sample_weight": weights}
    accuracy = sk.accuracy_score(labels, predicted, **weighted)
    last_label = sk.accuracy_score(labels, last, **weighted)
    auc = None
    if k == 2:
        binned = np.minimum((p[:, 1] * 1000).astype(int), 999)
        auc = sk.roc_auc_score(labels, binned, **weighted)
    return {
        "n": weights.sum(),
        "cost": sk.log_loss(labels, p, labels=range(k), **weighted),
        "accuracy": accuracy,
        "last-label": last_label,
        "majority": sk.accuracy_score(labels, majority, **weighted),
        "most-frequent": np.bincount(labels, weights).max() / weights.sum(),
        "positive-share": np.average(labels == 1, weights=weights) if k == 2 else None,
        "kappa": sk.cohen_kappa_score(labels, predicted, **weighted),
        "kappa-temporal": (accuracy - last_label) / (1 - last_label),
        "macro-f1": sk.f1_score(labels, predicted, average="macro", zero_division=0, **weighted),
        "auc": auc,
        **ranking(labels, p, weights[0] < 1),
        "calibration-error": calibration_error(labels, p, weights),
        "calibration": calibration(labels, p, weights),
        "before-labels": None,
        "recall": by_class(sk.recall_score, labels, predicted, weights),
        "precision": by_class(sk.precision_score, labels, predicted, weights),
        "precision-recall": curve(labels, p, weights[0] < 1),
        "confusion": sk.confusion_matrix(labels, predicted, labels=range(k)).tolist(),
    }


random = np.random.default_rng(42)
cases = []
for name, (k, n, shares, never) in CASES.items():
    labels, p = draw(random, k, n, shares, never)
    ages = np.arange(n)[::-1]
    cases.append({
        "name": name,
        "classes": k,
        "labels": labels.tolist(),
        "probabilities": p.tolist(),
        "total": scores(labels, p, np.ones(n)),
        "faded": scores(labels, p, 0.999 ** ages),
    })
(HERE / "metrics.json").write_text(
    "[" + ",\n".join(json.dumps(case) for case in cases) + "]\n")
