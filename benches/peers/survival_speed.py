#!/usr/bin/env python3
"""Curves and log-rank of many spells in many groups: processor seconds of `rengang survival` beside lifelines."""

import argparse
import json
import multiprocessing
import os
import pathlib
import resource
import subprocess
import tempfile
import time

import numpy as np
import pandas as pd
from lifelines import KaplanMeierFitter
from lifelines.statistics import multivariate_logrank_test

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent


def made(spells: int, groups: int) -> pd.DataFrame:
    """Whole days, as employments have; without late entries, which lifelines' log-rank test does not know."""
    random = np.random.default_rng(1)
    group = random.integers(0, groups, spells)
    ends = np.ceil(random.exponential(300, spells) * (1 + 0.2 * (group % 5))).astype(int)
    seen = random.integers(1, 1500, spells)
    exits = np.minimum(ends, seen)
    return pd.DataFrame({"entry": "", "exit": exits, "event": (ends <= seen).astype(int), "group": group})


def write(spells: int, groups: int, file: pathlib.Path) -> None:
    made(spells, groups).to_csv(file, index=False)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--spells", type=int, default=10_000_000)
    parser.add_argument("--groups", type=int, default=1_000)
    parser.add_argument("--rengang", default=ROOT / "target/release/rengang")
    parser.add_argument("--file", type=pathlib.Path, default=pathlib.Path(tempfile.gettempdir()) / "rengang-spells.csv")
    args = parser.parse_args()
    # By a process of its own: what this one holds counts as the peak of those that it starts.
    writing = multiprocessing.Process(target=write, args=(args.spells, args.groups, args.file))
    writing.start()
    writing.join()

    command = [args.rengang, "survival", args.file, "--json", "--times", "30,90,180,365"]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        told = process.stdout.read()
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(process.returncode)
    ours = json.loads(told)
    whole = used.ru_utime + used.ru_stime
    print(f"rengang    whole process    {whole:8.2f} s   {used.ru_maxrss / 1024:.0f} MiB at most")

    begun = time.process_time()
    frame = pd.read_csv(args.file)
    read = time.process_time()
    curves = {str(name): KaplanMeierFitter().fit(part.exit, part.event) for name, part in frame.groupby("group")}
    curved = time.process_time()
    test = multivariate_logrank_test(frame.exit, frame.group, frame.event)
    compared = time.process_time()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"lifelines  reading          {read - begun:8.2f} s   {peak:.0f} MiB at most")
    print(f"lifelines  curves           {curved - read:8.2f} s")
    print(f"lifelines  log-rank         {compared - curved:8.2f} s")
    print(f"ratio: ours with reading : its curves and log-rank alone = 1 : {(compared - read) / whole:.0f}")

    worst = max(
        abs(row["survival"] - curves[group["group"]].predict(row["time"]))
        for group in ours["groups"]
        for row in group["table"]
        if row["survival"] is not None
    )
    print(f"largest difference of survival {worst:.1e}, of chi2 {abs(ours['logrank']['chi2'] / test.test_statistic - 1):.1e} of it")


if __name__ == "__main__":
    main()
