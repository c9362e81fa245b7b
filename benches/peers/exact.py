#!/usr/bin/env python3
"""Small instances with groups of several sizes, proven by OR-tools' CP-SAT, against `rengang solve`.

For each instance and objective: score and bound of `rengang solve` beside the proven optimum. Prints how far from the
optimum the scores are on average and at worst, how often the most people were placed, how often the optimum was
proven, and every broken promise (a bound below the optimum, a place above its capacity).
"""

import argparse
import json
import pathlib
import random
import subprocess
import tempfile

from ortools.sat.python import cp_model

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent


class Instance:
    """Groups of 1 to `largest`, places that are short of room by a fifth, scores that neighbours share."""

    def __init__(self, rng: random.Random) -> None:
        groups, places = rng.randint(15, 80), rng.randint(3, 15)
        largest = rng.choice([2, 3, 5, 8])
        self.size = [rng.randint(1, largest) for _ in range(groups)]
        share = sum(self.size) * rng.uniform(0.6, 1.1) / places
        self.capacity = [rng.randint(0, round(2 * share)) for _ in range(places)]
        density = rng.choice([0.3, 0.6, 1.0])
        most = rng.choice([10, 100, 10_000])
        appeal = [rng.random() for _ in range(places)]
        self.score = {
            (i, j): round(size * most * (0.5 * rng.random() + 0.5 * appeal[j]))
            for i, size in enumerate(self.size)
            for j in range(places)
            if rng.random() < density
        }

    def write(self, path: pathlib.Path) -> None:
        lines = [f"p assign {len(self.size)} {len(self.capacity)}"]
        lines += [f"v {j} {takes}" for j, takes in enumerate(self.capacity, 1)]
        lines += [f"g {i} {size}" for i, size in enumerate(self.size, 1)]
        lines += [f"e {i + 1} {j + 1} {score}" for (i, j), score in self.score.items()]
        path.write_text("\n".join(lines) + "\n")

    def optimum(self, people_first: bool, seconds: float) -> tuple[int, int] | None:
        """People and score of the proven optimum; `None` where there was no time to prove it."""
        model = cp_model.CpModel()
        goes = {pair: model.new_bool_var("") for pair in self.score}
        for i in range(len(self.size)):
            model.add_at_most_one(goes[pair] for pair in goes if pair[0] == i)
        for j, takes in enumerate(self.capacity):
            model.add(sum(self.size[i] * goes[i, k] for i, k in goes if k == j) <= takes)
        people = sum(self.size[i] * var for (i, _), var in goes.items())
        score = sum(self.score[pair] * var for pair, var in goes.items())
        solver = cp_model.CpSolver()
        solver.parameters.max_time_in_seconds = seconds
        solver.parameters.num_workers = 2
        most = 0
        if people_first:
            model.maximize(people)
            if solver.solve(model) != cp_model.OPTIMAL:
                return None
            most = round(solver.objective_value)
            model.add(people == most)
        model.maximize(score)
        if solver.solve(model) != cp_model.OPTIMAL:
            return None
        return most, round(solver.objective_value)

    def is_kept_by(self, answer: dict) -> bool:
        left = list(self.capacity)
        for i, j in answer["assignment"]:
            left[j - 1] -= self.size[i - 1]
        score = sum(self.score[i - 1, j - 1] for i, j in answer["assignment"])
        groups = {i for i, _ in answer["assignment"]}
        return min(left) >= 0 and score == answer["score"] and len(groups) == len(answer["assignment"])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--instances", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=10, help="for CP-SAT, an instance and objective")
    parser.add_argument("--rengang", default=ROOT / "target/release/rengang")
    args = parser.parse_args()
    rng = random.Random(args.seed)
    file = pathlib.Path(tempfile.mkdtemp()) / "instance.txt"
    for objective in ["people-first", "score-first"]:
        missing, fewer, proven, unfinished = [], 0, 0, 0
        for number in range(args.instances):
            instance = Instance(rng)
            optimum = instance.optimum(objective == "people-first", args.seconds)
            if optimum is None:
                unfinished += 1
                continue
            instance.write(file)
            command = [args.rengang, "solve", file, "--json", "--assignment", "--objective", objective]
            answer = json.loads(subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout)
            people, score = optimum
            if not instance.is_kept_by(answer) or answer["bound"] < score:
                print(f"BROKEN: {objective} instance {number}: {answer} against {optimum}")
            if objective == "people-first" and answer["people_placed"] < people:
                fewer += 1
            else:
                missing.append(1 - answer["score"] / score if score else 0.0)
            proven += answer["score"] == answer["bound"] == score
        print(
            f"{objective}: {len(missing) + fewer} instances, {unfinished} unfinished by CP-SAT; "
            f"score below the optimum by {sum(missing) / max(len(missing), 1):.4%} on average, {max(missing, default=0):.3%} at "
            f"worst; fewer people than possible in {fewer}; proven here {proven}"
        )


if __name__ == "__main__":
    main()
