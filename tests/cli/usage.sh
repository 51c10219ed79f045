#!/bin/bash
# Wrong usage, help, configuration, backup, doctor.
. "$(dirname "$0")/lib.sh"
cb no-such-command
is "an unknown command is wrong usage" 2 '.error.code == "usage"'
cb order nothing
is "an unknown word of a group too" 2
cb price find
refused "a missing argument is named" 2 missing_argument
cb price find x --limit -3
is "a bad number is named" 2 '.error.message | contains("limit")'
cb price find x --colour red
is "an unknown option is named" 2 '.error.message | contains("--colour")'
for command in $("$program" --help | sed -n '/^  clearbay/d; s/^  \([a-z][a-z-]*\( [a-z-]*\)\?\)  .*/\1/p' | tr ' ' '_'); do
    "$program" ${command//_/ } --help > "$home/help" 2>&1 < /dev/null || echo "# $command" >> "$home/bad"
done
[ ! -e "$home/bad" ] && ok "every listed command has help" || not_ok "every listed command has help" "$(cat "$home/bad")"
"$program" --version | grep -q '^clearbay ' && ok "--version" || not_ok "--version"
printf '[outlet]\ncode = SH01\ncode = SH02\n' > "$home/bad.ini"
out=$("$program" --config "$home/bad.ini" --json board); status=$?
refused "a duplicate key is named" 2 duplicate_key
printf '[outlet]\ncolour = red\n' > "$home/bad.ini"
out=$("$program" --config "$home/bad.ini" --json board); status=$?
is "an unknown key is named with its section" 2 '.error.message | contains("[outlet] colour")'
new_workshop
cb doctor
is "doctor finds all well" 0 '.ok'
by mgr backup "$home/copy.db"
is "a backup is made" 0
by mgr backup "$home/copy.db"
refused "and never over a file" 4 file_exists
cb restore "$home/copy.db"
refused "restore refuses to overwrite" 4 file_exists
sed -e "s#path = .*#path = $home/other/clearbay.db#" -e '/^socket = /d' "$home/clearbay.ini" > "$home/other.ini"
out=$("$program" --config "$home/other.ini" --json restore "$home/copy.db"); status=$?
is "a backup is restored into an empty place" 0
out=$("$program" --config "$home/other.ini" --json audit verify --as mgr --pin-file "$home/mgr.pin"); status=$?
is "with its people and a whole chain" 0 '.ok'
"$program" --config "$home/clearbay.ini" price find pad | grep -q '04465-33471' && ok "a table for people" || not_ok "a table for people"
"$program" --config "$home/clearbay.ini" price show nothing-such > /dev/null 2> "$home/err"; status=$?
[ $status -eq 3 ] && [ "$(wc -l < "$home/err")" -eq 1 ] && grep -q '^clearbay: ' "$home/err" && ok "errors are one line" || not_ok "errors are one line" "$(cat "$home/err")"
LANG=zh_CN.UTF-8 "$program" --config "$home/clearbay.ini" price show nothing-such 2>&1 | grep -q '请' && ok "errors in Chinese" || skip "errors in Chinese" "the catalogue is not complete"
cb price show old1
is "a superseded part leads to its end" 0 '.superseded_by == "04465-33471" and .chain == ["OLD-1","04465-33471"]'
cb price sync
is "the same list again is unchanged" 0 '.results[0].status == "unchanged"'
echo '<html>502</html>' > "$home/list.csv"
cb price sync
is "an error page is no list" 1 '.results[0].status == "failed"'
cb price show 90915YZZD4
is "and the old one stays" 0 '.list_price == "58.00"'
finish
