#!/bin/bash
# One box for everything: orders, cars, customers and parts by words, pinyin or number.
. "$(dirname "$0")/lib.sh"
new_workshop
new_order --vin LSVAA4182E2123456
first=$order
by adv order open --plate 沪AD12345 --concern "range lower than in spring" --customer 张敏 --phone 13900001111
second=$(jq -r .order <<< "$out")
by adv order open --plate 粤B77777 --concern "rattles" --customer 李雷
third=$(jq -r .order <<< "$out")
by adv order stage "$third" cancelled

# finds NAME JQ WORDS...: what the advisor finds
finds() {
    local name=$1 filter=$2
    shift 2
    by adv find "$@"
    is "$name" 0 "$filter"
}
finds "an order by its last digits comes first" ".hits[0] | .kind == \"order\" and .exact and .order == \"$second\"" 2
finds "an order by its whole number" ".hits[0].order == \"$first\"" "$first"
finds "a closed order by its number" ".hits[0] | .order == \"$third\" and .stage == \"cancelled\"" 3
finds "an open order by its plate" ".hits[0] | .kind == \"order\" and .order == \"$first\"" 京a12345
finds "the car by its plate" "[.hits[] | select(.kind == \"car\" and .exact)] | length == 1 and .[0].open_order == \"$first\"" 京A·12345
finds "the car by its VIN" '[.hits[] | select(.kind == "car" and .exact)] | .[0].plate == "京A12345"' lsvaa4182e2123456
finds "a closed order by its plate" ".hits[0] | .order == \"$third\" and .stage == \"cancelled\" and (.exact | not)" 粤B77777
finds "a car that is not here" '.hits[1] | .kind == "car" and .open_order == null and (.last_order | length > 5)' 粤B77777
finds "a customer by name" '[.hits[] | select(.kind == "customer")] | .[0].customer == "张敏" and .[0].plate == "沪AD12345"' 张
finds "a customer by pinyin initials" '[.hits[] | select(.kind == "customer")] | .[0].customer == "王芳"' wf
finds "a customer by pinyin" '[.hits[] | select(.kind == "customer")] | .[0].customer == "李雷"' lilei
finds "a customer by phone" '[.hits[] | select(.kind == "customer")] | .[0].phone == "13900001111"' 0001111
finds "two words of one car" '[.hits[] | select(.kind == "car")] | length == 1 and .[0].customer == "王芳"' 王芳 12345
finds "a concern" ".hits | length == 1 and .[0].order == \"$second\"" range spring
finds "a part by its number" '.hits[0] | .kind == "part" and .exact and .part_no == "90915-YZZD4" and .list_price == "58.00"' 90915yzzd4
finds "a part by pinyin initials" '.hits | map(select(.kind == "part")) | .[0].part_no == "90915-YZZD4"' jylqq
finds "nothing" '.hits == []' qqqqq
finds "nothing but marks" '.hits == []' "·"
finds "so many of each kind" '.hits | map(select(.kind == "order")) | length == 1' A1 --limit 1
by tec find 王芳
is "a technician sees no phone" 0 '.hits[0].phone == "138****9438"'
cb find 王芳
refused "nobody who is not logged in finds a customer" 4 login_needed

# A terminal that shows ambiguous characters wide: what stands below them is padded as much more.
by adv order open --plate 京A99999 --concern x --customer '“小”芳·①'
{ cat "$home/clearbay.ini"; printf '[ui]\nambiguous_width = wide\n'; } > "$home/wide.ini"
# before CONFIGURATION: the first order's row of the table up to its concern
before() { "$program" --config "$home/$1" --as adv --pin-file "$home/adv.pin" order list | sed -n '/SH01-000001/s/rattle.*//p'; }
narrow=$(before clearbay.ini; echo .) wide=$(before wide.ini; echo .)
[ $((${#wide} - ${#narrow})) -eq 4 ] && ok "columns of tables are as wide as the terminal shows them" ||
    not_ok "columns of tables are as wide as the terminal shows them" "$narrow$wide"
finish
