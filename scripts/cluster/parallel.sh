#!/bin/sh
# All shards of a command with GNU parallel, on this machine or (with PARALLEL='--sshloginfile hosts') on several that share a directory:
#
#   scripts/cluster/parallel.sh 64 verify proofs --certificate certificates
#   lemmabox merge journals/*.journal
#
# Run again, it does what is not done: shards that are complete return at once, the others go on where they ended.
set -eu
shards=$1
shift
lemmabox=${LEMMABOX:-lemmabox}
journals=${LEMMABOX_JOURNALS:-journals}
mkdir -p "$journals"
seq "$shards" | parallel --quote --jobs "${JOBS:-100%}" --retries 3 --joblog "$journals/joblog" \
    "$lemmabox" "$@" --threads 1 --shard "{}/$shards" --journal "$journals/{}.journal"
