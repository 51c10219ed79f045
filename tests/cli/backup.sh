#!/bin/bash
# The drill: backups on a schedule while the workshop works, the disk is lost, and all that was acknowledged before the backup is there again.
# In process only: it has a service of its own.
. "$(dirname "$0")/lib.sh"
new_workshop
new_order
inspect_all adv advisor
by adv sign "$order" advisor
is "a workshop with a signature" 0
by mgr backup
is "no folder is configured: that is said" 2 '.error.code == "no_folder" and (.error.message | contains("[backup]"))'
cb doctor
is "doctor says that nothing is on a schedule" 0 '.checks[] | select(.name == "backup") | .ok and (.text | contains("[backup]"))'

mkdir "$home/disk" "$home/heads"
mv "$home"/clearbay.db* "$home/disk/"
sed -i "s#^path = .*#path = $home/disk/clearbay.db#" "$home/clearbay.ini"
printf '[backup]\nfolder = %s\nevery_h = 1\n[trust]\nheads = %s\n' "$home/backup" "$home/heads" >> "$home/clearbay.ini"
cb doctor
is "without a service nobody makes them, and doctor says so" 1 '.checks[] | select(.name == "backup") | .ok == false'
by adv backup
refused "an advisor makes none" 4 wrong_role
by mgr backup
is "without a FILE it goes to the folder" 0 ".verified and .removed == 0 and (.file | startswith(\"$home/backup/clearbay-SH01-\"))"
first=$(jq -r .file <<< "$out")
[ "$(stat -c %a "$home/backup" "$first" "$first.pepper" "$first.key" | tr '\n' ' ')" = "700 600 600 600 " ] && ok "with what belongs to it, for nobody else to read" || not_ok "with what belongs to it, for nobody else to read" "$(ls -la "$home/backup")"
cb doctor
is "and doctor finds all well" 0 "[.checks[] | select(.name == \"backup\")][0] | .ok and (.text | contains(\"$first\"))"
rm "$first" "$first.pepper" "$first.key"

# the workshop works, by way of the service, which is told of the folder then and makes the backup that is due by itself
sed -i '/^\[backup\]/,/^every_h/d' "$home/clearbay.ini"
printf '[service]\nsocket = %s\n' "$home/socket" >> "$home/clearbay.ini"
work() { # what was acknowledged, with its time in ms
    local answer n=0
    while [ ! -e "$home/stop" ]; do
        n=$((n + 1))
        answer=$("$program" --config "$home/clearbay.ini" --json order open --plate "京B$(printf '%05d' $(($1 * 10000 + n)))" --concern "noise $n" --as ada --pin-file "$home/ada.pin" 2> "$home/err.$1" < /dev/null) || continue
        echo "$(date +%s%3N) $(jq -r .order <<< "$answer")" >> "$home/done.$1"
    done
}
acknowledged() { cat "$home"/done.* 2> /dev/null | wc -l; }
# until so many orders more are acknowledged
more() {
    local from
    from=$(acknowledged)
    for _ in $(seq 300); do [ "$(acknowledged)" -lt $((from + $1)) ] || return; sleep 0.05; done
}
start_service
for one in 1 2 3; do work $one & workers[one]=$!; done
more 6
sleep 1.2 # the name of a backup tells whole seconds: what was acknowledged in the same one is not counted below
printf '[backup]\nfolder = %s\nevery_h = 1\n' "$home/backup" >> "$home/clearbay.ini"
kill -HUP "$service"
for _ in $(seq 300); do newest=$(compgen -G "$home/backup/*Z.db") && break; sleep 0.05; done
[ -n "${newest:-}" ] && ok "the service makes one by itself, while three people work" || not_ok "the service makes one by itself" "$(ls "$home/backup") $(cat "$home/service.log")"
stamp=$(basename "$newest" .db) stamp=${stamp##*-}
before=$(date -d "${stamp:0:8} ${stamp:9:2}:${stamp:11:2}:${stamp:13:2} UTC" +%s000)
more 3
{ kill -9 "$service"; wait "$service"; } 2> /dev/null
service=
touch "$home/stop"
wait "${workers[@]}" 2> /dev/null
pub=$home/carried.pub
cp "$home/disk/clearbay.db.pub" "$pub"
all=$(acknowledged)
rm -rf "$home/disk" "$home/socket" # the disk is lost; signed heads and backups lay on others

start_service
by adv board
is "a service without a workshop says so" 3 '.error.code == "no_workshop"'
cb restore "$newest"
is "it takes the backup" 0 '.database | endswith("/disk/clearbay.db")'
by mgr audit verify
is "the log verifies from its beginning" 0 '.ok and .entries > 10'
missing=0 kept=0
by adv order list --all
while read -r at one; do
    [ "$at" -lt "$before" ] || continue
    kept=$((kept + 1))
    jq -e --arg one "$one" 'any(.orders[]; .order == $one)' <<< "$out" > /dev/null || missing=$((missing + 1))
done < <(cat "$home"/done.*)
[ $missing -eq 0 ] && [ $kept -ge 6 ] && ok "nothing that was acknowledged before the backup is missing ($kept of $all orders)" || not_ok "nothing that was acknowledged before the backup is missing" "$missing of $kept"
by adv order show "$order"
is "the signature stands" 0 '.signatures | length == 1 and .[0].valid'
cmp -s "$pub" "$home/disk/clearbay.db.pub" && ok "the key is the one that certificates were signed with" || not_ok "the key is the one that certificates were signed with"
new_order --concern "work goes on"
is "and work goes on" 0
by mgr audit verify
is "and its log verifies with the heads that follow" 0 '.ok'
by mgr audit log
is "which tells of the restoring" 0 'any(.entries[]; .event == "workshop.restored")'

# nobody reads the warnings of a backup that the service makes by itself: its log has them
stop_service
sqlite3 "$home/disk/clearbay.db" "UPDATE audit_entry SET at = at + 1 WHERE seq = 5"
rm -rf "$home/backup"
CLEARBAY_LOG=$home/log:info start_service
for _ in $(seq 300); do grep -q 'does not verify' "$home/log" && break; sleep 0.05; done
grep -q 'backup: .*does not verify' "$home/log" && [ -n "$(compgen -G "$home/backup/*Z.db")" ] \
    && ok "a backup whose log does not verify is made, and the service's log tells of it" || not_ok "the service's log tells of a backup whose log does not verify" "$(cat "$home/log")"
cb doctor
is "and so does doctor" 1 'any(.checks[]; .name == "backup" and (.ok | not) and (.text | contains("does not verify")))'
finish
