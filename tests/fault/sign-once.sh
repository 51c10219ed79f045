#!/bin/bash
# One step is signed once, also when many sign at the same moment or the program is killed on the way.
. "$(dirname "$0")/../cli/lib.sh"
new_workshop
new_order
inspect_all adv advisor
for i in $(seq 16); do
    "$program" --config "$home/clearbay.ini" --json sign "$order" advisor --as adv --pin-file "$home/adv.pin" \
        > "$home/sign.$i" 2>&1 &
done
wait
accepted=$(grep -l '"verdict": "pass"' "$home"/sign.* | wc -l)
[ "$accepted" -eq 1 ] && ok "16 at the same time: one accepted" || not_ok "16 at the same time: one accepted" "$accepted: $(cat "$home"/sign.*)"
by adv order show "$order"
is "one signature stands" 0 '[.signatures[] | select(.valid)] | length == 1'

lost=0 rounds=12
for i in $(seq $rounds); do
    by adv order edit "$order" --odometer $((42000 + i)) # the signature falls, it is signed anew
    "$program" --config "$home/clearbay.ini" --json sign "$order" advisor --as adv --pin-file "$home/adv.pin" \
        > "$home/signed" 2>&1 &
    sleep 0.$((RANDOM % 15 + 5))
    kill -9 $! 2> /dev/null
    wait $! 2> /dev/null
    by adv order show "$order"
    standing=$(jq '[.signatures[] | select(.valid)] | length' <<< "$out")
    if grep -q '"verdict": "pass"' "$home/signed" && [ "$standing" -ne 1 ]; then
        lost=$((lost + 1))
    fi
    [ "$standing" -le 1 ] || lost=$((lost + 1))
done
[ $lost -eq 0 ] && ok "$rounds kills: no acknowledged signature lost" || not_ok "$rounds kills: no acknowledged signature lost" "$lost"
by mgr audit verify
is "the chain is whole after them" 0 '.ok'
finish
