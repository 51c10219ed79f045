#!/bin/bash
# Keeping the data: doctor, backup, restore, the log; and what each says when something is wrong.
. "$(dirname "$0")/lib.sh"
new_workshop
new_order
inspect_all adv advisor
by adv sign "$order" advisor
is "a workshop with a signature" 0
cb doctor
is "doctor finds all well" 0 '.ok and (.checks | length >= 7) and all(.checks[]; .ok and (.text | length > 5))'
by mgr backup "$home/copy.db"
is "a backup of the running database" 0
[ "$(stat -c %a "$home/copy.db" "$home/copy.db.pepper" | sort -u)" = 600 ] && ok "nobody else can read it" || not_ok "nobody else can read it"
by mgr backup "$home/copy.db"
is "it overwrites nothing" 4 '.error.message | contains("copy.db")'
by adv backup "$home/other.db"
refused "an advisor takes no backup" 4 wrong_role
by mgr backup "$home/no/such/folder.db"
is "a folder that is not there is said" 1 '.error.message | length > 10'
sed -e "s#^path = .*#path = $home/second.db#" -e '/^socket = /d' "$home/clearbay.ini" > "$home/second.ini"
second() {
    out=$("$program" --config "$home/second.ini" --json "$@" 2> "$home/err" < /dev/null)
    status=$?
}
second restore "$home/copy.db"
is "restored into an empty place" 0
second order show "$order" --as adv --pin-file "$home/adv.pin"
is "with its order, and the signature holds" 0 '.signatures | length == 1 and .[0].valid'
second audit verify --as mgr --pin-file "$home/mgr.pin"
is "and the log verifies" 0 '.ok and .entries > 10'
second restore "$home/copy.db"
is "it refuses to overwrite" 4
sed -e "s#^path = .*#path = $home/third.db#" -e '/^socket = /d' "$home/clearbay.ini" > "$home/second.ini"
second restore "$home/no-such.db"
is "a backup that is not there" 3 '.error.message | contains("no-such.db")'
head -c 20000 /dev/urandom > "$home/noise.db"
second restore "$home/noise.db"
is "a file that is no backup" 1
[ ! -e "$home/third.db" ] && ok "leaves nothing behind" || not_ok "leaves nothing behind"
cp "$home/copy.db" "$home/hurt.db"
cp "$home/copy.db.pepper" "$home/hurt.db.pepper"
printf 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx%.0s' $(seq 64) | dd of="$home/hurt.db" bs=1 seek=8192 conv=notrunc 2> /dev/null
second restore "$home/hurt.db"
is "a damaged backup" 1
[ ! -e "$home/third.db" ] && ok "leaves nothing behind either" || not_ok "leaves nothing behind either"
# what a killed service left is named, and stays until somebody moves it away
printf 'left' > "$home/third.db-wal"
second restore "$home/copy.db"
is "a place with an old log in it is not empty" 4 ".error.code == \"file_exists\" and (.error.message | contains(\"$home/third.db-wal\") and contains(\"another folder\"))"
[ "$(cd "$home" && echo third.db*)" = third.db-wal ] && ok "and is left as it was" || not_ok "and is left as it was" "$(ls "$home")"
rm "$home/third.db-wal"
# secrets that are not the database's
for ending in pepper key; do
    cp "$home/copy.db.$ending" "$home/kept"
    printf '\0\1\2\3' | dd of="$home/copy.db.$ending" bs=1 seek=3 conv=notrunc 2> /dev/null
    second restore "$home/copy.db"
    is "a $ending that is not the backup's" 1 ".error.code == \"$ending\" and (.error.message | contains(\"copy.db.$ending\"))"
    [ "$(cd "$home" && echo third.db*)" = "third.db*" ] && ok "leaves nothing behind" || not_ok "leaves nothing behind" "$(ls "$home")"
    mv "$home/kept" "$home/copy.db.$ending"
done
second restore "$home/copy.db"
is "with its own it is restored" 0 '.verified and (has("warnings") | not)'
# a log that somebody changed: the backup is made, and nobody takes it for a good one
stop_service
sqlite3 "$home/clearbay.db" "UPDATE audit_entry SET at = at + 1 WHERE seq = 5"
by mgr backup "$home/changed.db"
is "a backup whose log does not verify is told of" 1 '.verified == false and (.warnings[0] | contains("does not verify"))'
sed -e "s#^path = .*#path = $home/fourth.db#" -e '/^socket = /d' "$home/clearbay.ini" > "$home/second.ini"
second restore "$home/changed.db"
is "it may be all that there is: it is restored, and told of" 1 '.verified == false and (.warnings[0] | contains("does not verify"))'
stop_service
sqlite3 "$home/clearbay.db" "UPDATE audit_entry SET at = at - 1 WHERE seq = 5"

# who else may open what is kept
chmod 666 "$home/clearbay.db"
cb doctor
is "doctor tells who else can open it, and what to do" 1 '.checks[] | select(.name == "permissions") | .ok == false and (.text | contains("chmod 600"))'
chmod 600 "$home/clearbay.db" $(compgen -G "$home/clearbay.db-*")
cb doctor
is "and then all is well" 0 '.ok'

stop_service # which has it in memory
rm "$home/clearbay.db.pepper"
by adv board
is "without the pepper no PIN fits, and that is said" 1 '.error.message | contains("pepper")'
cp "$home/copy.db.pepper" "$home/clearbay.db.pepper"
chmod 644 "$home/clearbay.db.pepper"
stop_service
by adv board
is "a pepper that others can read is refused" 1 '.error.message | contains("chmod 600") and (contains("put it back") | not)'
chmod 600 "$home/clearbay.db.pepper"
by adv board
is "and then all is as before" 0

# the log
err=$("$program" --config "$home/clearbay.ini" -v --as adv --pin-file "$home/adv.pin" --json board 2>&1 > /dev/null)
quiet=$("$program" --config "$home/clearbay.ini" --as adv --pin-file "$home/adv.pin" --json board 2>&1 > /dev/null)
more=$("$program" --config "$home/clearbay.ini" -vv --as adv --pin-file "$home/adv.pin" --json board 2>&1 > /dev/null)
[ -z "$quiet" ] && ok "silent without -v" || not_ok "silent without -v" "$quiet"
[[ $more == *board* ]] && ok "-vv says what was done" || not_ok "-vv says what was done" "$more"
CLEARBAY_LOG="$home/log:debug" "$program" --config "$home/clearbay.ini" --as adv --pin-file "$home/adv.pin" --json board > /dev/null 2>&1
grep -q board "$home/log" && ok "CLEARBAY_LOG writes it to a file" || not_ok "CLEARBAY_LOG writes it to a file"
[ "$(stat -c %a "$home/log")" = 600 ] && ok "that nobody else can read" || not_ok "that nobody else can read"
! grep -rqF "$(cat "$home/adv.pin")" "$home/log" <<< "$err$more" && ok "no PIN in it" || not_ok "no PIN in it"
CLEARBAY_LOG=/no/such/folder/log "$program" --config "$home/clearbay.ini" --json checklist qc > /dev/null 2> "$home/err"
[ $? -eq 2 ] && ok "a log that cannot be written is said" || not_ok "a log that cannot be written is said" "$(cat "$home/err")"
finish
