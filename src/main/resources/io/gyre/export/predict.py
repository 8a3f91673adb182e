"""Asks a model that Gyre exported. Needs numpy and onnxruntime.

    python predict.py points.csv           # or a JSON object a line: points.jsonl, or standard input
    python predict.py < points.jsonl

prints {"prediction": ..., "probabilities": [...]} for each point, in the order of the classes in
encoder.json. In a program: Model().predict([{"age": 33, "carrier": "DL"}, ...]).

A point has its fields by name, nested ones as objects or with dots ("address.zip"). What is missing
is missing; what the model does not know is passed over. What Gyre remembers of keys it does not
know either: give it as fields ("isMade" in encoder.json), or it is missing. An envelope of Debezium
or Kafka Connect is not opened: give the row within it.
"""

import csv
import gzip
import io
import json
import math
import numbers
import re
import sys
import unicodedata
from datetime import date
from decimal import MAX_EMAX, MAX_PREC, MIN_EMIN, Context, Decimal
from itertools import chain, islice
from pathlib import Path


def lacking(module):
    """What to do about a module that is not there."""
    return f"{module}: python -m pip install -r {Path(__file__).with_name('requirements.txt')}"


try:
    import numpy as np
except ModuleNotFoundError as e:
    if __name__ != "__main__":
        raise
    sys.exit(lacking(e))

NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?")
LONGEST_NUMBER = 1000
TIME = re.compile(
    r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?:[Tt ]([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:\.([0-9]+))?)?"
    r"(?:[Zz]|([+-])([0-9]{2})(?::?([0-9]{2}))?)?)?"
)
EPOCH = date(1970, 1, 1).toordinal()
DAYS_OF_400_YEARS = 146_097
DAY_MS = 24 * 3_600_000
MAX_TIME = 253_402_300_799_999  # the end of the year 9999, in ms
MOST_SECONDS = 10**11  # a time that is a number below this counts seconds, else ms
DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
OF_TIME = re.compile(r"\.(weekday|hour)(\.(sin|cos))?$")  # ends of paths of what times tell
EXACT = Context(prec=MAX_PREC, Emin=MIN_EMIN, Emax=MAX_EMAX)
BLANKS = "\t\n\v\f\r\x1c\x1d\x1e\x1f \u1680\u2028\u2029\u205f\u3000" + "".join(
    chr(c) for c in range(0x2000, 0x200B) if c != 0x2007
)  # those of Java: no-break spaces are not among them
MISSING = ("", "?", "NA", "NaN", "null")
UNSPACED = (
    "CJK UNIFIED", "CJK COMPATIBILITY", "HIRAGANA", "KATAKANA", "HANGUL", "BOPOMOFO", "THAI", "LAO",
    "KHMER", "MYANMAR", "HALFWIDTH KATAKANA", "HALFWIDTH HANGUL",
)  # fmt: skip
HAN = "々〻"  # whose names do not say so
COMMON = "ーｰﾞﾟ"  # in words of several scripts, whatever their names say
MASK = (1 << 64) - 1
MOST_WORDS = 384
MOST_ROWS = 500  # at once
MOST_NUMBERS = 4_000_000  # of all words of these rows: one for each class


def flat(value, path=""):
    """Yields the paths and values of a point."""
    if isinstance(value, (dict, list)):
        for name, each in value.items() if isinstance(value, dict) else enumerate(value):
            yield from flat(each, f"{path}.{name}" if path else str(name))
    else:
        yield path, value


def canonical(number):
    """The same text for equal numbers: 1 for 1, 1.0 and 1e0; one beyond all limits as it is."""
    try:
        value = Decimal(number).normalize(EXACT)
    except ArithmeticError:
        return number
    exponent = value.as_tuple().exponent
    if abs(exponent) >= 1 << 31:
        return number
    return "0" if value == 0 else format(value, "f") if abs(exponent) <= 20 else str(value)


def iso(text):
    """A date as ISO 8601 has it: 2025-12-07 9:30 for 7.12.2025 9:30, 12/7/2025 or 2025/12/7 9:30."""
    begin, colon, rest = text.partition(":")
    begin = re.sub("(?<![0-9])([0-9])(?![0-9])", r"0\1", begin)
    begin = re.sub(r"^([0-9]{2})\.([0-9]{2})\.([0-9]{4})", r"\3-\2-\1", begin)
    begin = re.sub(r"^([0-9]{2})/([0-9]{2})/([0-9]{4})", r"\3-\1-\2", begin)
    return re.sub(r"^([0-9]{4})([/.])([0-9]{2})\2([0-9]{2})", r"\1-\3-\4", begin) + colon + rest


def clock(text):
    """What a clock showed, in ms since 1970, how far it was ahead of UTC, whether it is a date."""
    match = TIME.fullmatch(text) or (TIME.fullmatch(iso(text)) if len(text) <= 64 else None)
    if not match:
        return None
    year, month, day, hour, minute, second = (int(each or 0) for each in match.groups()[:6])
    fraction, sign, hours, minutes = (each or "" for each in match.groups()[6:])
    ahead = 60 * int(hours or 0) + int(minutes or 0)
    try:
        # Python has no year 0, whose days are those of the year 400.
        days = date(year or 400, month, day).toordinal() - EPOCH - (0 if year else DAYS_OF_400_YEARS)
    except ValueError:
        return None
    if hour > 23 or max(minute, second, int(minutes or 0)) > 59 or ahead > 18 * 60:
        return None
    ms = ((days * 24 + hour) * 60 + minute) * 60_000 + second * 1000 + int(fraction[:3].ljust(3, "0"))
    return ms, (-ahead if sign == "-" else ahead) * 60_000, match[4] is None


def event(text):
    """The same of the time of a record, which may be a number; None before 1970 or after 9999."""
    if len(text) > 64:
        return None
    if not NUMBER.fullmatch(text):
        time = clock(text)
        return time if time and 0 <= time[0] - time[1] <= MAX_TIME else None
    try:
        number = Decimal(text)
        ms = number.scaleb(3, EXACT) if number < MOST_SECONDS else number
    except ArithmeticError:
        return None
    return (int(ms), 0, False) if 0 <= ms < MAX_TIME + 1 else None


def told(path, ms, _, is_date):
    """Yields what a time tells."""
    since_monday = (ms + 3 * DAY_MS) % (7 * DAY_MS)
    week = 2 * math.pi * since_monday / (7 * DAY_MS)
    yield f"{path}.weekday", DAYS[since_monday // DAY_MS]
    yield f"{path}.weekday.sin", math.sin(week)
    yield f"{path}.weekday.cos", math.cos(week)
    if not is_date:
        day = 2 * math.pi * (ms % DAY_MS) / DAY_MS
        yield f"{path}.hour.sin", math.sin(day)
        yield f"{path}.hour.cos", math.cos(day)


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
    if category[0] == "L" or category == "Mn":
        named = c not in COMMON and c >= "\u0e00" and unicodedata.name(c, "").startswith(UNSPACED)
        return "U" if named or c in HAN else "L"
    if category[0] == "M":
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
    part = text.encode("utf-16-le", "surrogatepass")[:20000].decode("utf-16-le", "surrogatepass")
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
        self.fields = [field["path"] for field in self.encoder["fields"]]
        self.paths = {*self.fields, *(OF_TIME.sub("", path) for path in self.fields)}
        words = max(1, sum(field["words"] for field in self.encoder["fields"]))
        self.rows = max(1, min(MOST_ROWS, MOST_NUMBERS // (words * len(self.classes))))
        self.session = None

    def knows(self, point):
        """Whether a point has a field that the model knows."""
        return any(path in self.paths for path, _ in flat(point))

    def values(self, point):
        """Returns a point's numbers and texts by path, None if missing, as Gyre reads a record."""
        read, times = {}, {}
        for path, value in flat(point):
            text = str(value).strip(BLANKS)
            is_real = isinstance(value, numbers.Real)
            if isinstance(value, (bool, np.bool_)):
                read[path] = text.lower()
            elif value is None or text in MISSING or (is_real and math.isnan(value)):
                read[path] = None
            elif path == self.encoder["time"]:
                times[path] = event(text)
            elif NUMBER.fullmatch(text) and len(text) <= LONGEST_NUMBER:
                read[path] = canonical(text) if path in self.categories else float(text)
            elif path not in self.categories and clock(text):
                times[path] = clock(text)
            else:
                read[path] = math.inf if is_real else text
            if read.get(path) in (math.inf, -math.inf):
                raise ValueError(f"{path}: expected a finite number, found {text[:40]}")
        for path, time in times.items():
            read = {**dict(told(path, *time) if time else ()), **read}
        return read

    def encode(self, points):
        """Returns the inputs of the graph: rows, and the columns of words if a field is text."""
        rows, words = np.full((len(points), self.encoder["columns"]), np.nan), []
        for row, point in zip(rows, points):
            values, found = self.values(point), []
            for field in self.encoder["fields"]:
                value = values.get(field["path"])
                number, category = field["number"], field["category"]
                if value is None:
                    continue
                if isinstance(value, float):
                    if number >= 0:
                        row[number] = value
                    elif category >= 0:
                        row[category] = -1
                elif field["words"]:
                    row[category] = -1
                    columns, numbers_of_text = tokens(field["path"], value)
                    found += columns[: field["words"]]
                    for place, each in zip(field["numbersOfText"], numbers_of_text):
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
        most = max([1, *map(len, words)])
        filled = np.array([each + [-1] * (most - len(each)) for each in words], np.int64)
        return {"row": rows, "words": filled.reshape(len(points), most)}

    def predict(self, points):
        """Returns the predicted class of each point, and the probabilities: a row for each."""
        if self.session is None:
            import onnxruntime

            self.session = onnxruntime.InferenceSession(
                str(self.folder / "model.onnx"), providers=["CPUExecutionProvider"]
            )
        labels, probabilities = [], [np.empty((0, len(self.classes)))]
        for i in range(0, len(points), self.rows):
            inputs = self.encode(points[i : i + self.rows])
            label, p = self.session.run(["label", "probabilities"], inputs)
            labels += [self.classes[k] for k in label]
            probabilities.append(p)
        return labels, np.concatenate(probabilities)


def opened(name, line_end):
    """Opens a file, or standard input: UTF-8, which may be packed by gzip."""
    raw = sys.stdin.buffer if name == "-" else open(name, "rb")
    packed = raw.peek(2)[:2] == b"\x1f\x8b"
    return io.TextIOWrapper(gzip.open(raw) if packed else raw, "utf-8-sig", newline=line_end)


def distinct(header):
    """The names of columns: one that stands there again is numbered, as a, a.1."""
    taken, seen, numbered, names = set(header), set(), {}, []
    for place, given in enumerate(header, 1):
        name = own = given or f"column{place}"
        others = seen if given else taken
        is_free = name not in others
        others.add(name)
        while not is_free:
            numbered[name] = numbered.get(name, 0) + 1
            own = f"{name}.{numbered[name]}"
            is_free = own not in taken
            taken.add(own)
        names.append(own)
    return names


def rows_of(lines):
    """Yields the rows of a CSV file as points, as gyre score reads them."""
    lines = iter(lines)
    header = next((line for line in lines if line.strip()), "")
    separator = re.fullmatch("(?i)sep=([,;\t])", header.strip("\r\n"))
    if separator:
        header = next((line for line in lines if line.strip()), "")
    while header.count('"') % 2:
        more = next(lines, '"')
        header += more
    unquoted = re.sub(r'"[^"]*("|$)', "", header)
    delimiter = separator[1] if separator else max(",;\t", key=unquoted.count)
    csv.field_size_limit(1 << 20)
    reader = csv.reader(chain([header], lines), delimiter=delimiter, skipinitialspace=True)
    names = None
    for row in reader:
        cells = [cell.strip(BLANKS) for cell in row]
        if delimiter == ";":
            points = [cell.replace(",", ".") for cell in cells]
            cells = [p if NUMBER.fullmatch(p) else cell for p, cell in zip(points, cells)]
        if names is None:
            names = distinct(cells)
        elif len(cells) == len(names):
            yield dict(zip(names, cells))
        elif cells not in ([], [""]):
            raise ValueError(
                f"line {reader.line_num}: expected {len(names)} cells as in the header, found {len(cells)}"
            )


def objects_of(lines):
    """Yields the objects of lines of JSON; numbers as text, which is read as they are, but exact."""
    for number, line in enumerate(lines, 1):
        if line.strip():
            point = json.loads(line, parse_int=str, parse_float=str)
            if not isinstance(point, dict):
                raise ValueError(f"line {number}: expected a JSON object, found {line.strip()[:40]}")
            yield point


def answer(name):
    model, asked, unknown = Model(), 0, 0
    is_csv = re.search(r"\.(csv|tsv)(\.gz)?$", name.lower())
    with opened(name, "" if is_csv else "\n") as lines:
        points = rows_of(lines) if is_csv else objects_of(lines)
        while some := list(islice(points, MOST_ROWS)):
            strangers = [point for point in some if not model.knows(point)]
            asked += len(some)
            unknown += len(strangers)
            if unknown == asked:
                raise ValueError(
                    f"expected some of the fields {brief(model.fields)}, found only"
                    f" {brief(strangers[0])}; the row in an envelope is to be given without it"
                )
            for label, p in zip(*model.predict(some)):
                print(json.dumps({"prediction": label, "probabilities": list(p)}))
    if unknown:
        print(f"{name}: {unknown} of {asked} points have no field that is known", file=sys.stderr)


def brief(names):
    return ", ".join(list(names)[:10]) + (", ..." if len(names) > 10 else "")


def main():
    name = sys.argv[1] if len(sys.argv) > 1 else "-"
    try:
        answer(name)
    except ModuleNotFoundError as e:
        sys.exit(lacking(e))
    except (OSError, ValueError, csv.Error) as e:
        sys.exit(f"{name}: {e}")


if __name__ == "__main__":
    main()
