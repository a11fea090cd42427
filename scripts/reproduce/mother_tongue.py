"""Reads the runs of scripts/reproduce/mother-tongue and prints the tables of runs/results/mother-tongue.md.

    python3 mother_tongue.py FOLDER PROTOLANG [PART...]     (all parts where none is named)
"""

import sys

from reading import Runs, mean, show

RUNS = Runs(sys.argv[1], sys.argv[2])
rows, there, ask = RUNS.rows, RUNS.there, RUNS.ask
WINDOWS = [(0, 100), (100, 500), (500, 1000), (1000, 3000), (3000, 10000)]
FLAWS = ["published", "zero", "straight", "critic", "rate", "zero-rate", "zero-rate-critic", "rial", "rial-zero"]
SEEDS = [1, 2, 3, 4, 5]
GAMES = ["private", "private-vq-frozen", "private-vq-continued", "private-vq-none", "private-vq-32"]
GAMES += ["parity-token", "parity-vq-frozen", "parity-vq-continued", "parity-vq-none", "parity-vq-sharp"]
GAMES += ["parity-rvq", "parity-rvq-3", "parity-muted"]


def flaws():
    print("## Joint reward by rounds: as published, and flaw by flaw\n")
    print("| variant | seeds |", " | ".join(f"{a}-{b}" for a, b in WINDOWS), "| both cooperate, last 1,000 |")
    print("|---|---|" + "---|" * (len(WINDOWS) + 1))
    for variant in FLAWS:
        runs = [rows(f"{variant}-{seed}") for seed in SEEDS if there(f"{variant}-{seed}")]
        if not runs:
            continue
        cells = []
        for first, last in WINDOWS:
            cells.append(show([mean([r["return_mean"] for r in run if first < r["update"] <= last]) for run in runs]))
        shares = [mean([r["success_rate"] for r in run if r["update"] > run[-1]["update"] - 1000]) for run in runs]
        print(f"| {variant} | {len(runs)} |", " | ".join(cells), "|", show(shares), "|")
    print()


def perception():
    if not there("vqvae"):
        return
    print("## The VQ-VAE, repaired, 10,000 images of MNIST\n")
    last = {}
    for row in rows("vqvae", "pretraining.jsonl"):
        last[row["network"]] = row
    print("| network | codes in use | perplexity | digit purity | reconstruction |\n|---|---|---|---|---|")
    for network, row in sorted(last.items()):
        print(
            f"| {network} | {row['used'][0]} of {row['codes']} | {row['perplexity'][0]:.2f} |"
            f" {row['purity']['label']['value']:.3f} | {row['reconstruction']:.4f} |"
        )
    print()


def levels():
    print("## Levels of codes: what each leaves of the variance of what is perceived, mean of ten networks\n")
    print("| run | levels | left by the first | left by the last | perplexity of each |\n|---|---|---|---|---|")
    for run in ["parity-vq-frozen", "parity-rvq", "parity-rvq-3"]:
        if not there(run):
            continue
        last = {row["network"]: row for row in rows(run, "pretraining.jsonl")}.values()
        of = lambda number: f"{mean([number(row) for row in last]):.3f}"
        count = len(next(iter(last))["perplexity"])
        perplexity = [of(lambda row: row["perplexity"][level]) for level in range(count)]
        left = [of(lambda row: row["left_by_first"]), of(lambda row: row["left_by_last"])]
        print(f"| {run} | {count} |", " | ".join(left), "|", ", ".join(perplexity), "|")
    print()


def games():
    print("## Games that need the message: 5 pairs each, 1,000 held-out episodes a pair\n")
    print("| run | channel | success | return |\n|---|---|---|---|")
    for run in GAMES:
        if not there(run):
            continue
        for channel in ["intact", "muted", "shuffled", "scrambled"]:
            e = ask("eval", RUNS.path(run), "--split", "train", "--episodes", "1000", "--channel", channel)
            success, reward = e["success_rate"], e["return"]
            low, high = success["ci95"]
            print(
                f"| {run} | {channel} | {success['mean']:.4f} [{low:.4f}, {high:.4f}] |"
                f" {reward['mean']:.3f} [{reward['ci95'][0]:.3f}, {reward['ci95'][1]:.3f}] |"
            )
    print()


def causes():
    print("## What a message does: interventions on what is heard, means over five pairs, and pairs that pass each gate\n")
    gates = ["symbol entropy", "whole-message patch", "held-out lookup", "one-symbol substitution", "scramble"]
    print("| run | patch: TV | flips | same meaning: TV | flips |", " | ".join(gates), "|\n|---|---|---|---|---|" + "---|" * len(gates))
    for run in GAMES[:-1]:
        if not there(run):
            continue
        answer = ask("stats", RUNS.path(run), "--communication", "--attribute", "parity", "--probe-episodes", "256",
                     "--permutations", "20", "--bootstraps", "200")
        ears = answer["communication"]["interventions"]["ears"]
        of = lambda name, what: mean([ear["effects"][name][f"intervention_{what}"]["value"] for ear in ears])
        cells = [f"{of(name, what):.4f}" for name in ("patch", "same_meaning") for what in ("tv", "flip_rate")]
        verdicts = [(gate["name"], gate["passed"]) for ear in ears for gate in ear["gates"]]
        judged = any(passed is not None for _, passed in verdicts)
        passed = lambda gate: f"{verdicts.count((gate, True))} of {len(ears)}" if judged else "not judged"
        print(f"| {run} |", " | ".join(cells), "|", " | ".join(passed(gate) for gate in gates), "|")
    print()


def sooner():
    print("## Episodes a pair until success of the window is .99\n")
    for run in ["private", "private-vq-frozen"]:
        if there(run):
            done = [r["env_steps"] for r in rows(run) if r["success_rate"] and r["success_rate"] >= 0.99]
            # Two steps an episode, five pairs.
            print(f"- {run}: {done[0] // 10 if done else 'never'}")
    print()


def score():
    print("## Channels in ScoreG, at equal budget\n")
    print("| channel | seeds | env steps | success, last tenth | words used | word entropy, bits | topsim |")
    print("|---|---|---|---|---|---|---|")
    for kind in ["token", "vq", "continuous", "none"]:
        runs = [rows(f"score-{kind}-{seed}") for seed in SEEDS if there(f"score-{kind}-{seed}")]
        if not runs:
            continue
        tail = [run[-max(1, len(run) // 10) :] for run in runs]
        rates = [mean([r["success_rate"] for r in part if r["success_rate"] is not None]) for part in tail]
        words = [part[-1]["words_used"] for part in tail]
        entropy = [part[-1]["word_entropy_bits"] or 0.0 for part in tail]
        topsims = [[r["language.topsim"] for r in run if r["language.topsim"] is not None] for run in runs]
        topsims = [values[-1] for values in topsims if values]
        print(
            f"| {kind} | {len(runs)} | {runs[0][-1]['env_steps']} | {show(rates)} | {mean(words):.1f} |"
            f" {mean(entropy):.3f} | {show(topsims) if topsims else 'undefined'} |"
        )
    print()


def power_laws():
    print("## Is the use of symbols a power law?\n")
    print("| run | what | n kinds | alpha | xmin | n tail | p | verdict |\n|---|---|---|---|---|---|---|---|")
    runs = [f"published-{seed}" for seed in SEEDS] + ["zero-rate-critic-1", "private", "parity-vq-frozen", "score-token-1"]
    for run in runs:
        if not there(run):
            continue
        answer = ask("stats", RUNS.path(run), "--permutations", "0", "--bootstraps", "0")
        for what in ["power_law", "power_law_of_messages"]:
            law = answer.get(what)
            if law is None:
                continue
            number = lambda key: "" if law.get(key) is None else f"{law[key]:.4g}"
            verdict = law.get("verdict") or law.get("insufficient") or ""
            print(
                f"| {run} | {what} | {law.get('n', '')} | {number('alpha')} | {number('xmin')} |"
                f" {number('n_tail')} | {number('p')} | {verdict} |"
            )
    print()


for part in [flaws, perception, levels, games, causes, sooner, score, power_laws]:
    if not sys.argv[3:] or part.__name__ in sys.argv[3:]:
        part()
