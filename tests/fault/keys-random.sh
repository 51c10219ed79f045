#!/bin/bash
# The console is hung up, stopped, killed and resized at random moments with typing in progress: no draft lost, no crash, nothing left spinning.
. "$(dirname "$0")/../cli/lib.sh"
. "$(dirname "$0")/promise.sh"
[[ $program == *asan* ]] && some=8 || some=24
rounds=${ROUNDS:-$(rounds "$some" 1000)} seed=${SEED:-20261124}
new_workshop
export XDG_STATE_HOME=$home/state
keys=${program%/*}/tests/fault/keys_random
if "$keys" "$program" "$home/clearbay.ini" adv "$home/adv.pin" "$rounds" "$seed" > "$home/keys.log" 2>&1; then
    ok "$rounds rounds (seed $seed): $(tail -n 1 "$home/keys.log")"
else
    not_ok "$rounds rounds (seed $seed)" "$(cat "$home/keys.log")"
fi
pgrep -f "clearbay --config $home/clearbay.ini" > "$home/left" && not_ok "no process is left" "$(cat "$home/left")" || ok "no process is left"
by adv draft list
promise lost-line "$rounds" "$(sed -n '$s/ of .*//p' "$home/keys.log")" "hang-ups, line drops, stops and kills with resizes between: lost drafts, stuck locks or crashes"
is "no draft is left over" 0 '.drafts == []'
[ -z "$(find "$home/state" -type f)" ] && ok "and no file" || not_ok "and no file" "$(find "$home/state" -type f)"
cb doctor
is "the database is whole" 0 '[.checks[] | select(.name == "integrity" or .name == "audit") | .ok] == [true, true]'
by adv order list --all
is "and nothing was saved that nobody saved" 0 '.orders == []'
finish
