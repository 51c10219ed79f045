#!/bin/bash
# In process only: it speaks to a service of its own
# Hostile clients of each kind at once with one who looks prices up: he gets every answer, right and in time, and the
# service stays small. HOSTILE_CLIENTS=N (16) of a kind, for HOSTILE_MS (400), WORST_MS (1500, with sanitizers
# 6000; the machine of a test is busy).
. "$(dirname "$0")/../cli/lib.sh"
. "$(dirname "$0")/promise.sh"
hostile=${program%/clearbay}/tests/fault/hostile_clients
count_of_kind=${HOSTILE_CLIENTS:-$(rounds 16 64)} ms=${HOSTILE_MS:-$(rounds 400 3000)}
[[ $program == *asan* ]] && worst=${WORST_MS:-6000} || worst=${WORST_MS:-1500}
echo 123456-mgr > "$home/mgr.pin"
cb init --outlet SH01 --manager mgr --pin-file "$home/mgr.pin"
cb price sync
via=service
printf '[service]\nsocket = %s\n' "$home/socket" >> "$home/clearbay.ini"
start_service
resident() { sed -n 's/^VmRSS:[^0-9]*\([0-9]*\) kB/\1/p' "/proc/$service/status"; }

for kind in silent slow flood deaf garbage nothings big deep leaver files guesser; do
    said=$("$hostile" "$home/socket" "$kind" "$count_of_kind" "$ms" < /dev/null 2>&1)
    slowest=${said##*worst }
    if [[ $said == answers* ]] && [ "${slowest%.*}" -lt "$worst" ]; then
        ok "$count_of_kind clients of the kind $kind: $said ms"
    else
        not_ok "$count_of_kind clients of the kind $kind harm others" "$said"
    fi
done
cb price find brake
is "and the service goes on" 0 '.total_shown == 1'
# while many guess with names that nobody has, a person logs in as ever
"$hostile" "$home/socket" guesser 60 2500 < /dev/null > "$home/guessers" 2>&1 &
sleep 0.5
began=$(date +%s%N)
cb --as mgr --pin-file "$home/mgr.pin" user list
took=$((($(date +%s%N) - began) / 1000000))
is "somebody logs in while 60 clients guess" 0 '.users | length == 1'
[ "$took" -lt "$worst" ] && ok "and waits $took ms for it" || not_ok "and waits $took ms for it"
wait $!
# 250 messages of 1 MB that do not end: the service takes half of that in, and the rest waits
"$hostile" "$home/socket" hoarder 250 3000 < /dev/null > "$home/hoarders" 2>&1 &
held=0
for _ in $(seq 25); do
    now=$(resident)
    held=$((now > held ? now : held))
    sleep 0.1
done
wait $!
[[ $(< "$home/hoarders") == answers* ]] && ok "250 clients that send without end: $(< "$home/hoarders") ms" || not_ok "250 clients that send without end harm others" "$(< "$home/hoarders")"
if [ "$held" -lt 220000 ] || ldd "$program" | grep -q asan; then ok "of which it holds $held kB"; else not_ok "it holds $held kB of them"; fi
for _ in $(seq 30); do # what ran is through
    sleep 0.1
    small=$(resident)
    [ "$small" -ge 65536 ] || break
done
# a build with sanitizers needs more
if [ "${small:-999999}" -lt 65536 ] || ldd "$program" | grep -q asan; then ok "its memory is $small kB"; else not_ok "its memory is $small kB"; fi
stop_service
promise clients $((11 * count_of_kind + 250)) "$failed" "hostile clients, $count_of_kind of a kind at once: a good one gets every answer; $small kB of memory"
finish
