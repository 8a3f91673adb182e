"""Asks a model that Gyre exported. Needs numpy and onnxruntime.

    python predict.py points.csv           # or a JSON object a line: points.jsonl, or standard input
    python predict.py < points.jsonl

prints {"prediction": ..., "probabilities": [...]} for each point, in the order of the classes in
encoder.json. In a program: Model().predict([{"age": 33, "carrier": "DL"}, ...]).

A point has its fields by name, nested ones as objects or with dots ("address.zip"). What is missing
is missing; what the model does not know is passed over. What Gyre remembers of keys it does not
know either: give it as fields ("made" in encoder.json), or it is missing.
"""

import csv
import json
import math
import re
import sys
import unicodedata
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path

import numpy as np

NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?")
TIME = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:[Tt ]([0-9]{2}:[0-9]{2})(?::([0-9]{2}(?:\.[0-9]+)?))?"
    r"(?:[Zz]|[+-][0-9]{2}(?::?[0-9]{2})?)?)?"
)
DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
UNSPACED = (
    "CJK UNIFIED", "CJK COMPATIBILITY", "HIRAGANA", "KATAKANA", "HANGUL", "BOPOMOFO", "THAI", "LAO",
    "KHMER", "MYANMAR", "HALFWIDTH KATAKANA",
)  # fmt: skip
MASK = (1 << 64) - 1
MOST_WORDS = 384


def flat(value, path=""):
    """Yields the paths and values of a point."""
    if isinstance(value, (dict, list)):
        for name, each in value.items() if isinstance(value, dict) else enumerate(value):
            yield from flat(each, f"{path}.{name}" if path else str(name))
    else:
        yield path, value


def canonical(number):
    """The same text for equal numbers: 1 for 1, 1.0 and 1e0."""
    value = Decimal(number).normalize()
    return "0" if value == 0 else format(value, "f") if abs(value.as_tuple().exponent) <= 20 else str(value)


def clock(text):
    """What a clock showed when a time was written by it, and whether it is a date alone; or None."""
    match = TIME.fullmatch(text)
    try:
        day = match and datetime.fromisoformat(match[1])
        time = match and match[2] and datetime.strptime(match[2], "%H:%M")
        seconds = float(match[3] or 0) if match else 0
    except ValueError:
        return None
    if not day or seconds >= 60:
        return None
    since = timedelta(hours=time.hour, minutes=time.minute, seconds=seconds) if time else timedelta()
    return day + since, not time


def told(path, time, is_date):
    """Yields what a time tells."""
    hours = (time - time.replace(hour=0, minute=0, second=0, microsecond=0)) / timedelta(hours=1)
    week = 2 * math.pi * (time.weekday() + hours / 24) / 7
    yield f"{path}.weekday", DAYS[time.weekday()]
    yield f"{path}.weekday.sin", math.sin(week)
    yield f"{path}.weekday.cos", math.cos(week)
    if not is_date:
        yield f"{path}.hour.sin", math.sin(2 * math.pi * hours / 24)
        yield f"{path}.hour.cos", math.cos(2 * math.pi * hours / 24)


def bucket(text):
    """The bucket of a text without a column: Java's hash of it, mixed."""
    units, h = text.encode("utf-16-be", "surrogatepass"), 0
    for i in range(0, len(units), 2):
        h = (31 * h + (units[i] << 8 | units[i + 1])) & 0xFFFFFFFF
    h = ((h ^ (h >> 16)) * 0x85EBCA6B) & 0xFFFFFFFF
    h = ((h ^ (h >> 13)) * 0xC2B2AE35) & 0xFFFFFFFF
    return str((h ^ (h >> 16)) & 255)


def kind(c):
    """Whether a character is a Letter, of a script without blanks (U), a Digit, a blank or a Sign."""
    category = unicodedata.category(c)
    if c >= "\u0e00" and category[0] in "LM" and unicodedata.name(c, "").startswith(UNSPACED):
        return "U" if category[0] == "L" or category == "Mn" else "L"
    if category[0] in "LM":
        return "L"
    return "D" if category == "Nd" else " " if category[0] == "Z" or category in ("Cc", "Cf", "Cn") else "S"


def tokens(path, text):
    """Finds the columns of a text's words, and its four numbers."""

    def fnv(h, characters):
        for c in characters:
            h = ((h ^ ord(c)) * 0x100000001B3) & MASK
        return h

    def add(characters):
        h = fnv(seed, characters)
        h = ((h ^ (h >> 33)) * 0xFF51AFD7ED558CCD) & MASK
        h = ((h ^ (h >> 33)) * 0xC4CEB9FE1A85EC53) & MASK
        if len(columns) < MOST_WORDS:
            columns.setdefault((h ^ (h >> 33)) >> 48)

    seed, columns, runs = fnv(0xCBF29CE484222325, path + "\0"), {}, []
    part = text[:10000]
    for c in unicodedata.normalize("NFC", part).lower():
        k = kind(c)
        if runs and k != "S" and runs[-1][0] == k:
            runs[-1][1] += c
        else:
            runs.append([k, c])
    for k, run in runs:
        for each in list(run) if k == "U" else [] if k == " " else ["0" * len(run) if k == "D" else run]:
            add(each)
    for k, run in runs:
        padded = f" {run} " if k == "L" else run if k == "U" else ""
        size = 3 if k == "L" else 2
        for i in range(len(padded) - size + 1):
            add(padded[i : i + size])
    words = sum(1 if k == "L" else len(run) if k == "U" else 0 for k, run in runs)
    digits = sum(unicodedata.category(c) == "Nd" for c in part)
    capitals = sum(c.isupper() for c in part)
    n = max(1, len(part))
    return list(columns), [math.log1p(len(part)), math.log1p(words), digits / n, capitals / n]


class Model:
    """The model in a folder: encoder.json says how a point becomes a row, model.onnx does the rest."""

    def __init__(self, folder=Path(__file__).parent):
        self.folder = Path(folder)
        self.encoder = json.loads((self.folder / "encoder.json").read_text("utf-8"))
        self.classes = self.encoder["classes"]
        self.categories = set(self.encoder["categories"])
        self.session = None

    def values(self, point):
        """Returns a point's numbers and texts by path, as Gyre reads a record."""
        read, times = {}, {}
        for path, value in flat(point):
            as_text = path in self.categories
            number = isinstance(value, (int, float)) and not isinstance(value, bool)
            text = str(value).strip()
            if isinstance(value, bool):
                read[path] = text.lower()
            elif value is None or text in ("", "?", "NA", "NaN", "null", "nan"):
                continue
            elif path == self.encoder["time"] and (number or NUMBER.fullmatch(text)):
                seconds = float(text) if float(text) < 1e11 else float(text) / 1000
                times[path] = datetime.fromtimestamp(seconds, timezone.utc), False
            elif number or NUMBER.fullmatch(text):
                read[path] = canonical(text) if as_text else float(text)
            elif not as_text and clock(text):
                times[path] = clock(text)
            else:
                read[path] = text
        for path, time in times.items():
            read = {**dict(told(path, *time)), **read}
        return read

    def encode(self, points):
        """Returns the inputs of the graph: rows, and the columns of words if a field is text."""
        rows, words = np.full((len(points), self.encoder["columns"]), np.nan), []
        for row, point in zip(rows, points):
            values, found = self.values(point), []
            for field in self.encoder["fields"]:
                value = values.get(field["path"])
                number, category = field["number"], field["category"]
                if isinstance(value, float) and field["isKey"]:
                    value = canonical(repr(value))
                if value is None:
                    continue
                if isinstance(value, float):
                    row[number if number >= 0 else category] = value if number >= 0 else -1
                elif field["words"]:
                    row[category] = -1
                    columns, numbers = tokens(field["path"], value)
                    found += columns[: field["words"]]
                    for place, each in zip(field["numbersOfText"], numbers):
                        if place >= 0:
                            row[place] = each
                elif category >= 0:
                    other = field["buckets"].get(bucket(value), -1)
                    row[category] = field["texts"].get(value, other)
                elif number >= 0:
                    row[number] = np.inf
            words.append(found)
        if not self.encoder["hasWords"]:
            return {"row": rows}
        most = max(1, *map(len, words))
        filled = np.array([each + [-1] * (most - len(each)) for each in words], np.int64)
        return {"row": rows, "words": filled}

    def predict(self, points):
        """Returns the predicted class of each point, and the probabilities: a row for each."""
        if self.session is None:
            import onnxruntime

            self.session = onnxruntime.InferenceSession(
                str(self.folder / "model.onnx"), providers=["CPUExecutionProvider"]
            )
        label, p = self.session.run(["label", "probabilities"], self.encode(points))
        return [self.classes[k] for k in label], p


def main():
    name = sys.argv[1] if len(sys.argv) > 1 else "-"
    model = Model()
    with sys.stdin if name == "-" else open(name, encoding="utf-8", newline="") as lines:
        points = csv.DictReader(lines) if name.endswith(".csv") else map(json.loads, filter(str.strip, lines))
        some = []
        for point in points:
            some.append(point)
            if len(some) == 500:
                tell(*model.predict(some))
                some = []
        if some:
            tell(*model.predict(some))


def tell(labels, probabilities):
    for label, p in zip(labels, probabilities):
        print(json.dumps({"prediction": label, "probabilities": list(p)}))


if __name__ == "__main__":
    main()
