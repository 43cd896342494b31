#!/usr/bin/env python3
# Asks one prompt many random questions, and a fresh process each of them; the documents must be equal but for names.
#   whatif_random.py GUIZE DB RULES ROUNDS WORK [SEED]
import json, random, subprocess, sys

guize, db, rules, rounds, work = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]), sys.argv[5]
rnd = random.Random(int(sys.argv[6]) if len(sys.argv) > 6 else 7)
LEVELS = ["township", "primary", "secondary", "tertiary", "provincial"]
KINDS = ["registered_poor", "dibao", "tekun", "low_income", "dibao_disabled"]
PLACES = ["532625", "532622", "451029", "532601", "yunnan/wenshan"]


def percent(low, high):
    return lambda: "percent(%d)" % rnd.randint(low, high)


def yuan(low, high):
    return lambda: "yuan(%d)" % rnd.randint(low, high)


def one_of(*choices):
    return lambda: rnd.choice(choices)


POOL = [("basic.ratio." + x, percent(40, 100)) for x in LEVELS]
POOL += [("basic.deductible." + x, yuan(0, 1500)) for x in LEVELS]
POOL += [("assistance.ratio." + x, percent(20, 100)) for x in KINDS]  # of low_income: there is no cap, cases fail
POOL += [("basic.poor_points." + x, percent(0, 10)) for x in KINDS]
POOL += [("backstop.eligible." + x, one_of("true", "false")) for x in KINDS + ["none"]]
POOL += [("basic.annual_cap", yuan(5000, 200000)), ("serious_illness.threshold", yuan(1000, 20000)),
         ("basic.deductible_period", one_of('"stay"', '"year"')), ("serious_illness.period", one_of('"stay"', '"year"')),
         ("basic.unreferred", one_of('"as_referred"', '"points"', '"factor"', '"first_pay"')),
         ("backstop.base", one_of('"total"', '"in_scope"')), ("政府兜底.自付控制比例", percent(0, 20)),
         ("goal.self_pay", percent(5, 20)), ("settlement_rules.identity_by", one_of('"any_time"', '"admission"'))]
LAYERS = ['layer "temporary_aid" { covers = "any", pays = function(case, p, year, bill) return min(case.temporary_aid, bill.self_pay / 2) end }',
          'settlement { "basic", "serious_illness", "assistance", "temporary_aid", "hospital_borne", "backstop" }',
          'layer "basic" { pays = function(case, p, year, bill) return bill.in_scope_left * percent(40) end }']
SWEEPS = ["basic.ratio.secondary=60%..90%/15%", "basic.deductible.township=50元..250元/100元", "basic.annual_cap=5000元..25000元/10000元"]


def values(count):
    return ["%s = %s" % (name, value()) for name, value in rnd.sample(POOL, count)]


def scenario():
    lines = ['at "%s"' % rnd.choice(PLACES)] if rnd.random() < .5 else []
    lines += ['from "2018-0%d-01"' % rnd.randint(2, 9)] if rnd.random() < .3 else []
    lines += values(rnd.randint(1, 3))
    lines += [rnd.choice(LAYERS)] if rnd.random() < .4 else []
    return lines


# What is said at the prompt, and the words of the same question on a command line.
script, asked = [".on 2018-07-31"], []
for i in range(rounds):
    kind = ["sweep", "file", "pending", "county"][i % 4]
    path, by = "%s/%d.lua" % (work, i), ["--by", "county,identity"]
    if kind == "sweep":
        words = ["sweep", rnd.choice(SWEEPS), "--goal", rnd.choice(["actual_reimbursement", "self_pay_share"])]
        script += [".whatif --set assistance.ratio.low_income=98%", "." + " ".join(words)]  # cases fail; they must come back
    else:
        lines, place = scenario() if kind == "file" else values(rnd.randint(1, 4)), rnd.choice(PLACES[:4])
        words = ["whatif", "--scenario", path] + by + (["--county", place] if kind == "county" else [])
        script += [".county " + place] if kind == "county" else []
        script += [".whatif --scenario %s %s" % (path, " ".join(by))] if kind == "file" else lines + [".whatif " + " ".join(by)]
        open(path, "w").write("\n".join((['at "%s"' % place] if kind == "county" else []) + lines) + "\n")
    script.append(".report %s/%d.json" % (work, i))
    script += {"pending": [".reset"], "county": [".reset", ".county"]}.get(kind, [])
    asked.append(words)

said = subprocess.run([guize, "--lang", "en", "--rules", rules, db], input="\n".join(script) + "\n", stdout=subprocess.DEVNULL,
                      stderr=subprocess.PIPE, text=True)


def document(text):
    found = json.loads(text)
    for reason in (found.get("excluded") or {}).get("reasons", []):
        reason.pop("side", None)
    for side in found.get("sides", []):
        side.pop("name", None), side.pop("files", None)
        for parameter in side.get("parameters") or []:
            parameter.pop("file", None), parameter.pop("line", None)
    return found


for i, words in enumerate(asked):
    name = "question %d of one prompt: %s" % (i + 1, " ".join(words).replace(work, ""))
    fresh = subprocess.run([guize] + words + ["--lang", "en", "--rules", rules, "--db", db, "--year", "2018", "--quiet", "--json"],
                           stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        kept = document(open("%s/%d.json" % (work, i)).read())
        equal = kept == document(fresh.stdout)
        print("ok " + name if equal else "not ok %s - differs; excluded %s" % (name, kept.get("excluded")))
    except (OSError, ValueError):
        print("not ok %s - %s%s" % (name, said.stderr[:300], fresh.stderr[:300]))
        break
