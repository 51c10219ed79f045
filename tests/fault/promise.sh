# What promise.h is to the tests in C; source it behind lib.sh.

# rounds FEW ALL: how often something is tried now
rounds() { if [ "${TORTURE:-}" = 1 ]; then echo "$2"; else echo "$1"; fi; }
# promise KEY DONE FAILED WHAT
promise() { echo "promise: $1: $2 done, $3 failed; $4"; }
