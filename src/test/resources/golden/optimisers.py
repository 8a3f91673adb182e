"""Writes optimisers.json beside itself: the formula of each optimiser, and where it leads."""
import json
import pathlib
from math import cos, sqrt

# A step t on a parameter th by its gradient g. Whatever else is named is remembered, and 0 at first.
FORMULAS = {
    "gradient-descent": "th -= .03*g",
    "momentum": "v = .9*v + g; th -= .03*v",
    "adam": "m = .9*m + .1*g; v = .999*v + .001*g*g;"
            " th -= .03*(m/(1-.9**t))/(sqrt(v/(1-.999**t))+1e-8)",
    "adagrad": "G += g*g; th -= .03*g/(sqrt(G)+1e-10)",
}
START = {1: 0.5, -0.5: -2, 0.25: 1e-3}  # of th: the amplitude of its gradient
STEPS = [1, 2, 10, 1000]
SOURCE = ("golden/optimisers.py (Python 3, float64): theta starts at [1, -0.5, 0.25]; step t has"
          " g = [0.5, -2, 0.001]*cos(t), rate 0.03, momentum 0.9. Tolerance 1e-13: cos and pow"
          " differ by a unit in the last place, 1,000 steps add up.")


class Remembered(dict):
    def __missing__(self, name):
        if name == "sqrt":
            raise KeyError(name)
        return 0.0


def path(formula, th, amplitude):
    names = Remembered(th=th)
    for t in range(1, STEPS[-1] + 1):
        names.update(t=t, g=amplitude * cos(t))
        exec(formula, {"sqrt": sqrt}, names)
        if t in STEPS:
            yield names["th"]


def rows(formula):
    paths = [path(formula, th, amplitude) for th, amplitude in START.items()]
    return ",\n".join(f'      "{t}": {list(th)}' for t, th in zip(STEPS, zip(*paths)))


formulas = ",\n".join(f'    "{name}": {json.dumps(f)}' for name, f in FORMULAS.items())
parameters = ",\n".join(f'    "{name}": {{\n{rows(f)}\n    }}' for name, f in FORMULAS.items())
(pathlib.Path(__file__).parent / "optimisers.json").write_text(
    f'{{\n  "source": {json.dumps(SOURCE)},\n  "formulas": {{\n{formulas}\n  }},\n'
    f'  "parameters": {{\n{parameters}\n  }}\n}}\n')
