#!/bin/bash
# The log against its signed heads: a copy that was carried away shows what somebody did who has the database; another
# key, a lost key and a folder that takes no heads are said.
. "$(dirname "$0")/lib.sh"
new_workshop
new_order
[ "$(stat -c %a "$home/clearbay.db.key" "$home/clearbay.db.pub" "$home/clearbay.db.heads" | tr '\n' ' ')" = "600 644 644 " ] \
    && ok "the key is nobody else's, public key and heads are everybody's" || not_ok "the key is nobody else's" "$(ls -l "$home")"
key=$(cut -d' ' -f2 "$home/clearbay.db.pub")
by mgr audit heads
is "heads are shown" 0 ".file == \"$home/clearbay.db.heads\" and (.heads | length >= 1) and all(.heads[]; .signed and (.head | length == 16) and .seq > 0)"
by adv order edit "$order" --odometer 41001

stop_service
by mgr audit verify
is "the log fits its heads" 0 '.ok and .heads >= 1 and .last_head >= 1'
cp "$home/clearbay.db.heads" "$home/carried"
by mgr audit verify --heads "$home/carried" --key "$key"
is "and those that were carried away" 0 '.ok and .heads >= 1'
last=$(jq .last_head <<< "$out")
mkfifo "$home/pipe"
cat "$home/carried" > "$home/pipe" &
by mgr audit verify --heads "$home/pipe"
is "also out of a pipe" 0 '.ok and .heads >= 1'
by mgr audit verify --heads "$home/not-there"
is "a file that is not there is said" 1 '.error.message | contains("not-there")'
echo "no head" > "$home/none"
: > "$home/empty"
for file in none empty; do
    by mgr audit verify --heads "$home/$file" --key "$key"
    is "a file without a head is no proof: $file" 1 ".ok == false and .heads == 0 and .problem_count == 1 and (.problems[0] | contains(\"$file holds no signed head\"))"
done
(cat "$home/carried" && cat "$home/none") > "$home/both"
by mgr audit verify --heads "$home/both" --key "$key"
is "lines that are no heads are told" 0 '.ok and .heads >= 1 and .problem_count == 0 and (.warnings | any(contains("among the signed heads")))'
by mgr audit verify --heads "$home/carried" --key "${key//[0-9]/0}"
is "of another workshop's key" 1 '.ok == false and (.problems | any(contains("signature")))'
by mgr audit verify --key nonsense
refused "no key at all" 2 bad_key
echo "no head" >> "$home/clearbay.db.heads"
by mgr audit heads
is "in the list, too" 0 '(.heads | length >= 1) and (.warnings | any(contains("among the signed heads")))'
# other people's names beside what somebody did
swap="UPDATE person SET login = 'x' WHERE login = 'adv'; UPDATE person SET login = 'adv' WHERE login = 'ada'; UPDATE person SET login = 'ada' WHERE login = 'x'"
stop_service
sqlite3 "$home/clearbay.db" "$swap"
by mgr audit verify --heads "$home/carried" --key "$key"
is "two persons whose logins were swapped are seen" 1 '.ok == false and .problem_count == 2 and (.problems | any(contains("adv") and contains("ada")))'
stop_service
sqlite3 "$home/clearbay.db" "$swap; UPDATE work_order SET number = 'SH01-000007'"
by mgr audit verify --heads "$home/carried" --key "$key"
is "so is an order with another number" 1 '.ok == false and .problem_count == 1 and (.problems[0] | contains("SH01-000007"))'
stop_service
sqlite3 "$home/clearbay.db" "UPDATE work_order SET number = '$order'"
by mgr audit verify --heads "$home/carried" --key "$key"
is "and nothing when all is as it was" 0 '.ok'
# cut off before the last head that was carried away, with all counters set back, and the heads beside it thrown away
stop_service
sqlite3 "$home/clearbay.db" "DELETE FROM audit_entry WHERE seq >= $last; UPDATE sqlite_sequence SET seq = $last - 1 WHERE name = 'audit_entry';
    UPDATE work_order SET revision = (SELECT coalesce(max(a.revision), 0) FROM audit_entry a WHERE a.order_id = work_order.id)"
rm "$home/clearbay.db.heads"
by mgr audit verify --heads "$home/carried" --key "$key"
is "a log that was cut off differs from the heads that were carried away" 1 ".ok == false and (.problems | any(contains(\"$last\")))"
finish
