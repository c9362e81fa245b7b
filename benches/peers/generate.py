#!/usr/bin/env python3
"""Writes a neutral instance: people who compete for popular places.

Capacities follow a power law and add up to about as many as there are people, unless told otherwise. A place is
asked for in proportion to its capacity times a log-normal popularity, so that some are
crowded and some stay half empty. Scores are 0..10000: half the pair's own, a quarter each the
person's and the place's. One seed gives one file, to the byte.
"""

import argparse
import sys

import numpy as np

CHUNK = 20_000


def distinct(drawn: np.ndarray, wanted: int) -> list[np.ndarray]:
    """The first `wanted` different places of each row, in the order in which they were drawn."""
    order = np.argsort(drawn, axis=1, kind="stable")
    ranked = np.take_along_axis(drawn, order, axis=1)
    first = np.ones(drawn.shape, dtype=bool)
    first[:, 1:] = ranked[:, 1:] != ranked[:, :-1]
    keep = np.zeros(drawn.shape, dtype=bool)
    np.put_along_axis(keep, order, first, axis=1)
    return [row[mask][:wanted] for row, mask in zip(drawn, keep)]


def capacities(rng: np.random.Generator, places: int, people: int) -> np.ndarray:
    weight = rng.pareto(1.3, places) + 1
    return np.maximum(1, np.rint(weight / weight.sum() * people)).astype(np.int64)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("people", type=int, help="groups in the file")
    parser.add_argument("places", type=int)
    parser.add_argument("--candidates", type=int, default=32, help="places a person may go to")
    parser.add_argument("--crowding", type=float, default=0.75, help="spread of the places' popularity")
    parser.add_argument("--openings", type=float, default=1.0, help="openings for each person")
    parser.add_argument("--paired", type=float, default=0.0, help="share of people who come in twos")
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    rng = np.random.default_rng(args.seed)
    out = sys.stdout.buffer

    twos = round(args.people * args.paired / 2)
    groups = args.people - twos
    size = np.ones(groups, dtype=np.int64)
    size[rng.choice(groups, twos, replace=False)] = 2
    capacity = capacities(rng, args.places, round(args.people * args.openings))
    popularity = capacity * rng.lognormal(0.0, args.crowding, args.places)
    edges = np.cumsum(popularity / popularity.sum())
    appeal = rng.random(args.places)

    out.write(b"c %d people, seed %d\np assign %d %d\n" % (args.people, args.seed, groups, args.places))
    for place, takes in enumerate(capacity.tolist(), 1):
        out.write(b"v %d %d\n" % (place, takes))
    for group in np.flatnonzero(size > 1).tolist():
        out.write(b"g %d %d\n" % (group + 1, size[group]))
    wanted = min(args.candidates, args.places)
    for start in range(0, groups, CHUNK):
        count = min(CHUNK, groups - start)
        drawn = np.searchsorted(edges, rng.random((count, wanted * 3 // 2)), side="right")
        rows = distinct(np.minimum(drawn, args.places - 1), wanted)
        length = np.array([len(row) for row in rows])
        group = np.repeat(np.arange(start, start + count), length)
        place = np.concatenate(rows)
        own = np.repeat(rng.random(count), length)
        worth = 5000 * rng.random(len(place)) + 2500 * own + 2500 * appeal[place]
        score = np.rint(worth).astype(np.int64) * size[group]
        flat = np.column_stack((group + 1, place + 1, score)).ravel().tolist()
        out.write((b"e %d %d %d\n" * len(place)) % tuple(flat))


if __name__ == "__main__":
    main()
