"""Writes quickstart.csv and quickstart-difference.csv: see the script `quickstart` beside it.

    python3 quickstart.py FOLDER PROTOLANG NUMBER RUN... CONTROL...
"""

import csv
import json
import os
import subprocess
import sys

EPISODES = "1000"


def ask(protolang, *command):
    answer = subprocess.run([protolang, *command, "--json"], capture_output=True, text=True, check=True)
    return json.loads(answer.stdout)


def numbers(*values):
    return ["%.4f" % value for value in values]


def main():
    folder, protolang, number = sys.argv[1], sys.argv[2], int(sys.argv[3])
    runs, controls = sys.argv[4 : 4 + number], sys.argv[4 + number :]
    both = ask(protolang, "eval", *runs, "--control", *controls, "--episodes", EPISODES)
    pairs = both["runs"] if number > 1 else [{**both, "seed": 1}]
    with open(os.path.join(folder, "quickstart.csv"), "w", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(["seed", "env_steps", "channel", "success", "low", "high", "return"])
        for run, pair in zip(runs, pairs):
            found = {"intact": pair, "control": pair["control"]}
            for channel in ["muted", "shuffled"]:
                found[channel] = ask(protolang, "eval", run, "--episodes", EPISODES, "--channel", channel)
            for channel in ["intact", "muted", "shuffled", "control"]:
                success, gain = found[channel]["success_rate"], found[channel]["return"]["mean"]
                cells = numbers(success["mean"], *success["ci95"], gain)
                rows.writerow([pair["seed"], pair["step"], channel, *cells])
    with open(os.path.join(folder, "quickstart-difference.csv"), "w", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(["seed", "success", "control", "difference", "low", "high", "interval_over"])
        for pair in pairs:
            means = [side["success_rate"]["mean"] for side in (pair, pair["control"], pair["difference"])]
            rows.writerow([pair["seed"], *numbers(*means, *pair["difference"]["success_rate"]["ci95"]), "episodes"])
        if number > 1:
            sides = [side["success_rate"] for side in (both, both["control"], both["difference"])]
            rows.writerow(["iqm", *numbers(*(side["value"] for side in sides), *sides[2]["ci95"]), "seeds"])
            print(both["difference"]["claim"], file=sys.stderr)


main()
