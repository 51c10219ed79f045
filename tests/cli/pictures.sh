#!/bin/bash
# What the console draws as pictures, as commands: the floor of a day, the estimate beside the list.
. "$(dirname "$0")/lib.sh"
new_workshop
by mgr bay add B2
new_order
cb floor
refused "the floor is for who works here" 4 login_needed
by tec floor
is "an order without a bay is on the floor" 0 '.bays == ["B1","B2"] and (.blocks | length) == 1 and .blocks[0].bay == null and .blocks[0].late == false'
by adv order assign "$order" --technician tec --bay B2
by adv floor
is "a bay is where it was assigned" 0 ".blocks[0] | .bay == \"B2\" and .order == \"$order\" and .stage == \"diagnosing\" and .ended == false"
is "without a diagnosis it ends when the repair is due" 0 '.blocks[0] | ((.to | fromdate) - (.from | fromdate) | fabs) > 86390 and (.due == "diagnose")'
by tec order diagnose "$order" --cause "worn pads, 1.2 mm" --hours 1.5
by adv floor
is "after the diagnosis it ends with its hours" 0 '.blocks[0] | ((.to | fromdate) - (.from | fromdate) - 5400 | fabs) <= 1'
is "the day has its hours" 0 '(.opens_at | fromdate) < (.closes_at | fromdate)'
by adv floor --day 2001-01-01
is "nobody was here that day" 0 '.day == "2001-01-01" and .blocks == [] and ((.closes_at | fromdate) - (.opens_at | fromdate)) == 36000'
by adv floor --day 2001-02-30
refused "a day that is none" 2 bad_argument
by adv order promise "$order" "$(date -u -d '+5 days' +%Y-%m-%dT%H:00:00Z)" --reason "parts are late"
by adv floor --day "$(TZ=Asia/Shanghai date -d '+2 days' +%F)"
is "a car that was promised for later is still there in two days" 0 '.blocks | length == 1'

by tec order add-part "$order" 90915YZZD4 --qty 2
by tec order add-labour "$order" BRK-01 --hours 1.5 --text "replace front brake pads"
by adv order estimate "$order"
is "an estimate has the list's amount, the price and the difference" 0 '.estimate | map([.at_list, .total, .difference]) == [["116.00","116.00","0.00"],["480.00","384.00","-96.00"]]'
is "and their sums" 0 '.at_list == "596.00" and .total == "500.00" and .difference == "-96.00" and .currency == "CNY"'
LANGUAGE=zh_CN by adv order show "$order"
is "a part has its Chinese name for who reads Chinese" 0 '.lines[0].text == "机油滤清器"'
LANGUAGE=zh_CN by adv order estimate "$order"
is "on the estimate, too" 0 '.estimate[0].text == "机油滤清器"'
by adv order show "$order"
is "and its English one for who reads English" 0 '.lines[0].text == "Oil filter"'
by adv order decline "$order" --line 2
by adv order estimate "$order"
is "what was declined is shown and not counted" 0 '.total == "116.00" and (.estimate | map(.decision)) == ["open","declined"]'
for inside in 王芳 138383 京A tec adv BRK-01 "worn pads"; do
    [[ $out != *"$inside"* ]] && ok "no $inside on what the customer reads" || not_ok "no $inside on what the customer reads" "$out"
done

# tables on a terminal fit it, as far as cutting texts can do that; what is not looked at is whole
long="the brakes squeal when going downhill in the rain, and only then, and only in reverse"
by adv order open --plate 京A77777 --phone 13800001111 --customer "Alexandrina Wilhelmina of the Long Name" --concern "$long"
is "a car of somebody with a long name" 0
on_terminal() { script -qec "stty cols $1; $program --config $home/clearbay.ini board --as adv --pin-file $home/adv.pin" /dev/null < /dev/null | tr -d '\r'; }
for columns in 80 120; do
    table=$(on_terminal $columns)
    widest=$(LC_ALL=C.UTF-8 wc -L <<< "$table")
    [[ $table == *京A77777* ]] && [ "$widest" -le $columns ] && ok "the board fits $columns columns" || not_ok "the board fits $columns columns" "$widest: $table"
done
[[ $("$program" --config "$home/clearbay.ini" board --as adv --pin-file "$home/adv.pin" 2>&1) == *"when going downhill"* ]] && ok "and is whole in a file" || not_ok "and is whole in a file"
finish
