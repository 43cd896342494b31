# What tests/cli/search.sh asks of the documents it made: python3 search.py FOLDER prints ok and not ok.
import json
import os
import sys
from fractions import Fraction as F

folder = sys.argv[1]


def read(name):
    return json.load(open(os.path.join(folder, name + ".json")))


def equal(name, got, wanted):
    print("ok " + name if got == wanted else "not ok %s - expected %r, got %r" % (name, wanted, got))


GOAL = "actual_reimbursement"


def figure(side, target=GOAL):
    (found,) = [t for t in side["targets"] if t["target"] == target]
    return found["part"], found["whole"]


def cost(document):
    return document["sides"][1]["totals"]["reimbursed"] - document["sides"][0]["totals"]["reimbursed"]


# --- sweep ---
sweep = read("sweep")
axis = sweep["parameters"][0]
equal("the values of a sweep", (axis["values"], axis["numbers"]), (["70%", "80%", "90%"], [0.7, 0.8, 0.9]))
equal("the head of its document", list(sweep)[:9], "schema engine money year counties rules data layers assumed".split())
for number, percent in enumerate((70, 80, 90)):
    point, side = sweep["points"][number], read("w%d" % percent)
    goal = point["goals"][0]
    equal("the point %d%% is what whatif makes of it" % percent, (point["totals"], (goal["part"], goal["whole"]), point["cost"]),
          (side["sides"][1]["totals"], figure(side["sides"][1]), cost(side)))
    equal("and meets its threshold or not", goal["met"], F(int(goal["part"]), int(goal["whole"])) >= F(9, 10))
last = sweep["points"][2]["totals"]
stored = [int(n) for n in open(os.path.join(folder, "stored")).read().split("|")]
equal("90% is what a stored run of edited rules has", [last["layers"][k] for k in ("basic", "assistance", "backstop")] + [last["self_pay"]], stored)
equal("the place of the goal", sweep["goals"][0]["county_name"], "麻栗坡县")
points = read("map")
equal("two parameters: every combination", [p["at"] for p in points["points"]], [[i, k] for i in range(3) for k in range(3)])
equal("two at once are what whatif makes of them", points["points"][5]["totals"], read("both")["sides"][1]["totals"])
equal("a threshold that was typed", points["goals"][1]["threshold"], 0.11)
under, over = read("under"), read("over")
equal("a scenario under a sweep: the baseline", under["baseline"]["totals"], over["sides"][0]["totals"])
equal("a scenario under a sweep: a point", under["points"][0]["totals"], over["sides"][1]["totals"])
equal("what is swept stands over what a scenario sets", [p["totals"] for p in read("again")["points"]], [p["totals"] for p in sweep["points"][1:]])
fails, failing = read("fails")["points"], read("failing")
equal("failing cases are counted at their point", fails[1]["totals"]["failed"] > 10, True)
equal("and left out there on both sides", (fails[1]["totals"]["cases"], fails[1]["totals"]["reimbursed"], fails[1]["cost"]),
      (failing["sides"][1]["totals"]["cases"], failing["sides"][1]["totals"]["reimbursed"], cost(failing)))
equal("but at no other point", fails[0]["totals"], read("fails")["baseline"]["totals"])

# --- solve ---
solve = read("solve")
equal("solve finds", solve["verdict"], "found")
shown = [solve["answer"]] + solve["neighbours"]
equal("the steps beside the answer are a hundredth of a point away", [round((s["value"] - shown[0]["value"]) * 10000) for s in shown], [0, -1, 1])
for number, one in enumerate(shown):
    equal("solve at %s is what whatif makes of it" % one["text"], (one["figure"]["part"], one["figure"]["whole"], one["totals"]),
          figure(read("solve%d" % number)["sides"][1]) + (read("solve%d" % number)["sides"][1]["totals"],))
met = [F(int(p), int(w)) >= F(9, 10) for p, w in (figure(read("solve%d" % n)["sides"][1]) for n in range(3))]
equal("met at the answer, not met one step before", met, [True, False, True])
budget = read("budget")
shown = [budget["answer"]] + budget["neighbours"]
equal("a budget: a yuan beside the answer", [round(s["value"] - shown[0]["value"]) for s in shown], [0, -1, 1])
equal("a budget is kept at the answer, not a yuan before", [cost(read("budget%d" % n)) <= 100000 for n in range(3)], [True, False, True])
equal("and solve says so", [s["figure"]["met"] for s in shown], [True, False, True])
layer = read("layer")
paid = layer["answer"]["totals"]["layers"]["backstop"]
equal("a budget of one layer", paid == layer["answer"]["figure"]["part"] <= layer["budget"]["amount"] == layer["baseline"]["totals"]["layers"]["backstop"] - 10000, True)
none = read("none")
equal("no value: the ends are told", (none["verdict"], none["answer"], none["tried"][0]["text"], none["tried"][-1]["text"]), ("none", None, "75%", "76%"))
equal("a budget below the minimum", read("poor")["verdict"], "none")
equal("met already", (read("already")["verdict"], read("already")["tried"]), ("met already", []))
equal("what runs up and down is said to", read("bump")["verdict"], "not monotonic")

# --- frontier: by brute force over the points of a sweep of the same grid ---
found, points = read("frontier"), read("points")
base = points["baseline"]["totals"]["reimbursed"]
rows = [(p["totals"]["reimbursed"] - base,) + tuple(F(int(g["part"]), int(g["whole"])) for g in p["goals"]) for p in points["points"]]
meets = [a >= F(9, 10) and b <= F(1, 10) for _, a, b in rows]


def better(q, p):
    return q[0] <= p[0] and q[1] >= p[1] and q[2] <= p[2] and q != p


equal("which points meet all goals", [p["meets"] for p in found["points"]], meets)
equal("which lie on the frontier", [p["frontier"] for p in found["points"]], [not any(better(q, p) for q in rows) for p in rows])
equal("some do and some do not", (any(meets), all(meets)), (True, False))
equal("the cheapest", found["cheapest"], min((row[0], i) for i, row in enumerate(rows) if meets[i])[1])

# --- levers ---
levers = read("levers")
ranked = [x for x in levers["levers"] if x["per_tenth"] is not None]
per_tenth = [x["per_tenth"] for x in ranked]
equal("levers are ranked by what a tenth of a point costs", (len(ranked) > 4, per_tenth), (True, sorted(per_tenth)))
equal("which is the cost over the points", all(abs(x["per_tenth"] - x["cost"] * 0.001 / x["moved"]) <= 0.6 for x in ranked), True)
equal("all help", all(x["moved"] > 0 for x in ranked), True)
counts = levers["counts"]
equal("what nothing reads is counted, not listed", (counts["unread"], [x for x in levers["levers"] if x["name"] == "aid.idle"]), (1, []))
equal("every parameter tried is in one group", counts["tried"], sum(counts[k] for k in ("raised", "lowered", "nothing", "worse", "failed")))
equal("those that help are listed", (counts["raised"], counts["lowered"]), (len([x for x in ranked if x["step"][0] == "+"]), len([x for x in ranked if x["step"][0] == "-"])))
equal("every value is in one group", counts["tried"] + counts["unread"] + counts["other"] + counts["scaled"], int(open(sys.argv[1] + "/held").read()))
equal("why rules fail is said", [x.get("reason", "") for x in levers["levers"] if x["per_tenth"] is None], ["E301 this cannot be paid (model.lua:13)"])
equal("where rules fail is named", [(x["name"], x["failed"] > 10) for x in levers["levers"] if x["per_tenth"] is None], [("aid.fails", True)])
for name in ("aid.ratio", "aid.half", "basic.deductible", "basic.ratio.secondary"):
    (one,) = [x for x in ranked if x["name"] == name]
    sides = read("lever_" + name)["sides"]
    shares = [part / whole for part, whole in (figure(side, "share") for side in sides)]
    equal("the lever %s is what whatif makes of it" % name, (one["cost"], one["self_pay"], round(one["moved"], 12)),
          (cost(read("lever_" + name)), sides[1]["totals"]["self_pay"] - sides[0]["totals"]["self_pay"], round(shares[1] - shares[0], 12)))
