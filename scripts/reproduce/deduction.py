"""Reads the runs of scripts/reproduce/deduction and prints the tables of runs/results/deduction.md.

    python3 deduction.py FOLDER PROTOLANG [PART...]     (all parts where none is named)
"""

import functools
import sys

from reading import Runs, iqm, mean, show

RUNS = Runs(sys.argv[1], sys.argv[2])
SEEDS = [1, 2, 3, 4, 5]
EPISODES = "1024"
# Of each seed and column in tables with many rows.
FEWER = "512"
CHANNELS = ["intact", "muted", "shuffled", "disbelieved"]
# Every evaluation configuration of the paper (arXiv:2502.06060) that is not the base one, a preset each.
ELSEWHERE = (
    [(f"{w} x {h} rooms", f"deduction-{w}x{h}") for w, h in [(2, 1), (1, 3), (2, 3), (3, 2)]]
    + [(f"{tasks} tasks", f"deduction-{tasks}-tasks") for tasks in [2, 3, 5, 6]]
    + [(f"{crew} crewmates", f"deduction-{crew}-crew") for crew in [3, 5]]
)
IMPOSTORS = ["random", "always-kill", "kill-when-alone"]


@functools.lru_cache(maxsize=None)
def crew(run, channel="intact", settings=(), episodes=EPISODES, preset=None):
    """Share of games that the crew wins, under the game of a preset where one is named."""
    options = [part for setting in settings for part in ("--set", setting)]
    options += ["--as", preset] if preset else []
    found = RUNS.ask("eval", RUNS.path(run), "--episodes", episodes, "--channel", channel, *options)
    return found["win_rate"]["crew"]["mean"]


def seeds_of(kind):
    return [seed for seed in SEEDS if RUNS.there(f"{kind}-{seed}")]


def across(kind, **how):
    return show([crew(f"{kind}-{seed}", **how) for seed in seeds_of(kind)], iqm)


def scripted(crew_script, impostor, voter):
    found = RUNS.ask("play", "deduction", "--policy", f"{crew_script}/{impostor}/{voter}", "--episodes", "4000")
    return f"{found['success_rate']['mean']:.3f}"


def table(head, body):
    print("|", " | ".join(head), "|\n|" + "---|" * len(head))
    for row in body:
        print("|", " | ".join(row), "|")
    print()


def by_channel(first, kinds, **how):
    """A row for each kind of run that is there, a column a channel."""
    table(
        [first, "seeds", *CHANNELS],
        [
            [name, str(len(seeds_of(kind))), *(across(kind, channel=channel, **how) for channel in CHANNELS)]
            for kind, name in kinds
            if seeds_of(kind)
        ],
    )


def recipe():
    print(f"## The recipe, part by part: share of games that the crew wins, {EPISODES} games a seed and channel\n")
    kinds = [("rl", "RL"), ("rll", "RL+L"), ("rls", "RL+L+S"), ("mute", "the control: RL+L+S, nobody hears")]
    by_channel("trained with", kinds)
    pairs = [crew(f"rls-{seed}") - crew(f"mute-{seed}") for seed in seeds_of("mute") if RUNS.there(f"rls-{seed}")]
    if pairs:
        claim = "" if len(pairs) >= 5 else f" {len(pairs)} seeds: no claim, which takes at least five."
        print(f"RL+L+S above the control of its seed, intact, {len(pairs)} seeds: {show(pairs, iqm)}.{claim}\n")
    print("Seed by seed, intact:\n")
    table(
        ["trained with", *(f"seed {seed}" for seed in SEEDS)],
        [[name, *(f"{crew(f'{kind}-{seed}'):.3f}" for seed in seeds_of(kind))] for kind, name in kinds if seeds_of(kind)],
    )


def beliefs():
    print("## What they believe and what talk changes, last tenth of training\n")
    body = []
    for kind, name in [("rl", "RL"), ("rll", "RL+L"), ("rls", "RL+L+S"), ("mute", "the control: RL+L+S, nobody hears")]:
        tails = [RUNS.rows(f"{kind}-{seed}") for seed in seeds_of(kind)]
        tails = [rows[-max(1, len(rows) // 10) :] for rows in tails]
        if not tails:
            continue
        of = lambda column: show([mean([row[column][1] for row in rows if row[column][1] is not None]) for rows in tails], iqm)
        body.append([name, of("belief"), of("persuasion"), of("message_entropy")])
    table(["trained with", "probability of the impostor", "change by a message", "entropy of a message, nats"], body)


def ceilings():
    print("## Scripted voters with the same movement, 4,000 games each\n")
    voters = ["uniform", "private", "shared", "oracle"]
    table(["impostor", *voters], [[i, *(scripted("always-report", i, v) for v in voters)] for i in IMPOSTORS])


def impostors():
    print(f"## Against other scripted impostors, {FEWER} games a seed\n")
    kinds = [("rl", "RL"), ("rll", "RL+L"), ("rls", "RL+L+S")]
    against = lambda i: {"settings": (f"population.scripted_policy=always-report/{i}/uniform",), "episodes": FEWER}
    body = []
    for i in IMPOSTORS:
        body.append([i, *(across(kind, **against(i)) for kind, _ in kinds if seeds_of(kind))])
        body[-1].append(across("rls", channel="muted", **against(i)))
    table(["impostor", *(name for kind, name in kinds if seeds_of(kind)), "RL+L+S, muted"], body)


def elsewhere():
    print(f"## Other maps, tasks and crews than those of training, {FEWER} games a seed: no control was trained, no claim\n")
    kinds = [("rl", "RL"), ("rls", "RL+L+S")]
    body = []
    for name, preset in ELSEWHERE:
        how = {"preset": preset, "episodes": FEWER}
        row = [across(kind, **how) for kind, _ in kinds if seeds_of(kind)]
        body.append([name, *row, across("rls", channel="muted", **how)])
    table(["configuration", *(name for kind, name in kinds if seeds_of(kind)), "RL+L+S, muted"], body)


def testimony():
    print("## What the crew's words tell, and what they do to listeners: RL+L+S, a row a seed\n")
    about = ["suspects", "witnessed", "room"]
    body = []
    for seed in seeds_of("rls"):
        answer = RUNS.ask("stats", RUNS.path(f"rls-{seed}"), "--testimony", "--permutations", "40")
        crew = answer.get("testimony", answer)["networks"][-1]
        row = [str(seed)]
        for attribute in about:
            cells = [cell for cell in crew["positions"] if cell["attribute"] == attribute]
            best = max(cells, key=lambda cell: cell["bits"])
            chance = "" if best["verdict"] == "above_chance" else ", not distinguishable from chance"
            row.append(f"{best['bits']:.3f} ({best['null']['mean']:.3f}{chance})")
        beyond = [cell for cell in crew["evidence_beyond_suspicion"] if cell["attribute"] == "witnessed"]
        row.append("yes" if any(cell["verdict"] == "above_chance" for cell in beyond) else "not shown")
        heard = crew["heard_instead"]
        row += [f"{heard[name]['distance']['mean']:.3f}" for name in ("same", "other")]
        row += [f"{heard[name]['toward']['mean']:+.3f}" for name in ("same", "other", "silence")]
        body.append(row)
    told = [f"bits of {attribute} (shuffled)" for attribute in about]
    moved = ["TV, same suspicion", "TV, other", "towards it: same", "other", "silence"]
    table(["seed", *told, "witness beyond suspicion", *moved], body)


def adaptive():
    kinds = [
        ("imp1", "impostor 1 learns against crew 1 (RL+L+S)"),
        ("crew2", "crew 2 learns against impostor 1"),
        ("imp2", "impostor 2 learns on, against crew 1"),
        ("crew3", "crew 3 learns against impostors 1 and 2"),
        ("imp3", "impostor 3 learns against crew 2"),
    ]
    if not seeds_of("imp1"):
        return
    print("## Adaptive impostors, round by round: games that the crew wins after each stage; no control was trained, no claim\n")
    by_channel("stage", kinds)


def others():
    kinds = [
        ("own", "RL+L+S, a network in every seat, 4 million steps"),
        ("own-rl", "RL, a network in every seat, 4 million steps"),
        ("moving", "RL+L+S, crewmates learn to move too"),
        ("moving-rl", "RL, crewmates learn to move too"),
    ]
    if not any(seeds_of(kind) for kind, _ in kinds):
        return
    print("## Own parameters, and learnt movement: no control was trained, no claim\n")
    by_channel("trained with", kinds)


def options():
    """What else the recipe has; crews of the training mixture are judged in the base configuration."""
    kinds = [
        ("base", "the base on random play, before any reward"),
        ("based", "RL+L+S, begun with that base"),
        ("mixture", "RL+L+S on the training mixture"),
        ("answer", "RL+L+S, critics that see who it is"),
        ("predicting", "RL+L+S and prediction of what is seen next"),
        ("referred", "RL+L+S learning on, held to the way it spoke"),
        ("codes", "RL+L+S in codes of the own VQ-VAE"),
    ]
    if not any(seeds_of(kind) for kind, _ in kinds):
        return
    print("## What else the recipe has, in the base configuration: no control was trained, no claim\n")
    base = ("game.randomize=false", "game.cooldown=5", "game.discussion_turns=2")
    base += ('population.scripted_actions=["all","all-but-votes","all-but-votes","all-but-votes","all-but-votes"]',)
    by_channel("trained with", kinds, settings=base)


PARTS = [recipe, beliefs, ceilings, testimony, impostors, elsewhere, adaptive, others, options]
for part in PARTS:
    if not sys.argv[3:] or part.__name__ in sys.argv[3:]:
        part()
