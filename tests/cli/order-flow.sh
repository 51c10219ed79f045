#!/bin/bash
# A car's whole way through the workshop, and the refusals on it, through the real program with --json.
. "$(dirname "$0")/lib.sh"
new_workshop

new_order
is "an order is opened" 0 '.order == "SH01-000001" and .stage == "received" and .revision == 1'
by adv order open --plate "京Ａ·12345" --concern x --vin LSVAA4182E2123O56
refused "a VIN with an O is a wrong value" 2 bad_vin
by adv order open --plate 京C12345 --concern x
by adv order edit "$order" --plate 京C12345
refused "another car's plate is not taken over" 4 plate_taken
by adv order edit "$order" --plate AB-123
is "a foreign plate is pointed out as at the intake" 0 '.plate != "" and (.warnings | any(contains("not a Chinese one")))'
by adv order edit "$order" --plate 京A12345
by tec order open --plate 京A1 --concern x
refused "a technician opens no order" 4 wrong_role
cb order list
refused "a command that needs somebody says so" 4 login_needed

by adv sign "$order" advisor
refused "no signature while items are open" 4 items_open
by adv order ready "$order" advisor
is "what is missing is told without a PIN" 0 '.ready == false and (.missing | contains("items are open"))'
by qc order ready "$order" qc
refused "who could not sign at all is told so" 4 level_below_unsigned
inspect_all adv advisor
by adv order ready "$order" advisor
is "nothing is missing" 0 '.ready == true and .missing == null'
by adv inspect "$order" advisor fuel green --value 3
refused "a reading beyond its threshold is not green" 4 worse_than_marked
by adv sign "$order" advisor
is "the advisor signs" 0 '.level == "advisor" and .verdict == "pass"'
by adv sign "$order" advisor
refused "a step is signed once" 4 already_signed
by ada sign "$order" technician
refused "an advisor signs no other level" 4 wrong_role
by mgr sign "$order" qc
refused "a manager signs nothing" 4 wrong_role
by qc sign "$order" qc
refused "no level is skipped" 4 level_below_unsigned

by mgr order assign "$order" --technician tec --bay B1
is "the order is assigned and diagnosing" 0 '.stage == "diagnosing"'
by tec order diagnose "$order" --cause "system upgrade" --hours 1
refused "a vague cause is sent back" 4 vague_text
by tec order diagnose "$order" --cause "worn pads, front left 1.2 mm" --hours 1.5
is "a cause is recorded" 0
by adv order add-part "$order" 9091-5yzzd4 --qty 2
is "a part is added by any spelling of its number" 0 '.line == 1'
by adv order add-part "$order" NOPRICE --qty 1
refused "a part without a published price cannot be quoted" 4 no_price
by adv order add-part "$order" nothing-such --qty 1
refused "an unknown part is not found" 3 no_part
by adv order add-part "$order" OLD-1 --qty -1
is "a negative quantity is a wrong value" 2
by adv order add-labour "$order" BRK-01 --hours 1.5 --text "replace front brake pads"
is "labour is added" 0 '.line == 2'
by adv order add-labour "$order" HV-01 --hours 1 --text "isolate the traction battery" --needs hv
is "labour that needs a certificate is added" 0 '.line == 3 and (.warnings | length) > 0'
by tec order start "$order" 2
is "work without authorisation is refused" 4
by adv order authorise "$order" --line 1 --line 2 --by 王芳 --how phone
is "lines are authorised" 0
by adv order decline "$order" --line 3
is "a line is declined" 0
by tec order start "$order" 2
is "work begins and the stage moves" 0 '.stage == "repairing"'
inspect_all tec technician
by tec sign "$order" technician
refused "no signature before the work is done" 4 line_not_done
by tom order done "$order" 2
is "only who began it ends a line" 4
by tec order done "$order" 2
is "work ends" 0

by adv order show "$order"
is "money is text, the saving is shown" 0 '.lines[0].total == "116.00" and .lines[1].unit_price == "320.00" and .lines[1].discount_percent == 20 and .lines[1].total == "384.00" and .labour_saved == "96.00" and .total == "500.00" and .currency == "CNY"'
is "prices carry their list revision" 0 '.lines[0].list_price == "58.00" and .lines[0].list_revision == 1 and (.lines[0].effective | length) == 10'
is "times are ISO UTC" 0 '.clocks | map(.name) | index("create") != null and index("diagnose") != null and index("repair") != null'

by adv order edit "$order" --concern "wipers smear"
by adv sign "$order" advisor
by tec order ready "$order" technician
is "concerns that nothing is recorded for are named before the signature" 0 '.ready and (.warnings | length == 2) and (.warnings[0] | contains("concern 1") and contains("not recorded")) and (.warnings[1] | contains("concern 2 (wipers smear)") and contains("no line"))'
by tec order correct "$order" 1 "pads replaced, test drive quiet"
by tec sign "$order" technician
is "the technician signs, QC's turn, and what may be forgotten is named" 0 '.stage == "qc" and (.warnings | length == 1) and (.warnings[0] | contains("concern 2"))'
by qc order ready "$order" qc
is "QC is not asked about it" 0 '(has("warnings") | not)'
by adv order deliver "$order" --odometer 41010
is "no delivery without all three" 4
by qc sign "$order" qc --fail
refused "a fail needs a reason" 2 reason_needed
by qc sign "$order" qc --fail --reason "pedal still soft"
is "a fail goes back to the technician" 0 '.stage == "repairing"'
by adv order show "$order"
is "the technician's signature fell with it, with the reason" 0 '[.signatures[] | select(.level == "technician")][0] | .valid == false and (.void_reason | contains("pedal still soft"))'
by tec sign "$order" technician
is "the technician signs again" 0
inspect_all qc qc
by qc sign "$order" qc
is "QC signs" 0 '.stage == "ready"'

by adv order edit "$order" --odometer 41001
is "an edit voids what it touches" 0 '.signatures_voided == 3'
by adv sign "$order" advisor
by tec sign "$order" technician
by qc sign "$order" qc
is "all three sign again" 0 '.stage == "ready"'
by adv order edit "$order" --customer 王芳 --phone 13838389438
is "name and phone are under no signature" 0 '(has("signatures_voided") | not)'
by adv order edit "$order" --plate 京B·12345
is "the plate is, with all above" 0 '.signatures_voided == 3'
by adv order show "$order"
is "it is the plate of the order" 0 '.plate == "京B12345" and .phone == "13838389438"'
by adv sign "$order" advisor
by tec sign "$order" technician
by adv order edit "$order" --concern-text "brakes grind in front"
refused "of several concerns it is said which" 2 which_job
by adv order edit "$order" --job 1 --concern-text "brakes grind in front"
is "so are the words of a concern" 0 '.signatures_voided == 2'
by adv order edit "$order" --job 7 --concern-text "x"
is "of one that is there" 3
by adv order edit "$order" --job 1
is "with its words" 2
by adv sign "$order" advisor
by tec sign "$order" technician
by qc sign "$order" qc
by tec order stage "$order" repairing --revision 1
refused "a stale revision is somebody else's change" 5 stale_revision
is "and shows both values" 5 '.error.conflicts | length > 0'
by adv order deliver "$order" --odometer 40000
is "the odometer does not go back" 2
by adv order show "$order"
is "it is told how far a test drive can go" 0 '.odometer == 41001 and .odometer_most == 41501'
by adv order deliver "$order" --odometer 410020
is "the car is delivered, and a reading that is further than any test drive is pointed out" 0 '.stage == "delivered" and (.warnings | any(contains("41001 km at arrival, now 410020 km")))'
by adv order show "$order"
is "three valid signatures stand" 0 '[.signatures[] | select(.valid and .verdict == "pass")] | map(.level) | sort == ["advisor","qc","technician"]'
is "by three different people" 0 '[.signatures[] | select(.valid and .verdict == "pass") | .by] | unique | length == 3'
by mgr audit verify
is "the audit chain is whole" 0 '.ok and .entries > 50 and (.problems == [])'
by adv order call-back "$order" --result happy
is "a call-back has one of the results" 2
by adv order call-back "$order" --result satisfied --outcome "quiet now"
is "the call-back is recorded" 0
by adv order show "$order"
is "with its result and the customer's words" 0 '.call_back_result == "satisfied" and .call_back_outcome == "quiet now" and .called_back_at != null'

new_order --reported "$(date -u -d '2 days ago' +%Y-%m-%dT%H:%M:%SZ)"
by adv board
is "a late order is on the board, with what is over" 0 '.orders[0].breached and .orders[0].left_s < 0 and .orders[0].needs_promise'
by adv order add-labour "$order" BRK-09 --hours 1 --text "replace rear brake pads"
is "who may promise a new time is told to" 0 '.warnings | any(contains("order promise"))'
by adv inspect "$order" advisor identity green
is "but not at each item of an inspection" 0 '(.warnings // []) | any(contains("order promise")) | not'
by tec order add-labour "$order" BRK-10 --hours 1 --text "replace front brake pads"
is "nobody else is told to" 0 '(.warnings // []) | any(contains("order promise")) | not'
by tec order add-labour "$order" BRK-11 --hours "1。5" --text "replace front brake hoses"
by adv order show "$order"
is "an input method's full stop is the point of a number" 0 '.lines[-1].qty == 1.5'
by tec order add-labour "$order" BRK-12 --hours "1。5。2" --text "replace rear brake hoses"
refused "two of them are none" 2 bad_quantity
by adv order promise "$order" "$(date -u -d 'tomorrow' +%Y-%m-%dT%H:%M:%SZ)" --reason "part comes tomorrow"
is "a new time is promised" 0
by adv order show "$order"
is "the breach stays, the promise is shown" 0 '(.clocks[] | select(.name == "repair") | .breached) and (.promises | length == 1)'

by adv order open --plate 京B22222 --concern squeals
order=$(jq -r .order <<< "$out")
by adv inspect "$order" advisor warning_lamps red
by adv order ready "$order" advisor
is "an odometer that nobody read and a red item are named before the advisor signs" 0 '(.warnings | length == 2) and (.warnings[0] | contains("odometer")) and (.warnings[1] | contains("Warning lamps"))'
by adv order edit "$order" --odometer 58000
by adv order ready "$order" advisor
is "with a reading only the red item is" 0 '.warnings | length == 1 and (.[0] | contains("Warning lamps"))'
finish
