"""Import of a CSV file by guize and by the sqlite3 shell: the same file into the same table (bench `run` calls this)."""
import os
import random
import resource
import shutil
import subprocess
import time

COLUMNS = ("case_id,person_id,hospital_id,kind,admission,discharge,settled,referral,diagnosis,total_cost,uncovered_cost,over_limit_cost,"
           "first_pay_cost,in_scope_cost,temporary_aid,hospital_relief,deposit,one_stop")


def write_cases(bench, db, path, rows):
    """Cases of the persons of the database; amounts are whole yuan, so that the shell stores them too."""
    chosen = random.Random(1)
    persons = bench.command("sqlite3", db, "SELECT person_id FROM person ORDER BY 1").split()
    hospitals = bench.command("sqlite3", db, "SELECT hospital_id FROM hospital ORDER BY 1").split()
    with open(path, "w", encoding="utf-8") as out:
        out.write(COLUMNS + "\n")
        for i in range(rows):
            parts = [chosen.randrange(99999) for _ in range(4)]
            month = i % 12 + 1
            out.write("%d,%s,%s,inpatient,2018-%02d-%02d,2018-%02d-28,2018-12-31,none,I10,%d,%d,%d,%d,%d,0,0,0,1\n" % (
                10 ** 9 + i, chosen.choice(persons), chosen.choice(hospitals), month, i % 28 + 1, month, sum(parts), *parts))


def timed(words):
    """Wall clock and processor time of a program; what it says is not kept (the shell complains of each row that lacks a column)."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    subprocess.run(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    wall, after = time.monotonic() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def against_shell(bench, folder):
    bench.note("importing {:,} rows of CSV".format(bench.CASES))
    base, path = os.path.join(folder, "base.db"), os.path.join(folder, "cases.csv")
    bench.invent(base, 2000)
    bench.command("sqlite3", base, "DELETE FROM cases; VACUUM")
    write_cases(bench, base, path, bench.CASES)
    ours, theirs = [], []
    for _ in range(bench.PAIRS):
        for words, times in (([bench.GUIZE, "import", path, "--db", None, "--quiet"], ours),
                             (["sqlite3", None, ".import --csv --skip 1 %s cases" % path], theirs)):
            db = os.path.join(folder, "import.db")
            shutil.copy(base, db)
            times.append(timed([db if word is None else word for word in words]))
            counted = int(bench.command("sqlite3", db, "SELECT count(*) FROM cases"))
            os.remove(db)
            if counted != bench.CASES:
                raise bench.Wrong("%s stored %d rows of %d" % (words[0], counted, bench.CASES))
    os.remove(path)
    os.remove(base)
    wall, busy = ([min(times[i] for times in who) for who in (ours, theirs)] for i in (0, 1))
    bench.row("guize import, {:,} rows of CSV".format(bench.CASES), "%.1f s" % wall[0], "sqlite3 .import %.1f s" % wall[1], "%.2f" % (wall[0] / wall[1]))
    bench.row("  processor time", "%.1f s" % busy[0], "sqlite3 .import %.1f s" % busy[1], "%.2f" % (busy[0] / busy[1]), "at most 3", busy[0] <= 3 * busy[1])
