"""One variant of the rules after the other in DuckDB, over tables in its memory; prints names and values.

Called as duck.py FOLDER THREADS ROUNDS RATIO… where FOLDER holds the CSV files of dump_duck.sql. First the rules as they
are are settled, and the self-pay of every case kept; then each round sets the ratio of secondary hospitals to the next RATIO
and is timed twice: the sums alone, and the sums with the cases that pay less and more.
"""
import os
import statistics
import sys
import time

import duckdb

HERE = os.path.dirname(os.path.abspath(__file__))
MONEY = ["basic", "serious_illness", "supplementary", "assistance", "temporary_aid", "hospital_borne", "backstop",
         "self_pay"]
SNAPSHOT = ("position INTEGER, person_id INTEGER, settled INTEGER, county INTEGER, identity INTEGER, level INTEGER, place INTEGER, "
            "chronic INTEGER, unreferred INTEGER, total_cost BIGINT, uncovered_cost BIGINT, in_scope_cost BIGINT, "
            "temporary_aid BIGINT, hospital_relief BIGINT")
SUMS = "count(*), " + ", ".join("sum(s.%s)::BIGINT" % name for name in MONEY)
CHANGES = ", count(*) FILTER (s.self_pay < b.self_pay), count(*) FILTER (s.self_pay > b.self_pay)"


def load(db, folder):
    db.execute("CREATE TABLE snapshot (%s)" % SNAPSHOT)
    db.execute("INSERT INTO snapshot SELECT * FROM read_csv(?, header = true) ORDER BY position", [folder + "/snapshot.csv"])
    for name in ("by_level", "by_identity", "by_county"):
        db.execute("CREATE TABLE %s AS SELECT * FROM read_csv('%s/%s.csv', header = true)" % (name, folder, name))
    with open(os.path.join(HERE, "cascade_duck.sql"), encoding="utf-8") as view:
        db.execute(view.read())


def timed(db, ratio, text):
    start = time.monotonic()
    db.execute("UPDATE by_level SET ratio = ? WHERE level = 2", [ratio])
    found = db.execute(text).fetchone()
    return time.monotonic() - start, found


def main(folder, threads, rounds, *ratios):
    db = duckdb.connect(config={"threads": int(threads)})
    load(db, folder)
    db.execute("CREATE TABLE base AS SELECT position, self_pay FROM settled ORDER BY position")
    sums, changes, found = [], [], None
    for i in range(int(rounds)):
        ratio = int(ratios[i % len(ratios)])
        sums.append(timed(db, ratio, "SELECT %s FROM settled s" % SUMS)[0])
        took, found = timed(db, ratio, "SELECT %s%s FROM settled s JOIN base b USING (position)" % (SUMS, CHANGES))
        changes.append(took)
    names = ["cases"] + ["sum_" + name for name in MONEY] + ["winners", "losers"]
    for name, value in zip(names, found):
        print(name, value)
    for name, times in (("variant", sums), ("changes", changes)):
        print("best_%s_ns_per_case %.1f" % (name, min(times) / found[0] * 1e9))
        print("median_%s_ns_per_case %.1f" % (name, statistics.median(times) / found[0] * 1e9))
    print("version", duckdb.__version__)


if __name__ == "__main__":
    main(*sys.argv[1:])
