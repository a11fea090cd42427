"""Times the Python programs that others measure language with, on a file that `protolang bench stats` writes.

Prints one JSON object. TopSim is computed as EGG does it (egg/core/language_analysis.py, compute_topsim):
pairwise distances by scipy with a Python function, edit distances by `editdistance`, Spearman by scipy. The
power law is fitted by `powerlaw`: its default (approximate) fit of all lower bounds, the comparisons with
lognormal, exponential and truncated power law, and bootstrap samples, each of which is drawn and fitted anew.
It has no bootstrap of its own; a few samples are timed, and their mean is multiplied.
"""

import json
import sys
import time
import warnings
from importlib.metadata import version

import editdistance
import numpy as np
import powerlaw
from scipy.spatial import distance
from scipy.stats import spearmanr

TIMED_BOOTSTRAPS = 10


def topsim(meanings, messages):
    edit = lambda x, y: editdistance.eval(x, y) / ((len(x) + len(y)) / 2)
    began = time.perf_counter()
    meaning = distance.pdist(meanings, distance.hamming)
    message = distance.pdist(messages, edit)
    value = spearmanr(meaning, message, nan_policy="raise").correlation
    return {
        "program": f"EGG's compute_topsim (scipy {version('scipy')}, editdistance {version('editdistance')})",
        "value": float(value),
        "seconds": time.perf_counter() - began,
    }


def fit(values):
    return powerlaw.Fit(values, discrete=True, verbose=False)


def power_law(counts, bootstraps):
    values = np.array(counts)
    began = time.perf_counter()
    found = fit(values)
    for other in ("lognormal", "exponential", "truncated_power_law"):
        found.distribution_compare("power_law", other, nested=other.startswith("truncated"))
    once = time.perf_counter() - began
    random = np.random.default_rng(1)
    body = values[values < found.xmin]
    share = len(body) / len(values)
    timed = min(TIMED_BOOTSTRAPS, bootstraps)
    began = time.perf_counter()
    for _ in range(timed):
        below = random.binomial(len(values), share)
        tail = found.power_law.generate_random(len(values) - below)
        drawn = np.concatenate([random.choice(body, below), tail]) if below else tail
        fit(drawn.astype(int))
    each = (time.perf_counter() - began) / timed
    return {
        "program": f"powerlaw {version('powerlaw')}, default fit; {timed} of {bootstraps} bootstraps timed",
        "value": float(found.power_law.alpha),
        "seconds": once + each * bootstraps,
    }


def main():
    warnings.filterwarnings("ignore")
    with open(sys.argv[1], encoding="utf-8") as file:
        job = json.load(file)
    out, sys.stdout = sys.stdout, sys.stderr
    answer = {
        "topsim": topsim(np.array(job["meanings"]), np.array(job["messages"])),
        "power_law": power_law(job["counts"], job["bootstraps"]),
    }
    json.dump(answer, out)


main()
