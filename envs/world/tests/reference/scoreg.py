"""Episodes of ScoreG played by its authors' own program, for `cargo test` to compare ours with.

    git clone https://github.com/maytusp/foraging_game   (the files used are of commit c7c2d73)
    echo > constants.py; echo > keyboard_control.py      (they only serve drawing, and need its images)
    PYTHONPATH=. python scoreg.py episodes > scoreg.json
    PYTHONPATH=. python scoreg.py random 200000

needs numpy, gymnasium, pettingzoo, pygame. Their program is neither copied nor needed to run the tests.
"""

import json
import random
import sys

import numpy as np

from environments.pickup_high_v1 import Environment

# Their options, and the same in ours.
VARIANTS = [
    ({}, {}),
    ({"agent_visible": True, "num_walls": 3}, {"partner_visible": True, "walls": 3}),
    ({"grid_size": 7, "image_size": 5, "max_steps": 14}, {"grid": 7, "window": 5, "max_steps": 14}),
    ({"unidirectional": True, "mode": "test"}, {"split": "test", "one_way": True}),
    ({"time_pressure": False, "mode": "test", "test_moderate_score": True},
     {"time_bonus": False, "split": "hard"}),
    ({"use_unseen_loc": True, "grid_size": 9, "max_steps": 20},
     {"item_rows": [1], "grid": 9, "max_steps": 20}),
]
EPISODES = 30


def make(options):
    options = {"image_size": 3, "n_words": 4, **options}
    return Environment(use_message=True, torch_order=False, seed=1, **options)


def numbers(array):
    return [int(x) for x in np.asarray(array).reshape(-1)]


def seen(observations):
    """Window, position and message of each agent."""
    return [
        [numbers(observations[i]["image"]), numbers(observations[i]["location"]),
         numbers(observations[i]["message"])]
        for i in range(2)
    ]


def choose(env, agent, goal):
    """Walks to the goal most of the time and lifts when near, so that every rule is met."""
    if random.random() < 0.3:
        return random.randrange(5)
    (row, col), (goal_row, goal_col) = env.agent_maps[agent].position, goal
    if max(abs(row - goal_row), abs(col - goal_col)) <= 1:
        return 4
    moves = []
    if row != goal_row:
        moves.append(0 if goal_row < row else 1)
    if col != goal_col:
        moves.append(2 if goal_col < col else 3)
    return random.choice(moves)


def episode(env):
    observations, _ = env.reset()
    record = {
        "agents": [numbers(agent.position) for agent in env.agent_maps],
        "items": [numbers(food.position) for food in env.foods],
        "scores": [int(food.energy_score) for food in env.foods],
        "owns": [int(np.where(env.score_visible_to_agent == i)[0][0]) for i in range(2)],
        "walls": [numbers(wall.position) for wall in env.wall_list],
        "first": seen(observations),
        "steps": [],
    }
    goal = record["items"][random.randrange(2)]
    while True:
        actions = [choose(env, i, goal) for i in range(2)]
        said = [random.randrange(4) for _ in range(2)]
        observations, rewards, dones, _, infos = env.step(
            {i: {"action": actions[i], "message": said[i]} for i in range(2)})
        record["steps"].append(
            [actions, said, seen(observations), [float(rewards[i]) for i in range(2)], dones[0]])
        if dones[0]:
            record["success"] = int(infos[0]["episode"]["success"])
            return record


def play_randomly(episodes):
    env = make({})
    successes, returns, lengths = 0, 0.0, 0
    for _ in range(episodes):
        env.reset()
        done = False
        while not done:
            actions = {i: {"action": random.randrange(5), "message": 0} for i in range(2)}
            _, rewards, dones, _, infos = env.step(actions)
            returns += rewards[0]
            done = dones[0]
        successes += infos[0]["episode"]["success"]
        lengths += infos[0]["episode"]["l"]
    print(json.dumps({"episodes": episodes, "successes": int(successes),
                      "return": returns / episodes, "length": lengths / episodes}))


if __name__ == "__main__":
    random.seed(1)
    np.random.seed(1)
    if sys.argv[1] == "random":
        play_randomly(int(sys.argv[2]))
    else:
        print("[", end="")
        for index, (theirs, ours) in enumerate(VARIANTS):
            env = make(theirs)
            np.random.seed(index)
            for number in range(EPISODES):
                record = {"variant": ours, **episode(env)}
                comma = "" if index == number == 0 else ","
                print(comma + "\n" + json.dumps(record, separators=(",", ":")), end="")
        print("\n]")
