"""What variants of the rules cost: the rows of the table that `run` prints about what-if and sweeps. Imported by it.

Figures are dictionaries of name and value; `bench` is the module that calls, for its programs and its table.
"""
import os
import re
import statistics
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
PARAMETER, RATIOS = "basic.ratio.secondary", ["60", "90"]  # no county's own
POINTS = 100
ROUNDS = "15"  # the first of which is none
DUCK_TURNS = 3
TRIED = [word for ratio in RATIOS for word in ("--set", "%s=%s%%" % (PARAMETER, ratio))]


def speed(bench, db, jobs, kind=None, rounds=ROUNDS):
    """guize's figures: of the rules alone, or of variants ("variants": sums; "changes": who gains and loses too)."""
    words = ["--with", kind, *TRIED] if kind else []
    return bench.figures(bench.command(bench.GUIZE, "speed", "--db", db, "--rules", bench.RULES, "--year", bench.YEAR, "--jobs",
                                       str(jobs), "--rounds", rounds, *words))


def best(turns, name):
    return min(turn["best_%sns_per_case" % name] for turn in turns)


def middle(turns, name):
    return statistics.median(turn["median_%sns_per_case" % name] for turn in turns)


def one_after_the_other(bench, db):
    """A variant against the bare evaluation, by one worker, in turns."""
    bench.note("variants one after the other")
    bare, sums, changes = [], [], []
    for _ in range(bench.PAIRS):
        bare.append(speed(bench, db, 1))
        sums.append(speed(bench, db, 1, "variants"))
        changes.append(speed(bench, db, 1, "changes"))
    ratio = best(sums, "variant_") / best(bare, "")
    bench.row("a variant of the rules, a case, one worker, best of %d" % (bench.PAIRS * int(ROUNDS)), bench.ns(best(sums, "variant_")),
              "rules alone " + bench.ns(best(bare, "")), "%.2f" % ratio, "at most 1.1", ratio <= 1.1, True)
    bench.row("  median", bench.ns(middle(sums, "variant_")), "rules alone " + bench.ns(middle(bare, "")),
              "%.2f" % (middle(sums, "variant_") / middle(bare, "")))
    bench.row("  with who gains and loses, best", bench.ns(best(changes, "variant_")), "rules alone " + bench.ns(best(bare, "")),
              "%.2f" % (best(changes, "variant_") / best(bare, "")))


def sweep(bench, db, jobs, points):
    """Words of a sweep of so many points."""
    return [bench.GUIZE, "sweep", "%s=60%%..%.1f%%/0.2%%" % (PARAMETER, 60 + 0.2 * (points - 1)), "--db", db, "--rules", bench.RULES,
            "--year", bench.YEAR, "--jobs", str(jobs), "--quiet", "--format", "csv"]


def both_at_once(bench, byhand, db):
    """How many times the work of one C program two of them do together in the same time."""
    words, rounds = [byhand, "settle", db, bench.YEAR, "40"], []
    alone = bench.figures(bench.command(*words))["median_ns_per_case"]
    for _ in range(2):
        two = [subprocess.Popen(words, stdout=subprocess.PIPE, text=True) for _ in range(2)]
        rounds += [bench.figures(program.communicate()[0])["median_ns_per_case"] for program in two]
    again = bench.figures(bench.command(*words))["median_ns_per_case"]
    return 2 * (alone + again) / 2 / statistics.mean(rounds)


def two_workers(bench, db, byhand):
    bench.note("sweeps of %d points" % POINTS)
    took = {}
    for jobs in (1, 2):
        single = min(bench.seconds(*sweep(bench, db, jobs, 1)) for _ in range(2))
        took[jobs] = min(bench.seconds(*sweep(bench, db, jobs, POINTS)) for _ in range(2)) - single
    faster, judged = took[1] / took[2], len(os.sched_getaffinity(0)) > 1
    bench.row("guize sweep, %d points (3), two workers" % POINTS, "%.2f s" % took[2], "one worker %.2f s" % took[1], "%.2f x" % faster,
              "at least 1.8 x", faster >= 1.8 if judged else None, True)
    one, two = (speed(bench, db, jobs, "variants", str(POINTS + 1))["variants_seconds"] for jobs in (1, 2))
    bench.row("  %d variants without the command around them" % POINTS, "%.2f s" % two, "one worker %.2f s" % one, "%.2f x" % (one / two))
    at_most = both_at_once(bench, byhand, db)
    bench.row("  what two cores of this machine give", "", "C by hand, two at once", "%.2f x" % at_most)
    return "(3) the time of the whole command less that of the same with one point; both the better of two"


def memory(bench, db, cases):
    bench.note("memory of a sweep")
    plain = bench.peak_memory([bench.GUIZE, "speed", "--db", db, "--rules", bench.RULES, "--year", bench.YEAR, "--jobs", "2"])
    most = bench.peak_memory(sweep(bench, db, 2, POINTS))
    bench.row("memory of guize sweep, highest Pss of all processes", "%.0f MB" % (most / 1e6), "rules alone %.0f MB" % (plain / 1e6),
              "%+.0f B a case" % ((most - plain) / cases))


# --- DuckDB ---------------------------------------------------------------------------------------

def duckdb(bench):
    """A Python with DuckDB in a folder of ours; None, with a note, where it cannot be had."""
    folder = os.path.join(bench.BUILD, "duckdb")
    python = os.path.join(folder, "bin", "python3")
    have = [python, "-c", "import duckdb"]
    if os.path.exists(python) and subprocess.run(have, capture_output=True, check=False).returncode == 0:
        return python
    for words in ([sys.executable, "-m", "venv", "--clear", folder], [python, "-m", "pip", "install", "--quiet", "duckdb"], have):
        done = subprocess.run(words, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            bench.note("no DuckDB: %s" % (done.stderr.strip().split("\n")[-1] or " ".join(words)))
            return None
    return python


def same(bench, ours, theirs):
    bench.same_sums(ours, theirs, "DuckDB")
    for name in ("winners", "losers"):
        if ours[name] != theirs[name]:
            raise bench.Wrong("DuckDB counts %d %s, guize %d" % (theirs[name], name, ours[name]))


def against_duckdb(bench, folder, part):
    """`part`: a database without the persons whom windows cannot settle."""
    bench.note("DuckDB SQL")
    python = duckdb(bench)
    if not python:
        bench.row("the same variants, DuckDB SQL", "", "not to be had here", "")
        return None
    with open(os.path.join(HERE, "dump_duck.sql"), encoding="utf-8") as script:
        text = re.sub(r"^\.read (.*)", r".read '%s/\1'" % HERE, script.read(), flags=re.M)
    subprocess.run(["sqlite3", "-readonly", part], input=text, cwd=folder, text=True, check=True)
    version = ""
    for jobs in (1, 2)[:len(os.sched_getaffinity(0))]:
        theirs, sums, changes = [], [], []
        for _ in range(DUCK_TURNS):
            told = bench.command(python, "-B", os.path.join(HERE, "duck.py"), folder, str(jobs), "4", *RATIOS)
            version = re.search(r"^version (.*)", told, re.M).group(1)
            theirs.append(bench.figures(told))
            sums.append(speed(bench, part, jobs, "variants"))
            changes.append(speed(bench, part, jobs, "changes"))
            same(bench, changes[-1], theirs[-1])
        for name, kind, ours in (("variant", "sums", sums), ("changes", "sums, who gains and loses", changes)):
            each, mine = best(theirs, name + "_"), best(ours, "variant_")
            judge = ("at least 15 x", each >= 15 * mine, True) if name == "changes" else ()
            bench.row("a variant, %s: %s (1)" % ("one worker" if jobs == 1 else "two workers", kind), bench.ns(mine), "DuckDB SQL " + bench.ns(each),
                      "%.1f x" % (each / mine), *judge)
    return "(2) DuckDB %s, tables in its memory, as many threads as guize has workers; reading is not timed on either side" % version
