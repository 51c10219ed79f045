#!/bin/bash
# Undo and redo of every change that a rule lets be undone, out of the order's log.
. "$(dirname "$0")/lib.sh"
new_workshop
# what an order says, without what every change moves on; notes of who and when of an inspection stay
picture() {
    by "${1:-adv}" order show "$order"
    jq -cS 'del(.revision, .warnings, .signatures)' <<< "$out"
}
# both NAME USER COMMAND...: the command changes the order, undo makes it what it was, redo what it became, and undo again
both() {
    local name=$1 user=$2 before after
    shift 2
    before=$(picture)
    by "$user" "$@"
    is "$name" 0
    after=$(picture)
    [ "$before" != "$after" ] || not_ok "$name changes something" "$before"
    by "$user" undo "$order"
    is "$name: taken back" 0 '.change | length > 3'
    [ "$(picture)" = "$before" ] && ok "$name: all is as it was" || not_ok "$name: all is as it was" "$(diff <(jq . <<< "$before") <(picture | jq .))"
    by "$user" redo
    is "$name: done again" 0
    [ "$(picture)" = "$after" ] && ok "$name: all is as it was made" || not_ok "$name: all is as it was made" "$(diff <(jq . <<< "$after") <(picture | jq .))"
    by "$user" undo
    is "$name: taken back again" 0
    [ "$via" = service ] && return # the same rules, and fewer PINs to hash
    [ "$(picture)" = "$before" ] && ok "$name: and as it was" || not_ok "$name: and as it was" "$(diff <(jq . <<< "$before") <(picture | jq .))"
}

opened() {
    by adv order open --plate "$1" --concern "rattles at the front"
    order=$(jq -r .order <<< "$out")
}

by adv undo
refused "nobody changed anything" 4 nothing_to_undo
new_order
by adv redo
refused "nothing was taken back" 4 nothing_to_redo
both "odometer and VIN" adv order edit "$order" --odometer 41500 --vin LSVAA4182E2123456
both "a concern more" adv order edit "$order" --concern "smokes" --concern "pulls left"
both "plate, name and phone" adv order edit "$order" --plate 沪AD12345 --customer 王芳菲 --phone 13838389438
first=$order
by adv order open --plate 京K12345 --concern "oil" --vin LSVAA4182E2123456 --odometer 40000
by adv order edit "$first" --plate 京K12345
refused "a car that is here now is another one" 4 plate_taken
by adv order stage SH01-000002 cancelled
order=$first
by adv vehicle find 京A12345
before_car=$out
both "the plate of a car that was here before, with its VIN" adv order edit "$order" --plate 京K12345 --odometer 41600
by adv vehicle find 京K12345
is "its file is as it was" 0 '.vehicles[0].odometer == 40000'
by adv redo "$order"
is "the car that was only a mistake is none" 0 '.warnings | any(contains("京K12345 was here before (SH01-000002)"))'
by adv vehicle find 京A12345
is "and is not found" 0 '.vehicles == []'
by adv vehicle find 京K12345
is "the known one has what was read" 0 '.vehicles | length == 1 and .[0].odometer == 41600 and .[0].open_order == "SH01-000001"'
by adv undo "$order"
by adv vehicle find 京A12345
[ "$out" = "$before_car" ] && ok "and its file is there again" || not_ok "and its file is there again" "$before_car $out"
by adv order edit "$order" --vin LSVAA4182E2654321
by adv order edit "$order" --plate 京K12345
refused "another VIN is another car" 4 plate_taken
by adv undo "$order"
both "the words of a concern" adv order edit "$order" --concern-text "rattles at the rear"
both "a part" adv order add-part "$order" 90915YZZD4 --qty 2
both "labour" adv order add-labour "$order" L1 --hours 1.5 --text "change oil and filter"
both "technician and bay" adv order assign "$order" --technician tec --bay B1
both "a cause" tec order diagnose "$order" --cause "pads worn to 1.2 mm" --hours 1.5
both "stage" adv order stage "$order" waiting-approval
both "a mark" adv inspect "$order" advisor fuel amber --value 9 --note "nearly empty"
both "damage" adv damage add "$order" roof dent --note "hail"
both "cancelled" adv order stage "$order" cancelled

by adv order edit "$order" --concern "smokes"
by adv order add-part "$order" 90915YZZD4 --qty 2
by adv order add-labour "$order" L1 --hours 1.5 --text "change oil and filter"
by adv order assign "$order" --technician tec --bay B1
by adv order edit "$order" --concern-text "smokes blue"
refused "of several it is said which" 2 which_job
both "the words of the second one, and one more" adv order edit "$order" --job 2 --concern-text "smokes blue" --concern "pulls left"
by tec order diagnose "$order" --cause "pads worn to 1.2 mm" --hours 1.5
both "another technician" adv order assign "$order" --technician tom
both "another cause" tec order diagnose "$order" --cause "caliper seized, pads worn" --hours 2
both "the cause of the second job" tec order diagnose "$order" --cause "valve stem seals worn" --hours 3 --job 2
both "a correction" tec order correct "$order" 1 "pads replaced, test drive quiet"
line=$(by adv order show "$order"; jq '[.lines[] | select(.kind == "part")][0].line' <<< "$out")
labour=$(by adv order show "$order"; jq '[.lines[] | select(.kind == "labour")][0].line' <<< "$out")
both "declined" adv order decline "$order" --line "$line" --by Wang --how phone
both "authorised" adv order authorise "$order" --by Wang --how phone
by adv order decline "$order" --line "$line" --by Wang --how phone
both "authorised after all" adv order authorise "$order" --line "$line" --by Li --how counter
by adv order authorise "$order" --by Wang --how phone
both "an authorised line removed" adv order remove-line "$order" "$labour"
both "a declined line removed" adv order remove-line "$order" "$line"
by adv inspect "$order" advisor fuel green --value 60
both "marked again" adv inspect "$order" advisor fuel amber --value 8
both "marked otherwise" adv inspect "$order" advisor fuel red --value 3 --note "empty"
by adv damage add "$order" roof dent
mark=$(jq -r '.damage' <<< "$out")
both "a mark taken off" adv damage remove "$order" "$mark"
by tec order start "$order" "$labour"
is "labour is begun" 0
by tec undo "$order"
refused "who began labour stays on record" 4 not_undoable
both "labour ended" tec order done "$order" "$labour"

# several steps, one after the other, and back
before=$(picture)
by adv order edit "$order" --odometer 42000
by adv order stage "$order" waiting-parts
by adv order edit "$order" --odometer 43000
for i in 1 2 3; do by adv undo "$order"; done
[ "$(picture)" = "$before" ] && ok "three steps back" || not_ok "three steps back" "$(diff <(jq . <<< "$before") <(picture | jq .))"
for i in 1 2 3; do by adv redo "$order"; done
is "three steps on" 0 '.change == "order.edit"'
by adv redo "$order"
refused "and no further" 4 nothing_to_redo
by adv undo "$order"
by adv order stage "$order" repairing
by adv redo "$order"
refused "a new change ends what could be done again" 4 nothing_to_redo

# somebody else was there
by adv order edit "$order" --odometer 44000
by ada order edit "$order" --odometer 45000
by adv undo "$order"
refused "somebody changed it since" 4 changed_since
[[ $out == *ada* ]] && ok "who it was is said" || not_ok "who it was is said" "$out"
by ada undo "$order"
is "his own he takes back" 0
by adv undo "$order"
is "and then the one below it goes, too" 0
by adv order stage "$order" waiting-parts
by ada damage add "$order" bonnet chip
by adv undo "$order"
is "what others changed elsewhere in the order is in nobody's way" 0 '.stage == "repairing"'
by tom undo "$order"
refused "who changed nothing takes nothing back" 4 nothing_to_undo
by adv order edit "$order" --odometer 46000
by adv undo "$order" --revision 1
is "an expected revision counts" 5 '.error.code == "stale_revision"'

by adv order promise "$order" "$(date -d '+1 day' '+%Y-%m-%d %H:%M')" --reason "parts come tomorrow"
by adv undo "$order" --show
is "behind a promise, which stays, the change before it is meant" 0 '.change == "order.edit" and (.stays | length > 20)'
by adv undo "$order"
is "and taken back, and what stays is told" 0 '.changes.odometer[1] == "46000" and (.warnings[0] | test("you promised the customer a time, which stays"))'
by adv redo "$order"
is "and made again" 0 '.change == "order.edit" and .warnings == null'
opened 京A88888
by ada order promise "$order" "$(date -d '+1 day' '+%Y-%m-%d %H:%M')" --reason "parts come tomorrow"
by ada undo "$order"
refused "a promise to the customer stays" 4 not_undoable

# signatures: taking a signed change back voids them, as any edit does; a signature itself stays
opened 京A99999
by adv inspect "$order" advisor fuel green --value 60
inspect_all adv advisor
by adv inspect "$order" advisor fuel amber --value 9
by adv sign "$order" advisor
is "signed" 0
by adv undo "$order"
refused "a signature stays" 4 not_undoable
by ada inspect "$order" advisor fuel green --value 70
by adv order show "$order"
by ada undo "$order"
is "another advisor takes his own mark back" 0
by adv order show "$order"
is "the mark below it stands again, by who made it" 0 '[.inspections[] | select(.item == "fuel")][0] | .result == "amber" and .by == "adv"'
is "and no signature stands on what changed" 0 '[.signatures[] | select(.valid)] | length == 0'

# orders that change cars and customers: what others have in the file is theirs again
# taken PLATE NAME PHONE...: an order is opened; its number is in $order
taken() {
    by adv order open --plate "$1" --customer "$2" --phone "$3" --concern "rattles at the front" "${@:4}"
    order=$(jq -r .order <<< "$out")
}
# held: what the files of cars and customers say
held() { sqlite3 "$home/clearbay.db" "SELECT id, plate, plate_key, plate_kind, vin, customer_id, odometer FROM vehicle ORDER BY id; SELECT id, name, phone FROM customer ORDER BY id"; }
# back NAME: undo brings the files to what $was says, redo to what they are now, and undo again
back() {
    local is
    is=$(held)
    for step in undo:"$was" redo:"$is" undo:"$was"; do
        by adv "${step%%:*}" "$order"
        [ "$status" -eq 0 ] && [ "$(held)" = "${step#*:}" ] && ok "$1: ${step%%:*}" || not_ok "$1: ${step%%:*}" "$out $(diff <(echo "${step#*:}") <(held))"
    done
}
taken 京M10001 赵一 13900000001
by adv order stage "$order" cancelled
taken 京M10002 赵二 13900000002 --odometer 30000
was=$(held)
by adv order edit "$order" --plate 京M10001 --phone 13900000001 --customer 赵一
back "car and customer at once; the known car has no odometer"
by adv order edit "$order" --plate 京M10001
was=$(held)
by adv order edit "$order" --phone 13900000001 --customer 赵一
back "car, then customer: the car was his already"
by adv undo "$order"
by adv order open --plate 京M10003 --phone 13900000003 --concern "rattles"
by adv order edit "$order" --phone 13900000003
is "a phone of somebody without a name" 0 '.warnings | any(contains("the order is his now"))'
was=$(held)
by adv undo "$order"
by adv vehicle find 京M10003
is "he has none again" 0 '.vehicles[0].customer == null'
by adv redo "$order"
[ "$(held)" = "$was" ] && ok "and the order's again" || not_ok "and the order's again" "$(diff <(echo "$was") <(held))"
by adv undo "$order"

# names and phones are set back where they were set, and only while they are free
taken 京M10004 钱一 13900000004
by adv order edit "$order" --customer 钱二
by ada order open --plate 京M10005 --customer 钱二 --phone 13900000005 --concern "rattles"
by ada order edit "$order" --phone 13900000005
is "it is another one of that name" 0
by adv undo "$order"
refused "whose name is not the one that was corrected" 4 changed_since
by ada undo "$order"
by adv undo "$order"
is "his own is" 0
by adv order edit "$order" --phone 13900000006
by ada order open --plate 京M10006 --customer 孙三 --phone 13900000004 --concern "rattles"
by adv undo "$order"
refused "a phone that somebody else has by now" 4 phone_taken
taken 京M10007 李一 13900000007
by adv order edit "$order" --plate 京M10008
by ada order open --plate 京M10007 --customer 李二 --phone 13900000008 --concern "rattles"
by ada order stage "$(jq -r .order <<< "$out")" cancelled
was=$(held)
by adv undo "$order"
is "a plate that another car has by now" 4
[ "$(held)" = "$was" ] && ok "and nothing has moved" || not_ok "and nothing has moved" "$(diff <(echo "$was") <(held))"
by ada order open --plate 京M10008 --concern "pulls left" --odometer 20000
later=$(jq -r .order <<< "$out")
by adv order edit "$order" --plate 京M10009 --odometer 10000
is "the file has what its last order says" 0 ".warnings | any(contains(\"later order ($later)\"))"
by adv vehicle find 京M10008
is "also the odometer" 0 '.vehicles[0].odometer == 20000'
by mgr audit verify
is "the log of all that is whole" 0 '.ok'
[ -z "$(sqlite3 "$home/clearbay.db" 'PRAGMA foreign_key_check')" ] && ok "nothing points to what is not there" || not_ok "nothing points to what is not there"

# a car taken in by mistake
opened 京A88888
by adv undo --show
is "what would be taken back is said" 0 '.change == "order.open"'
by adv order show "$order"
is "and not done" 0 '.stage == "received"'
by adv undo
is "an order opened by mistake is cancelled" 0 '.stage == "cancelled"'
by adv redo "$order"
is "and is there again" 0 '.stage == "received"'
by ada order edit "$order" --odometer 50000
by adv undo "$order"
refused "not once others have worked with it" 4 changed_since
by mgr audit verify
is "the chain is whole" 0 '.ok'
by mgr audit log --order "$order"
is "and tells of both" 0 '[.entries[].event] | contains(["undo", "redo"])'
by adv undo SH01-999999
refused "no such order" 3 no_order
by mgr user disable tec
by qc undo
refused "QC has changed nothing" 4 nothing_to_undo
finish
