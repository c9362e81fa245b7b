#!/usr/bin/env python3
"""Holds every figure of `rengang survival` against lifelines and scikit-survival, on the data sets that these bring along.

Each data set goes through the CSV. Printed is the largest difference of each figure; it must not exceed 1e-6.
Rows that are no spells of any length (exit not after entry, values missing) are left out, and counted.
"""

import argparse
import json
import pathlib
import subprocess
import sys
import tempfile
import warnings

import lifelines
import lifelines.datasets as bundled
import numpy as np
import pandas as pd
import sksurv
import sksurv.compare
import sksurv.datasets
import sksurv.nonparametric as nonparametric
from lifelines.statistics import multivariate_logrank_test
from lifelines.utils import median_survival_times, qth_survival_time, restricted_mean_survival_time

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
ALLOWED = 1e-6
Z = 1.959963984540054


def of_lifelines():
    """Name, then entry, exit, event and group."""

    def frame(load, exit, event, group=None, entry=None):
        data = getattr(bundled, load)()
        return load.removeprefix("load_"), data, exit, event, group, entry

    yield frame("load_waltons", "T", "E", "group")
    yield frame("load_rossi", "week", "arrest", "fin")
    yield frame("load_larynx", "time", "death", None)
    yield frame("load_lung", "time", "status", "sex")
    yield frame("load_gbsg2", "time", "cens", "horTh")
    yield frame("load_kidney_transplant", "time", "death", "black_male")
    yield frame("load_lymphoma", "Time", "Censor", "Stage_group")
    yield frame("load_leukemia", "t", "status", "Rx")
    yield frame("load_dd", "duration", "observed", "un_continent_name")
    yield frame("load_dd", "duration", "observed", "un_region_name")
    yield frame("load_g3", "time", "event", "group")
    yield frame("load_regression_dataset", "T", "E")
    yield frame("load_canadian_senators", "diff_days", "observed", "Political Affiliation at Appointment")
    yield frame("load_multicenter_aids_cohort_study", "T", "D", None, "W")
    yield frame("load_psychiatric_patients", "T", "C", "sex", "Age")
    yield frame("load_stanford_heart_transplants", "stop", "event", "transplant", "start")


def of_sksurv():
    def frame(load, group=None):
        data, target = getattr(sksurv.datasets, load)()
        event, time = (target[name] for name in target.dtype.names)
        frame = pd.DataFrame({"event": event.astype(int), "exit": time})
        if group:
            frame["group"] = np.asarray(data[group]).astype(str)
        return load.removeprefix("load_"), frame, "exit", "event", "group" if group else None, None

    yield frame("load_veterans_lung_cancer", "Celltype")
    yield frame("load_whas500", "gender")
    yield frame("load_aids", "tx")
    yield frame("load_breast_cancer", "grade")
    yield frame("load_flchain", "sex")
    for name, load, group in [("bmt", "load_bmt", "dis"), ("cgvhd", "load_cgvhd", "stage")]:
        found = getattr(sksurv.datasets, load)()
        frame = pd.concat([pd.DataFrame(part).reset_index(drop=True) for part in found], axis=1)
        frame = frame.loc[:, ~frame.columns.duplicated()]
        time = "ftime" if "ftime" in frame else "survtime"
        status = "status" if "status" in frame else "reltime"
        yield name, frame, time, status, group if group in frame else None, None


def rows(data, exit, event, group, entry):
    """The spells, and how many rows are none."""
    frame = pd.DataFrame({"entry": data[entry] if entry else 0.0, "exit": data[exit], "event": data[event]})
    frame["group"] = data[group].astype(str) if group else "all"
    sound = frame.notna().all(axis=1) & (frame.exit > frame.entry) & (frame.entry >= 0)
    kept = frame[sound].astype({"entry": float, "exit": float, "event": int}).reset_index(drop=True)
    return kept, int((~sound).sum())


def ours(binary, frame, folder):
    file = pathlib.Path(folder) / "spells.csv"
    frame.to_csv(file, index=False, float_format="%.17g")
    told = subprocess.run([binary, "survival", file, "--json"], check=True, capture_output=True)
    return json.loads(told.stdout)


class Differences:
    def __init__(self):
        self.largest = {}

    def note(self, figure, found, expected):
        found, expected = np.asarray(found, float), np.asarray(expected, float)
        both = ~np.isnan(expected)
        if found.shape != expected.shape or np.isnan(found[both]).any():
            raise SystemExit(f"{figure}: {found} beside {expected}")
        difference = np.abs(found - expected)[both]
        self.largest[figure] = max(self.largest.get(figure, 0.0), difference.max(initial=0.0))


def figures(rows, name):
    return np.array([np.nan if row[name] is None else row[name] for row in rows])


def beside_lifelines(note, answer, frame):
    late = (frame.entry > 0).any()
    for group in answer["groups"]:
        part = frame[frame.group == group["group"]]
        any_cause, entry = (part.event > 0).astype(int), part.entry if late else None
        km = lifelines.KaplanMeierFitter().fit(part.exit, any_cause, entry=entry)
        table = group["table"]
        time = figures(table, "time")
        note("lifelines survival", figures(table, "survival"), km.survival_function_at_times(time).values)
        interval = km.confidence_interval_.loc[time].values
        note("lifelines ci_low", figures(table, "ci_low"), interval[:, 0])
        note("lifelines ci_high", figures(table, "ci_high"), interval[:, 1])
        counted = km.event_table.loc[time]
        # Its table counts whoever enters at the very time; its curve, as ours, does not.
        note("lifelines at_risk", figures(table, "at_risk"), (counted.at_risk - counted.entrance).values)
        note("lifelines events", figures(table, "events"), counted.observed.values)
        note("lifelines censored", figures(table, "censored"), counted.censored.values)
        inf = lambda value: np.nan_to_num(np.inf if value is None else value, posinf=1e300)
        # Its curve may miss one half by the last digit, and its median then by a step.
        note("lifelines median", inf(group["median"]), inf(qth_survival_time(0.5, km.survival_function_.round(12))))
        ends = np.sort(median_survival_times(km.confidence_interval_).values.ravel())
        note("lifelines median ci", [inf(group[f"median_ci_{end}"]) for end in ["low", "high"]], inf(ends))
        # With late entries it begins to count at the first of them, although S is 1 until then.
        mean = km.timeline[0] + restricted_mean_survival_time(km, t=group["rmst"]["time"])
        note("lifelines rmst", group["rmst"]["value"], mean)
        hazard = lifelines.NelsonAalenFitter(nelson_aalen_smoothing=False).fit(part.exit, any_cause, entry=entry)
        note("lifelines hazard", figures(group["hazard"], "value"), hazard.cumulative_hazard_.loc[time].values.ravel())
        if not part.exit[any_cause > 0].duplicated().any():
            # Where ends do not coincide, the variances of either of its hazards are this one.
            squared = lifelines.NelsonAalenFitter().fit(part.exit, any_cause, entry=entry)._cumulative_sq
            note("lifelines hazard se", figures(group["hazard"], "se"), np.sqrt(squared.loc[time].values.ravel()))
        for cause, share in group["cif"].items():
            at = part[part.event > 0].groupby("exit").event.nunique()
            if late or (at > 1).any():
                # It counts among those at risk whoever enters at the very time, against its own curve; and times at
                # which people leave for several causes it moves about by chance.
                continue
            fitted = lifelines.AalenJohansenFitter().fit(part.exit, part.event, int(cause), entry=entry)
            note("lifelines cif", figures(share, "value"), fitted.cumulative_density_.loc[time].values.ravel())
            # It has no figure where everybody ends; ours stays what it was.
            variance = fitted.variance_.loc[time].replace([np.inf, -np.inf], np.nan).values
            note("lifelines cif se", figures(share, "se"), np.sqrt(np.maximum(variance, 0.0)))
    if answer["logrank"] and not late:
        test = multivariate_logrank_test(frame.exit, frame.group, (frame.event > 0).astype(int))
        note("lifelines chi2", answer["logrank"]["chi2"], test.test_statistic)
        note("lifelines p", answer["logrank"]["p"], test.p_value)


def beside_sksurv(note, answer, frame):
    late = (frame.entry > 0).any()
    for group in answer["groups"]:
        part = frame[frame.group == group["group"]]
        any_cause = (part.event > 0).values
        table = group["table"]
        if any_cause.any():
            entry = part.entry.values if late else None
            time, survival, interval = nonparametric.kaplan_meier_estimator(
                any_cause, part.exit.values, time_enter=entry, conf_type="log-log"
            )
            at = {row["time"]: row for row in table}
            shared = [place for place, moment in enumerate(time) if moment in at]
            for figure, expected in [("survival", survival), ("ci_low", interval[0]), ("ci_high", interval[1])]:
                found = [at[time[place]][figure] for place in shared]
                note(f"sksurv {figure}", found, expected[shared])
        if late or not any_cause.any():
            continue
        _, hazard = nonparametric.nelson_aalen_estimator(any_cause, part.exit.values)
        note("sksurv hazard", figures(group["hazard"], "value"), hazard)
        causes = sorted(map(int, group["cif"]))
        if len(causes) < 2 or causes != list(range(1, len(causes) + 1)):
            continue
        _, shares, interval = nonparametric.cumulative_incidence_competing_risks(
            part.event.values, part.exit.values, conf_type="log-log", var_type="Dinse_Approx"
        )
        for cause in causes:
            share = group["cif"][str(cause)]
            value, se = figures(share, "value"), figures(share, "se")
            note("sksurv cif", value, shares[cause])
            # It tells the standard error only by the interval that follows.
            inner = (value > 0) & (value < 1)
            reach = Z * se[inner] / (value[inner] * np.abs(np.log(value[inner])))
            ends = [value[inner] ** np.exp(reach), value[inner] ** np.exp(-reach)]
            for name, found, expected in zip(["low", "high"], ends, interval[cause]):
                note(f"sksurv cif ci_{name}", found, expected[inner])
    if answer["logrank"] and not late:
        target = np.array(list(zip(frame.event > 0, frame.exit)), dtype=[("event", bool), ("time", float)])
        chi2, p = sksurv.compare.compare_survival(target, frame.group.values)
        note("sksurv chi2", answer["logrank"]["chi2"], chi2)
        note("sksurv p", answer["logrank"]["p"], p)


def late_log_rank(frame):
    """Neither of the two knows the log-rank test with late entries: from its definition."""
    names = sorted(frame.group.unique())
    z, v = np.zeros(len(names)), np.zeros((len(names), len(names)))
    for time in np.sort(frame.exit[frame.event > 0].unique()):
        there = frame[(frame.entry < time) & (frame.exit >= time)]
        n = there.groupby("group").size().reindex(names, fill_value=0).values.astype(float)
        d = there[(there.exit == time) & (there.event > 0)].groupby("group").size().reindex(names, fill_value=0).values
        z += d - d.sum() * n / n.sum()
        if n.sum() > 1:
            share = n / n.sum()
            v += d.sum() * (n.sum() - d.sum()) / (n.sum() - 1) * (np.diag(share) - np.outer(share, share))
    return z @ np.linalg.pinv(v) @ z


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rengang", default=ROOT / "target/release/rengang")
    args = parser.parse_args()
    warnings.simplefilter("ignore")
    np.seterr(all="ignore")
    overall = Differences()
    with tempfile.TemporaryDirectory() as folder:
        for source in [of_lifelines(), of_sksurv()]:
            for name, data, *columns in source:
                frame, left_out = rows(data, *columns)
                answer = ours(args.rengang, frame, folder)
                here = Differences()
                beside_lifelines(here.note, answer, frame)
                beside_sksurv(here.note, answer, frame)
                if answer["logrank"] and (frame.entry > 0).any():
                    here.note("defined chi2, late entries", answer["logrank"]["chi2"], late_log_rank(frame))
                worst = max(here.largest.values())
                causes, late = frame.event[frame.event > 0].nunique(), (frame.entry > 0).any()
                about = f"{len(frame)} spells, {frame.group.nunique()} groups, {causes} causes{', late entries' if late else ''}"
                print(f"{name:<32} {worst:.1e}   {about}{f', {left_out} rows left out' if left_out else ''}")
                for figure, difference in here.largest.items():
                    overall.note(figure, difference, 0.0)
    print()
    for figure, difference in sorted(overall.largest.items()):
        print(f"{figure:<32} {difference:.1e}{'' if difference <= ALLOWED else '   TOO MUCH'}")
    sys.exit(any(difference > ALLOWED for difference in overall.largest.values()))


if __name__ == "__main__":
    main()
