#!/bin/bash
# A thousand shards on one machine, a tenth of them killed at random with kill -9, run again, merged, compared with the unsharded run.
#
#   LEMMABOX=target/release/lemmabox scripts/cluster/thousand-shards.sh           a few minutes on two cores
set -euo pipefail
cd "$(dirname "$0")/../.."
lemmabox=$(realpath "${LEMMABOX:-target/release/lemmabox}")
shards=${SHARDS:-1000}
jobs=${JOBS:-$(nproc)}
home=$(mktemp -d)
trap '[ -n "${KEEP:-}" ] || rm -rf "$home"' EXIT
command=(sweep proofs --claim "${CLAIM:-K4_sharper}" --grid "phi=0..pi:pi/${POINTS:-4000}")
mkdir "$home/journals"
now() { date +%s.%N; }
since() { awk -v a="$1" -v b="$(now)" 'BEGIN { printf "%.1f s", b - a }'; }

began=$(now)
"$lemmabox" "${command[@]}" --csv "$home/whole.csv" > "$home/whole.txt" || true
echo "unsharded: $(since "$began")"

# Runs the shards whose numbers are read, `jobs` at a time. Killed shards are those whose number is in $home/kill: as soon as their journal has a
# record or two they die, wherever that finds them.
one() {
    local i=$1
    "$lemmabox" "${command[@]}" --threads 1 --shard "$i/$shards" --journal "$home/journals/$i.journal" > /dev/null &
    local pid=$!
    if grep -qx "$i" "$home/kill" 2>/dev/null; then
        # At random: from before the first record to after the last.
        sleep "0.$((RANDOM % 6))$((RANDOM % 10))"
        kill -9 "$pid" 2>/dev/null && echo "$i" >> "$home/killed"
    fi
    wait "$pid" 2>/dev/null || true
}
run() {
    local running=0 i
    while read -r i; do
        one "$i" &
        running=$((running + 1))
        if [ "$running" -ge "$jobs" ]; then
            wait -n || true
            running=$((running - 1))
        fi
    done
    wait || true
}
touch "$home/killed"
seq "$shards" | shuf -n $((shards / 10)) > "$home/kill"
began=$(now)
seq "$shards" | run 2>/dev/null
echo "$shards shards, $(wc -l < "$home/killed") killed with kill -9: $(since "$began")"
echo "merge: $("$lemmabox" merge "$home"/journals/*.journal 2>&1 > /dev/null | head -n 1 | sed "s#$home/##g")"
rm "$home/kill"
began=$(now)
seq "$shards" | run 2>/dev/null
echo "the same again: $(since "$began")"
began=$(now)
"$lemmabox" merge "$home"/journals/*.journal --csv "$home/merged.csv" > "$home/merged.txt" || true
echo "merge: $(since "$began")"
cmp "$home/whole.csv" "$home/merged.csv"
cmp "$home/whole.txt" "$home/merged.txt"
echo "identical: $(wc -l < "$home/merged.csv") rows"
