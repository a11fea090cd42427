#!/usr/bin/env python3
"""Reference values for the learner, computed by PyTorch.

Regenerate (any torch 2.x with NumPy; no GPU is used):

    python3 -m venv /tmp/reference && /tmp/reference/bin/pip install torch numpy
    /tmp/reference/bin/python scripts/reference/learner.py agents/tests/reference/learner.json

The same seeds give the same inputs. Outputs may differ in the last digit between versions of
PyTorch, so the version is written into the file.

Every input is a float32 number. Every output is computed in float64 from those inputs with
PyTorch's own modules and then rounded to float32, so what a float32 program deviates by is its own
rounding. An array is `{"shape": [...], "data": [...]}` in row-major order; flags are 0 or 1.

gae         Time-major [T, N].
            delta_t = r_t + gamma (1 - terminated_t) V_next_t - V_t, where V_next_t is
            `final_values` at a truncation, else the value of the next step (`bootstrap` after the
            last one); A_t = delta_t + gamma lambda (1 - done_t) A_{t+1}, done = terminated or
            truncated; returns = A + V. Termination wins where both flags are set.
            The loop of CleanRL must give the same wherever nothing is truncated (asserted).
ppo_loss    CleanRL's `ppo.py` for one minibatch of N samples: advantages normalised in the
            minibatch (unbiased deviation, + 1e-8); clipped ratios for the action and for the
            message separately, with the same advantage; the log-probability and the entropy of a
            message are sums over its L symbols; value loss = 0.5 mean(max(unclipped, clipped));
            loss = action + message - ent_action H_action - ent_message H_message + vf value;
            approx_kl = mean((ratio - 1) - log ratio); clip_fraction = mean(|ratio - 1| > clip).
adam        `torch.optim.Adam`, one step per gradient, with the learning rate of that step.
grad_clip   `torch.nn.utils.clip_grad_norm_` over two tensors together.
lstm        `torch.nn.LSTM`, gates in the order i, f, g, o, both biases, stepped one by one; before
            step t the state is multiplied by (1 - done_t), as CleanRL does. Gradients are those of
            sum(h * G), through time and through the masks.
orthogonal  `torch.nn.init.orthogonal_` where the Gaussian it draws is `gaussian`.
network     The reference network of the foraging game with scores: grid 18 -> 256 -> 256 -> 128 ->
            16, ReLU after each; position 2 -> 4; embedding 4 x 16 -> linear 16 -> ReLU;
            concatenated in this order (36) -> LSTM 128 -> action 5, message 4, value 1.
            Parameters are not stored: tensor number i of `tensors`, flattened row-major in torch's
            layout [out, in], holds 0.05 sin(0.37 k + i) at k, computed in float64, rounded to
            float32. `gradient_norms` are of sum(action * G_action) + sum(message * G_message) +
            sum(value * G_value), one L2 norm for each tensor.
network_strong  The same with another fill, since a sine of a linear argument makes matrices of
            rank 2 through which the grid hardly shows in the output: tensor i holds
            scale_i sin(0.7391 k k + i), with scale_i from `tensors`.
"""

import json
import sys
from unittest import mock

import numpy as np
import torch
from torch import nn

torch.set_num_threads(1)
torch.use_deterministic_algorithms(True)
torch.set_default_dtype(torch.float64)


def rng(seed):
    return np.random.Generator(np.random.PCG64(seed))


def f32(values):
    """Rounds to float32 and widens again: what is stored is exactly what is computed with."""
    if torch.is_tensor(values):
        values = values.detach().numpy()
    return torch.tensor(np.asarray(values, dtype=np.float32).astype(np.float64))


def array(tensor):
    values = np.asarray(tensor.detach() if torch.is_tensor(tensor) else tensor)
    if values.dtype.kind in "iub":
        data = [int(v) for v in values.reshape(-1)]
    else:
        # The shortest decimal that reads back as the same float32.
        data = [float(str(v)) for v in values.astype(np.float32).reshape(-1)]
    return {"shape": list(values.shape), "data": data}


def number(value):
    return float(str(np.float32(value.item())))


# ------------------------------------------------------------------------------------------- gae


def gae(rewards, values, terminated, truncated, bootstrap, final_values, gamma, lam):
    steps = len(rewards)
    following = torch.cat([values[1:], bootstrap[None]])
    following = torch.where(truncated > 0, final_values, following)
    delta = rewards + gamma * (1 - terminated) * following - values
    done = torch.maximum(terminated, truncated)
    advantages = torch.zeros_like(rewards)
    last = torch.zeros_like(bootstrap)
    for t in reversed(range(steps)):
        last = delta[t] + gamma * lam * (1 - done[t]) * last
        advantages[t] = last
    return advantages, advantages + values


def cleanrl_gae(rewards, values, terminated, bootstrap, gamma, lam):
    """The loop of CleanRL's ppo.py, where dones[t] says that step t starts a new episode."""
    steps = len(rewards)
    dones = torch.cat([torch.zeros_like(terminated[:1]), terminated[:-1]])
    next_done = terminated[-1]
    advantages = torch.zeros_like(rewards)
    lastgaelam = 0
    for t in reversed(range(steps)):
        if t == steps - 1:
            nextnonterminal = 1.0 - next_done
            nextvalues = bootstrap
        else:
            nextnonterminal = 1.0 - dones[t + 1]
            nextvalues = values[t + 1]
        delta = rewards[t] + gamma * nextvalues * nextnonterminal - values[t]
        advantages[t] = lastgaelam = delta + gamma * lam * nextnonterminal * lastgaelam
    return advantages


def gae_cases():
    cases = []
    for index, (name, steps, lanes, p_terminated, p_truncated) in enumerate(
        [
            ("no_done", 8, 3, 0.0, 0.0),
            ("all_terminated", 5, 2, 1.0, 0.0),
            ("all_truncated", 5, 2, 0.0, 1.0),
            ("terminated_only", 16, 4, 0.25, 0.0),
            ("mixture", 16, 5, 0.15, 0.15),
            ("both_flags", 4, 2, 1.0, 1.0),
            ("one_step", 1, 4, 0.3, 0.3),
        ]
    ):
        r = rng(100 + index)
        rewards = f32(r.normal(size=(steps, lanes)))
        values = f32(r.normal(size=(steps, lanes)))
        bootstrap = f32(r.normal(size=lanes))
        terminated = f32(r.random((steps, lanes)) < p_terminated)
        truncated = f32(r.random((steps, lanes)) < p_truncated)
        final_values = f32(r.normal(size=(steps, lanes))) * truncated
        gamma, lam = 0.99, 0.95
        advantages, returns = gae(rewards, values, terminated, truncated, bootstrap, final_values, gamma, lam)
        if p_truncated == 0:
            expected = cleanrl_gae(rewards, values, terminated, bootstrap, gamma, lam)
            assert torch.allclose(advantages, expected, rtol=0, atol=1e-12), name
        cases.append(
            {
                "name": name,
                "gamma": gamma,
                "lambda": lam,
                "rewards": array(rewards),
                "values": array(values),
                "terminated": array(terminated.to(torch.int64)),
                "truncated": array(truncated.to(torch.int64)),
                "bootstrap": array(bootstrap),
                "final_values": array(final_values),
                "advantages": array(advantages),
                "returns": array(returns),
            }
        )
    return cases


# -------------------------------------------------------------------------------------- ppo_loss


def clipped_policy_loss(new_log_prob, old_log_prob, advantages, clip):
    log_ratio = new_log_prob - old_log_prob
    ratio = log_ratio.exp()
    # A ratio on the edge of the clip range would let float32 rounding decide the branch.
    assert ((ratio - 1).abs() - clip).abs().min() > 1e-4
    loss = torch.max(-advantages * ratio, -advantages * torch.clamp(ratio, 1 - clip, 1 + clip)).mean()
    with torch.no_grad():
        approx_kl = ((ratio - 1) - log_ratio).mean()
        clip_fraction = ((ratio - 1.0).abs() > clip).double().mean()
    return loss, approx_kl, clip_fraction


def ppo_cases():
    cases = []
    for index, (name, samples, actions_n, length, symbols_n, drift) in enumerate(
        [
            ("one_symbol", 12, 5, 1, 4, 0.15),
            ("three_symbols", 10, 6, 3, 5, 0.15),
            ("first_epoch", 8, 5, 1, 4, 0.0),
            ("far_off", 16, 5, 2, 8, 0.8),
        ]
    ):
        r = rng(200 + index)
        clip, vf, ent_action, ent_message = 0.1, 0.5, 0.01, 0.002
        action_logits = f32(r.normal(size=(samples, actions_n))).requires_grad_()
        message_logits = f32(r.normal(size=(samples, length, symbols_n))).requires_grad_()
        new_values = f32(r.normal(size=samples)).requires_grad_()
        actions = torch.tensor(r.integers(actions_n, size=samples))
        symbols = torch.tensor(r.integers(symbols_n, size=(samples, length)))
        action = torch.distributions.Categorical(logits=action_logits)
        message = torch.distributions.Categorical(logits=message_logits)
        action_log_prob = action.log_prob(actions)
        message_log_prob = message.log_prob(symbols).sum(-1)
        if drift:
            old_action = f32(action_log_prob.detach().numpy() + drift * r.normal(size=samples))
            old_message = f32(message_log_prob.detach().numpy() + drift * r.normal(size=samples))
            old_values = f32(new_values.detach().numpy() + drift * r.normal(size=samples))
        else:
            old_action = f32(action_log_prob.detach())
            old_message = f32(message_log_prob.detach())
            old_values = f32(new_values.detach())
        advantages = f32(r.normal(loc=0.3, scale=2.0, size=samples))
        returns = f32(r.normal(size=samples))

        normalised = (advantages - advantages.mean()) / (advantages.std() + 1e-8)
        action_loss, action_kl, action_clipped = clipped_policy_loss(action_log_prob, old_action, normalised, clip)
        message_loss, message_kl, message_clipped = clipped_policy_loss(message_log_prob, old_message, normalised, clip)
        unclipped = (new_values - returns) ** 2
        near = old_values + torch.clamp(new_values - old_values, -clip, clip)
        value_loss = 0.5 * torch.max(unclipped, (near - returns) ** 2).mean()
        action_entropy = action.entropy().mean()
        message_entropy = message.entropy().sum(-1).mean()
        total = (
            action_loss
            + message_loss
            - ent_action * action_entropy
            - ent_message * message_entropy
            + vf * value_loss
        )
        total.backward()
        cases.append(
            {
                "name": name,
                "clip": clip,
                "value_coefficient": vf,
                "action_entropy_coefficient": ent_action,
                "message_entropy_coefficient": ent_message,
                "action_logits": array(action_logits),
                "message_logits": array(message_logits),
                "new_values": array(new_values),
                "actions": array(actions),
                "symbols": array(symbols),
                "old_action_log_prob": array(old_action),
                "old_message_log_prob": array(old_message),
                "old_values": array(old_values),
                "advantages": array(advantages),
                "returns": array(returns),
                "normalised_advantages": array(normalised),
                "action_log_prob": array(action_log_prob),
                "message_log_prob": array(message_log_prob),
                "action_loss": number(action_loss),
                "message_loss": number(message_loss),
                "value_loss": number(value_loss),
                "action_entropy": number(action_entropy),
                "message_entropy": number(message_entropy),
                "total_loss": number(total),
                "action_approx_kl": number(action_kl),
                "message_approx_kl": number(message_kl),
                "action_clip_fraction": number(action_clipped),
                "message_clip_fraction": number(message_clipped),
                "action_logits_gradient": array(action_logits.grad),
                "message_logits_gradient": array(message_logits.grad),
                "new_values_gradient": array(new_values.grad),
            }
        )
    return cases


# ------------------------------------------------------------------------------------------ adam


def adam_cases():
    cases = []
    for index, (name, shape, rates, scale) in enumerate(
        [
            ("constant_rate", (3, 4), [2.5e-4] * 5, 1.0),
            ("annealed_rate", (7,), [1e-3, 8e-4, 6e-4, 4e-4, 2e-4], 1.0),
            # Gradients near eps: here it shows whether eps is added outside the root.
            ("tiny_gradients", (5,), [1e-2] * 5, 1e-5),
        ]
    ):
        r = rng(300 + index)
        parameter = nn.Parameter(f32(r.normal(size=shape)))
        start = parameter.detach().clone()
        gradients = [f32(scale * r.normal(size=shape)) for _ in rates]
        optimizer = torch.optim.Adam([parameter], lr=rates[0], betas=(0.9, 0.999), eps=1e-5)
        steps = []
        for rate, gradient in zip(rates, gradients):
            optimizer.param_groups[0]["lr"] = rate
            parameter.grad = gradient.clone()
            optimizer.step()
            state = optimizer.state[parameter]
            steps.append(
                {
                    "learning_rate": rate,
                    "gradient": array(gradient),
                    "parameter": array(parameter),
                    "m": array(state["exp_avg"]),
                    "v": array(state["exp_avg_sq"]),
                }
            )
        cases.append(
            {"name": name, "beta1": 0.9, "beta2": 0.999, "eps": 1e-5, "parameter": array(start), "steps": steps}
        )
    return cases


def grad_clip_cases():
    cases = []
    for index, (name, scale) in enumerate([("above", 1.0), ("below", 0.05)]):
        r = rng(400 + index)
        first, second = (nn.Parameter(torch.zeros(shape)) for shape in [(4, 3), (5,)])
        gradients = [f32(scale * r.normal(size=p.shape)) for p in (first, second)]
        first.grad, second.grad = (g.clone() for g in gradients)
        norm = nn.utils.clip_grad_norm_([first, second], 0.5)
        assert (norm > 0.5) == (name == "above")
        cases.append(
            {
                "name": name,
                "max_norm": 0.5,
                "gradients": [array(g) for g in gradients],
                "norm": number(norm),
                "clipped": [array(p.grad) for p in (first, second)],
            }
        )
    return cases


# ------------------------------------------------------------------------------------------ lstm


def lstm_cases():
    steps, batch, inputs, hidden = 7, 5, 6, 8
    cases = []
    for index, (name, p_done, from_zero) in enumerate(
        [("zero_state", 0.0, True), ("given_state", 0.0, False), ("masked", 0.3, False), ("all_masked", 1.0, False)]
    ):
        r = rng(500 + index)
        lstm = nn.LSTM(inputs, hidden)
        bound = 1 / np.sqrt(hidden)
        weights = {}
        for parameter_name, parameter in lstm.named_parameters():
            with torch.no_grad():
                parameter.copy_(f32(r.uniform(-bound, bound, size=parameter.shape)))
            weights[parameter_name.removesuffix("_l0")] = parameter
        x = f32(r.normal(size=(steps, batch, inputs))).requires_grad_()
        done = f32(r.random((steps, batch)) < p_done)
        scale = 0.0 if from_zero else 1.0
        h0 = f32(scale * r.normal(size=(batch, hidden))).requires_grad_()
        c0 = f32(scale * r.normal(size=(batch, hidden))).requires_grad_()
        weight_of_h = f32(r.normal(size=(steps, batch, hidden)))
        h, c = h0[None], c0[None]
        outputs = []
        for t in range(steps):
            keep = (1 - done[t])[None, :, None]
            output, (h, c) = lstm(x[t][None], (keep * h, keep * c))
            outputs.append(output[0])
        sequence = torch.stack(outputs)
        (sequence * weight_of_h).sum().backward()
        case = {
            "name": name,
            "x": array(x),
            "done": array(done.to(torch.int64)),
            "h0": array(h0),
            "c0": array(c0),
            "G": array(weight_of_h),
            "h": array(sequence),
            "h_final": array(h[0]),
            "c_final": array(c[0]),
            "x_gradient": array(x.grad),
            "h0_gradient": array(h0.grad),
            "c0_gradient": array(c0.grad),
        }
        for parameter_name, parameter in weights.items():
            case[parameter_name] = array(parameter)
            case[parameter_name + "_gradient"] = array(parameter.grad)
        cases.append(case)
    return cases


# ------------------------------------------------------------------------------------ orthogonal


def orthogonal_cases():
    cases = []
    for index, (name, rows, columns, gain) in enumerate(
        [("tall", 9, 4, 1.0), ("wide", 4, 9, 0.01), ("square", 6, 6, 1.0), ("tall_gain", 8, 3, 2**0.5), ("row", 1, 7, 1.0)]
    ):
        gaussian = f32(rng(600 + index).normal(size=(rows, columns)))
        result = torch.empty(rows, columns)

        def drawn(self, *_args, **_kwargs):
            return self.copy_(gaussian)

        with mock.patch.object(torch.Tensor, "normal_", drawn):
            nn.init.orthogonal_(result, gain)
        product = result @ result.T if rows < columns else result.T @ result
        assert torch.allclose(product, gain**2 * torch.eye(min(rows, columns)), atol=1e-12)
        cases.append({"name": name, "gain": gain, "gaussian": array(gaussian), "result": array(result)})
    return cases


# --------------------------------------------------------------------------------------- network


class Network(nn.Module):
    def __init__(self, channels=2, words=4):
        super().__init__()
        self.grid = nn.Sequential(
            nn.Linear(9 * channels, 256), nn.ReLU(),
            nn.Linear(256, 256), nn.ReLU(),
            nn.Linear(256, 128), nn.ReLU(),
            nn.Linear(128, 16), nn.ReLU(),
        )  # fmt: skip
        self.position = nn.Linear(2, 4)
        self.embedding = nn.Embedding(words, 16)
        self.message = nn.Linear(16, 16)
        self.lstm = nn.LSTM(16 + 4 + 16, 128)
        self.actor = nn.Linear(128, 5)
        self.message_head = nn.Linear(128, words)
        self.critic = nn.Linear(128, 1)

    def forward(self, grid, position, tokens, h, c):
        heard = torch.relu(self.message(self.embedding(tokens)))
        x = torch.cat([self.grid(grid), self.position(position), heard], -1)
        output, (h, c) = self.lstm(x[None], (h[None], c[None]))
        output = output[0]
        return self.actor(output), self.message_head(output), self.critic(output)[:, 0], h[0], c[0]


def sine(k, index):
    return 0.05 * np.sin(0.37 * k + index)


def strong_sine(k, index, scale):
    return scale * np.sin(0.7391 * (k * k) + index)


def network_case(seed, strong):
    r = rng(seed)
    batch, channels, words = 3, 2, 4
    network = Network(channels, words)
    tensors = []
    # `named_parameters` goes in the order of definition, which is the order of `tensor_index`.
    for index, (name, parameter) in enumerate(network.named_parameters()):
        k = np.arange(parameter.numel(), dtype=np.float64)
        # Keeps the variance of a layer's input: a sine has variance 1/2, ReLU halves it.
        scale = number(torch.tensor(2 / np.sqrt(parameter.shape[-1]))) if parameter.dim() == 2 else 0.1
        if not strong:
            scale = 0.05
        with torch.no_grad():
            fill = strong_sine(k, index, scale) if strong else sine(k, index)
            parameter.copy_(f32(fill).reshape(parameter.shape))
        tensors.append({"index": index, "name": name, "shape": list(parameter.shape), "scale": scale})
    count = sum(p.numel() for p in network.parameters())
    assert count == 192_246 and len(tensors) == 23
    occupancy = r.choice([0, 85, 127, 255], size=(batch, 9)) / 255
    scores = np.zeros((batch, 9))
    scores[0, 1], scores[1, 8], scores[2, 3] = 5 / 255, 250 / 255, 120 / 255
    grid = f32(np.concatenate([occupancy, scores], axis=1))
    position = f32(np.array([[0, 0], [1, 4], [4, 2]]) / 5)
    tokens = torch.tensor([0, 3, 1])
    h0, c0 = (f32(np.concatenate([np.zeros((1, 128)), 0.5 * r.normal(size=(2, 128))])) for _ in range(2))
    action, message, value, h, c = network(grid, position, tokens, h0, c0)
    g_action, g_message, g_value = (f32(r.normal(size=t.shape)) for t in (action, message, value))
    ((action * g_action).sum() + (message * g_message).sum() + (value * g_value).sum()).backward()
    return {
        "parameter_count": count,
        "fill": ("scale * sin(0.7391 * (k * k) + index)" if strong else "scale * sin(0.37 * k + index)")
        + ", float64, rounded to float32",
        "tensors": tensors,
        "grid": array(grid),
        "position": array(position),
        "tokens": array(tokens),
        "h0": array(h0),
        "c0": array(c0),
        "action_logits": array(action),
        "message_logits": array(message),
        "value": array(value),
        "h": array(h),
        "c": array(c),
        "G_action": array(g_action),
        "G_message": array(g_message),
        "G_value": array(g_value),
        "gradient_norms": [number(p.grad.norm()) for p in network.parameters()],
    }


def main():
    if len(sys.argv) != 2:
        sys.exit("usage: learner.py OUT.json")
    reference = {
        "source": "scripts/reference/learner.py",
        "torch": torch.__version__,
        "numpy": np.__version__,
        "gae": gae_cases(),
        "ppo_loss": ppo_cases(),
        "adam": adam_cases(),
        "grad_clip": grad_clip_cases(),
        "lstm": lstm_cases(),
        "orthogonal": orthogonal_cases(),
        "network": network_case(700, strong=False),
        "network_strong": network_case(701, strong=True),
    }
    text = json.dumps(reference, allow_nan=False, separators=(",", ":"))
    # One case a line keeps differences readable.
    text = text.replace('{"name"', '\n{"name"') + "\n"
    with open(sys.argv[1], "w", encoding="utf-8") as file:
        file.write(text)


if __name__ == "__main__":
    main()
