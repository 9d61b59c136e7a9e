#!/bin/bash
# Starts Slurm (Debian: apt-get install slurm-wlm munge) on the loopback interface of this machine, runs a job array of shards through it, kills one
# task on the way and cancels the rest, submits the array again, merges, compares with the unsharded run and stops Slurm. Needs root; takes about a minute.
#
#   LEMMABOX=target/release/lemmabox scripts/cluster/slurm-loopback.sh
set -euo pipefail
cd "$(dirname "$0")/../.."
lemmabox=$(realpath "${LEMMABOX:-target/release/lemmabox}")
shards=${SHARDS:-6}
for program in munged slurmctld slurmd sbatch; do
    if ! command -v "$program" > /dev/null; then
        echo "slurm-loopback: $program is not installed: apt-get install slurm-wlm munge" >&2
        exit 1
    fi
done
home=$(mktemp -d)
chmod 755 "$home"
mkdir -p "$home/state" "$home/spool" "$home/journals"
host=$(hostname -s)
cpus=$(nproc)

munge=$(command -v munged)
dd if=/dev/urandom of="$home/munge.key" bs=128 count=1 status=none
chmod 600 "$home/munge.key"
"$munge" --foreground --force --key-file="$home/munge.key" --socket="$home/munge.socket" \
    --pid-file="$home/munged.pid" --log-file="$home/munged.log" --seed-file="$home/munge.seed" \
    > "$home/munged.out" 2>&1 &
pids=($!)

cat > "$home/slurm.conf" <<CONF
ClusterName=loopback
SlurmctldHost=$host(127.0.0.1)
SlurmUser=root
AuthType=auth/munge
CredType=cred/munge
AuthInfo=socket=$home/munge.socket
SlurmctldPort=${SLURMCTLD_PORT:-26817}
SlurmdPort=${SLURMD_PORT:-26818}
SlurmctldPidFile=$home/slurmctld.pid
SlurmdPidFile=$home/slurmd.pid
StateSaveLocation=$home/state
SlurmdSpoolDir=$home/spool
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
MpiDefault=none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
ReturnToService=2
JobRequeue=1
NodeName=$host NodeAddr=127.0.0.1 CPUs=$cpus State=UNKNOWN
PartitionName=all Nodes=$host Default=YES MaxTime=INFINITE State=UP
CONF
export SLURM_CONF=$home/slurm.conf
stop() {
    for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
    wait 2>/dev/null || true
    [ -n "${KEEP:-}" ] || rm -rf "$home"
}
trap stop EXIT
for _ in $(seq 50); do [ -S "$home/munge.socket" ] && break; sleep 0.1; done
slurmctld -D > "$home/slurmctld.log" 2>&1 &
pids+=($!)
slurmd -D -N "$host" > "$home/slurmd.log" 2>&1 &
pids+=($!)
for _ in $(seq 100); do
    [ "$(sinfo -h -o %T 2>/dev/null)" = idle ] && break
    sleep 0.3
done
sinfo || { tail -n 20 "$home"/slurm*.log; exit 1; }

command=(basin --k 16 --S 1.44 --eta-a 0.02 --eta-w 0.02 --vary phi=0..pi --vary r=-1..1 --undecided "${UNDECIDED:-0.0005}")
export LEMMABOX=$lemmabox LEMMABOX_JOURNALS=$home/journals
# No memory is configured on this node, so none can be asked for.
array=$(sbatch --parsable --mem=0 --array="1-$shards" --output="$home/task-%a.log" \
    scripts/cluster/slurm-array.sh "${command[@]}")
echo "array $array of $shards tasks"
squeue
for _ in $(seq 300); do [ -s "$home/journals/1.journal" ] && break; sleep 0.1; done
# A node that dies: one task is killed and not requeued.
scancel --signal=KILL "${array}_1" || true
# Soon after, the whole array is cancelled.
for _ in $(seq 300); do [ -s "$home/journals/3.journal" ] && break; sleep 0.1; done
scancel "$array"
while [ -n "$(squeue -h -j "$array" 2>/dev/null)" ]; do sleep 0.5; done
scontrol -o show job "$array" |
    sed -n 's/.*ArrayTaskId=\([0-9-]*\).*JobState=\([A-Z]*\).* ExitCode=\([0-9:]*\).*/task \1: \2, exit code:signal \3/p' | sort
"$lemmabox" merge "$home"/journals/*.journal && echo "everything had ended before it was killed" || echo "merge: exit code $?"
again=$(sbatch --parsable --mem=0 --array="1-$shards" --output="$home/again-%a.log" \
    scripts/cluster/slurm-array.sh "${command[@]}")
echo "array $again: the same again"
while [ -n "$(squeue -h -j "$again" 2>/dev/null)" ]; do sleep 0.5; done
cat "$home"/again-*.log
"$lemmabox" merge "$home"/journals/*.journal --json --out "$home/merged.json"
"$lemmabox" "${command[@]}" --json > "$home/whole.json"
cmp "$home/merged.json" "$home/whole.json"
echo "the merged output is that of the unsharded run, byte for byte"
