"""Episodes of ScoreG's layout2 variant played by its authors' own program; see scoreg.py.

    PYTHONPATH=. python scoreg_layout2.py > scoreg_layout2.json

needs torch. What they observe after the last step of an episode is that of the next one, so it is left out.
"""

import json
import random

import torch

from environments.torch_scoreg_layout import EnvConfig, TorchForagingEnv, simple_layout_5x5

COMMON = {"layout": "layout2", "simultaneous": True, "last_step_pickup": True,
          "last_step_penalty": True}
# Their options, and the same in ours.
VARIANTS = [
    ({"max_steps": 30, "agent_visible": False, "food_spawn_on_agent_cells": False},
     {"max_steps": 30, "blank_occupancy": True}),
    ({"max_steps": 8, "agent_visible": False, "food_spawn_on_agent_cells": True, "mode": "test"},
     {"max_steps": 8, "blank_occupancy": True, "item_rows": [0, 1], "split": "test"}),
    ({"max_steps": 5, "agent_visible": True, "food_spawn_on_agent_cells": False,
      "time_pressure": False}, {"max_steps": 5, "partner_visible": True, "time_bonus": False}),
]
EPISODES = 60


def choose(at, goal):
    """Walks to the goal most of the time and lifts when near, so that every rule is met."""
    if random.random() < 0.3:
        return random.randrange(5)
    (row, col), (goal_row, goal_col) = at, goal
    if max(abs(row - goal_row), abs(col - goal_col)) <= 1:
        return 4
    moves = []
    if row != goal_row:
        moves.append(0 if goal_row < row else 1)
    if col != goal_col:
        moves.append(2 if goal_col < col else 3)
    return random.choice(moves)


def play(theirs, ours, seed):
    config = EnvConfig(image_size=3, comm_field=100, communication_steps=100, n_words=4, seed=seed,
                       use_compile=False, ascii_layout=simple_layout_5x5, **theirs)
    env = TorchForagingEnv(config, device="cpu", num_envs=EPISODES)
    image, position, _ = env.observe()

    def seen(lane):
        return [[image[lane, agent].permute(1, 2, 0).reshape(-1).int().tolist(),
                 position[lane, agent].int().tolist()] for agent in range(2)]

    records = []
    for lane in range(EPISODES):
        owners = env.score_visible_to_agent[lane].tolist()
        records.append({
            "variant": {**COMMON, **ours},
            "agents": env.agent_pos[lane].tolist(),
            "items": env.food_pos[lane].tolist(),
            "scores": env.food_energy[lane].int().tolist(),
            "owns": [owners.index(agent) for agent in range(2)],
            "first": seen(lane),
            "steps": [],
        })
    goals = [record["items"][random.randrange(2)] for record in records]
    open_lanes = set(range(EPISODES))
    while open_lanes:
        actions = [[choose(env.agent_pos[lane, agent].tolist(), goals[lane]) for agent in range(2)]
                   for lane in range(EPISODES)]
        (image, position, _), rewards, dones, _, _ = env.step(torch.tensor(actions))
        for lane in sorted(open_lanes):
            done = bool(dones[lane])
            records[lane]["steps"].append(
                [actions[lane], None if done else seen(lane), rewards[lane].tolist(), done])
            if done:
                open_lanes.remove(lane)
    return records


if __name__ == "__main__":
    random.seed(2)
    torch.manual_seed(2)
    records = [record for index, (theirs, ours) in enumerate(VARIANTS)
               for record in play(theirs, ours, index)]
    print("[\n" + ",\n".join(json.dumps(r, separators=(",", ":")) for r in records) + "\n]")
