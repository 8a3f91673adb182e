"""Columns of keys, computed from what src/docs/keys.md says of them, for KeyColumnsTest.

    keys.py    writes keys.jsonl beside itself: two streams that are made up
    keys.py FILE LABEL ID TIME KEY,KEY DELAY_DAYS [POINTS] > other.jsonl
               1,000 random points of a CSV file; -Dgyre.keys=other.jsonl compares these

The first line of a stream has its settings; each other one a record, and of some the columns.
"""
import csv
import datetime
import gzip
import json
import math
import pathlib
import random
import sys
from collections import deque

MOST = 8  # fields of a kind
DAY = 86_400_000


class Value:
    """What is known of one value of a key: all its points and labels."""

    def __init__(self):
        self.points = []  # (time, record)
        self.labels = []  # (time, label)


class Stream:
    def __init__(self, label, id, time, keys, spans, delay):
        self.label, self.id, self.time = label, id, time
        self.keys, self.spans, self.delay = keys, spans, delay
        self.values = {key: {} for key in keys}
        self.numbers, self.texts = [], []
        self.held = deque()
        self.now = 0
        self.labels = {}  # how many of each have counted; at most 8 classes

    def settings(self):
        return {"label": self.label, "id": self.id, "time": self.time, "keys": self.keys,
                "spans": self.spans, "delay": self.delay}

    def value(self, key, record):
        parts = tuple(record.get(field) for field in key.split("+"))
        return None if None in parts else parts

    def columns(self, record, now):
        columns = {}
        for key in self.keys:
            value = self.values[key].get(self.value(key, record))
            if value:
                self.of_key(key, value, record, now, columns)
        return columns

    def of_key(self, key, value, record, now, columns):
        columns[f"{key}.gap"] = math.log(1 + max(0, now - value.points[-1][0]))
        if not self.spans:
            all_points = [len(each.points) for each in self.values[key].values()]
            mean = sum(all_points) / len(all_points)
            columns[f"{key}.count"] = math.log((1 + len(value.points)) / (1 + mean))
        for name, weights in self.fadings():
            w = weights([t for t, _ in value.points], now)
            if self.spans:
                columns[f"{key}.count.{name}"] = math.log(1 + sum(w))
            for field in self.numbers:
                known = [(a, r[field]) for a, (_, r) in zip(w, value.points) if field in r]
                if known and field in record:
                    deviation, ratio = compare(record[field], known)
                    columns[f"{key}.{field}.deviation.{name}"] = deviation
                    columns[f"{key}.{field}.ratio.{name}"] = ratio
            if value.labels and len(self.labels) > 1:
                w = weights([t for t, _ in value.labels], now)
                for c in [max(self.labels)] if len(self.labels) == 2 else self.labels:
                    of = sum(a for a, (_, label) in zip(w, value.labels) if label == c)
                    p = self.labels.get(c, 0) / sum(self.labels.values())
                    columns[f"{key}.rate.{c}.{name}"] = (of + p) / (sum(w) + 1)
        for field in self.texts:
            known = [r[field] for _, r in value.points if field in r]
            if known and field in record:
                columns[f"{key}.{field}.same"] = 1 if known[-1] == record[field] else 0

    def fadings(self):
        """The names of all, and of each what is left by now of what came at some times."""
        if self.spans:
            return [(f"{s // DAY}d", lambda t, now, s=s: [2 ** (-(now - a) / s) for a in t])
                    for s in self.spans]
        return [(h, lambda t, now, h=h: [2 ** (-i / h) for i in range(len(t) - 1, -1, -1)])
                for h in (4, 32, 1000)]

    def add(self, record, wanted):
        now = milliseconds(record[self.time])
        columns = self.columns(record, now) if wanted else None
        for path in sorted(record):
            if path not in [self.label, self.id, self.time, *self.keys]:
                kind = self.texts if isinstance(record[path], str) else self.numbers
                if path not in kind and len(kind) < MOST:
                    kind.append(path)
        values = []
        for key in self.keys:
            parts = self.value(key, record)
            if parts:
                values.append(self.values[key].setdefault(parts, Value()))
                values[-1].points.append((now, record))
        self.now = max(self.now, now)
        self.held.append((self.now + self.delay, record[self.label], values))
        while self.held and self.held[0][0] <= self.now:
            _, label, values = self.held.popleft()
            self.labels[label] = self.labels.get(label, 0) + 1
            for value in values:
                value.labels.append((self.now, label))
        return columns


def compare(x, known):
    """The deviation and the ratio of a number, by weights and the numbers before."""
    weight = sum(w for w, _ in known)
    mean = sum(w * y for w, y in known) / weight
    deviation = math.sqrt(sum(w * (y - mean) ** 2 for w, y in known) / weight)
    varied = len({y for _, y in known}) > 1
    deviations = max(-100, min(100, (x - mean) / deviation)) if varied else 0
    return deviations, math.asinh(x) - math.asinh(mean)


def milliseconds(text):
    time = datetime.datetime.fromisoformat(text).replace(tzinfo=datetime.timezone.utc)
    return round(time.timestamp() * 1000)


def write(stream, records, wanted, out):
    print(json.dumps(stream.settings()), file=out)
    for i, record in enumerate(records):
        columns = stream.add(record, i in wanted)
        line = {"record": record}
        if columns is not None:
            line["columns"] = {path: float(f"{x:.7g}") for path, x in columns.items()}
        print(json.dumps(line, separators=(",", ":")), file=out)


def made_up(draw, rows, classes):
    time = datetime.datetime(2026, 3, 1)
    for i in range(rows):
        time += datetime.timedelta(seconds=draw.randrange(3_600))
        record = {
            "id": f"p{i}", "time": time.isoformat(), "label": draw.choice(classes),
            "customer": draw.randrange(6), "shop": "s%d" % draw.randrange(3),
            "amount": round(draw.lognormvariate(3, 1), 2),
            "points": draw.randrange(-4, 90), "currency": draw.choice(["EUR", "EUR", "CHF"])}
        for field in ("customer", "amount", "points", "currency"):
            if draw.random() < .1:
                del record[field]
        yield record


def cell(text):
    try:
        return int(text) if text.lstrip("-").isdigit() else float(text)
    except ValueError:
        return text


def golden():
    draw = random.Random(29)
    with open(pathlib.Path(__file__).parent / "keys.jsonl", "w") as out:
        for classes, spans in (([0, 1], []), ([0, 1, 2], [DAY, 7 * DAY])):
            stream = Stream("label", "id", "time", ["customer", "customer+shop"], spans, DAY)
            write(stream, made_up(draw, 250, classes), set(range(0, 250, 12)), out)


def of_file(path, label, id, time, keys, days, points="1000"):
    with gzip.open(path, "rt") if path.endswith(".gz") else open(path) as rows:
        records = [{name: cell(text) for name, text in row.items() if text}
                   for row in csv.DictReader(rows)]
    stream = Stream(label, id, time, keys.split(","), [], int(days) * DAY)
    wanted = set(random.Random(1).sample(range(len(records)), int(points)))
    write(stream, records, wanted, sys.stdout)


if len(sys.argv) > 1:
    of_file(*sys.argv[1:])
else:
    golden()
