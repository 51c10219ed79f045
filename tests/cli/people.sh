#!/bin/bash
# People, PINs, lock-out, one-time PINs.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/../fault/promise.sh"
cb user list --as mgr --pin-file /nowhere
is "a missing PIN file is a wrong usage" 2
cb board --as x --pin-file "$home/clearbay.ini"
is "without a workshop it is not found" 3
new_workshop
cb init --outlet SH01 --manager mgr --pin-file "$home/mgr.pin"
is "init run again changes nothing and says so" 0 '.created == false and (.warnings | length == 1)'
by mgr user list
is "people are listed" 0 '.users | length == 7'
echo 12345 > "$home/short"
by mgr user add bob --role advisor --new-pin-file "$home/short"
refused "a PIN has at least six characters" 2 bad_pin
by mgr user add adv --role advisor --new-pin-file "$home/adv.one"
refused "a login is never given twice" 4 user_exists
by adv user add bob --role advisor --new-pin-file "$home/adv.one"
refused "only managers add people" 4 wrong_role
by mgr user add bob --role advisor --new-pin-file "$home/adv.one"
cp "$home/adv.one" "$home/bob.pin"
by bob board
refused "a one-time PIN is good for one thing" 4 pin_must_change
cb user pin bob --as bob --pin-file "$home/bob.pin" --new-pin-file "$home/bob.pin"
refused "the new PIN must differ" 4 same_pin
echo wrong-pin > "$home/wrong.pin"
for i in 1 2 3 4; do cb board --as tom --pin-file "$home/wrong.pin"; done
refused "a wrong PIN is refused" 4 wrong_pin
cb board --as tom --pin-file "$home/wrong.pin"
refused "the fifth locks" 4 locked
by tom board
refused "and then the right one does not help" 4 locked
cb board --as nobody --pin-file "$home/wrong.pin"
refused "an unknown user answers as a wrong PIN" 4 wrong_pin
by mgr user pin tom --new-pin-file "$home/tom.one"
is "a manager sets a one-time PIN, which unlocks" 0 '.pin_temporary'
cb user pin tom --as tom --pin-file "$home/tom.one" --new-pin-file "$home/tom.pin"
is "its owner changes it" 0 '.pin_temporary == false'
by mgr user disable tom
by tom board
refused "a disabled user is out" 4 disabled
by mgr user disable mgr
refused "nobody disables himself" 4 oneself
by mgr user certify tec --cert hv --until 2020-01-01 --from 2019-01-01
new_order
by adv order add-labour "$order" HV-1 --hours 1 --text "isolate the traction battery" --needs hv
by adv order assign "$order" --technician tec
is "an expired certificate is none" 4
by mgr user certify tec --cert hv
by adv order assign "$order" --technician tec
is "with the certificate the car is given" 0
out=$("$program" --config "$home/clearbay.ini" --json board --as adv --pin-file - < "$home/adv.pin"); status=$?
is "a PIN comes from standard input" 0 '.orders | length == 1'
by mgr audit log
is "every PIN change is in the log" 0 '[.entries[].event] | (index("pin.locked") != null) and (index("user.one_time_pin") != null)'
promise one-time 1 "$failed" "a PIN set by a manager is good for changing it alone, both are logged"
grep -rl "123456-adv\|wrong-pin" "$home"/clearbay.db* > /dev/null && not_ok "no PIN in the database" || ok "no PIN in the database"
finish
