#!/bin/sh
# A Slurm job array: task I of N does shard I/N. Submit it with the command to shard:
#
#   sbatch --array=1-64 scripts/cluster/slurm-array.sh verify proofs --certificate certificates
#
# and when all tasks are done:  lemmabox merge "$LEMMABOX_JOURNALS"/*.journal
#
# A task that was killed, preempted or ran out of time goes on where it ended when it is submitted again (or requeued): the journals
# are append-only. Arrays are numbered 1-N without gaps or steps; %M after that limits how many run at once.
#SBATCH --job-name=lemmabox
#SBATCH --array=1-8
#SBATCH --cpus-per-task=1
#SBATCH --mem=1G
#SBATCH --time=01:00:00
#SBATCH --requeue
#SBATCH --open-mode=append
set -eu
lemmabox=${LEMMABOX:-lemmabox}
journals=${LEMMABOX_JOURNALS:-journals}
shard=$SLURM_ARRAY_TASK_ID
# A subset such as --array=3,7 re-runs two tasks of an array of this size.
shards=${LEMMABOX_SHARDS:-$SLURM_ARRAY_TASK_COUNT}
mkdir -p "$journals"
exec "$lemmabox" "$@" --threads "${SLURM_CPUS_PER_TASK:-1}" \
    --shard "$shard/$shards" --journal "$journals/$shard.journal"
