"""Reads runs for the scripts beside it: rows of metrics, answers of the program, means over seeds."""

import json
import os
import random
import subprocess


class Runs:
    """The runs of a folder, and the program that reads them."""

    def __init__(self, folder, protolang):
        self.folder, self.protolang = folder, protolang

    def path(self, run):
        return os.path.join(self.folder, run)

    def there(self, run):
        return os.path.exists(os.path.join(self.path(run), "done"))

    def rows(self, run, name="metrics.jsonl"):
        with open(os.path.join(self.path(run), name)) as lines:
            return [json.loads(line) for line in lines]

    def ask(self, *command):
        answer = subprocess.run([self.protolang, *command, "--json"], capture_output=True, text=True, check=True)
        return json.loads(answer.stdout)


def mean(numbers):
    return sum(numbers) / len(numbers)


def iqm(numbers):
    """Interquartile mean (Agarwal et al. 2021, arXiv:2108.13264): the mean of the middle half, the numbers at its
    edges counted by the share of them that lies within."""
    numbers, n = sorted(numbers), len(numbers)
    weights = [max(0.0, min(i + 1, 0.75 * n) - max(i, 0.25 * n)) for i in range(n)]
    return sum(w * x for w, x in zip(weights, numbers)) / sum(weights)


def interval(numbers, of=mean, draws=10_000):
    """Bootstrap percentile interval over seeds, 95 %."""
    dice = random.Random(1)
    found = sorted(of(dice.choices(numbers, k=len(numbers))) for _ in range(draws))
    return found[int(0.025 * draws)], found[int(0.975 * draws) - 1]


def show(numbers, of=mean):
    """The mean with its interval; of one seed the number alone."""
    if len(numbers) < 2:
        return f"{numbers[0]:.3f}"
    low, high = interval(numbers, of)
    return f"{of(numbers):.3f} [{low:.3f}, {high:.3f}]"
