#!/usr/bin/env python3
"""Solves a neutral instance of single people with OR-tools' SimpleMinCostFlow.

people-first: the largest flow from people to places, and of those the cheapest, a score being a
negative cost. score-first: everybody may also stay at home for nothing.

Prints one line of JSON. `solve_cpu_seconds` is the solver's own call alone, `cpu_seconds` the whole
process with reading, `peak_rss_bytes` the whole process.
"""

import argparse
import json
import resource
import time

import numpy as np
from ortools.graph.python import min_cost_flow

from neutral import Head, pairs


def build(path: str, people_first: bool) -> tuple[min_cost_flow.SimpleMinCostFlow, Head]:
    flow = min_cost_flow.SimpleMinCostFlow()
    head = Head()
    for rows in pairs(path, head):
        ones = np.ones(len(rows), dtype=np.int64)
        flow.add_arcs_with_capacity_and_unit_cost(
            rows[:, 0], head.groups + rows[:, 1], ones, -rows[:, 2]
        )
    if (head.size != 1).any():
        raise SystemExit("a flow cannot keep groups together: every group must be of one")
    groups = np.arange(head.groups)
    places = head.groups + np.arange(head.places)
    sink = head.groups + head.places
    flow.add_arcs_with_capacity_and_unit_cost(
        places, np.full(head.places, sink), head.capacity, np.zeros(head.places, dtype=np.int64)
    )
    if not people_first:
        ones, zeros = np.ones(head.groups, dtype=np.int64), np.zeros(head.groups, dtype=np.int64)
        flow.add_arcs_with_capacity_and_unit_cost(groups, np.full(head.groups, sink), ones, zeros)
    flow.set_nodes_supplies(groups, np.ones(head.groups, dtype=np.int64))
    flow.set_node_supply(sink, -head.groups)
    return flow, head


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("file")
    parser.add_argument("--objective", choices=["people-first", "score-first"], default="people-first")
    args = parser.parse_args()
    people_first = args.objective == "people-first"

    flow, head = build(args.file, people_first)
    cpu, wall = time.process_time(), time.perf_counter()
    status = flow.solve_max_flow_with_min_cost() if people_first else flow.solve()
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    if status != flow.OPTIMAL:
        raise SystemExit(f"OR-tools gives no optimum: {status}")
    used = resource.getrusage(resource.RUSAGE_SELF)
    answer = {
        "objective": args.objective,
        "score": -flow.optimal_cost(),
        "solve_cpu_seconds": round(cpu, 3),
        "solve_seconds": round(wall, 3),
        "cpu_seconds": round(time.process_time(), 3),
        "peak_rss_bytes": used.ru_maxrss * 1024,
    }
    if people_first:
        answer["people_placed"] = flow.maximum_flow()
    print(json.dumps(answer))


if __name__ == "__main__":
    main()
