#!/bin/bash
# A prompt that is asked many questions answers each as a fresh process would: random values of ratios, sums, choices and
# flags, in a place or everywhere, on some days, for some identities, with other layers, values on which cases fail,
# sweeps between them. Nothing of one question may be left in the next.
cd "$(dirname "$0")/../.." || exit 1
work=${TMP:?}
db=$work/r.db
"$GUIZE" init "$db" >/dev/null && "$GUIZE" synth --db "$db" --cases 300 --seed 5 --quiet || exit 1
python3 tests/cli/whatif_random.py "$GUIZE" "$db" rules 8 "$work"
