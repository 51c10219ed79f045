#!/bin/bash
# The gate: lists that are held, and what a manager does with them.
. "$(dirname "$0")/lib.sh"
cat >> "$home/clearbay.ini" <<END
[oem.list]
columns = part_no=No, name=Name, list_price=Price, currency=Money, superseded_by=By
[oem.bare]
header = no
columns = part_no=1, name=2, list_price=3
[oem.delta]
columns = part_no=No, name=Name, list_price=Price, op=Op
[oem.open]
columns = part_no=No, name=Name, list_price=Price, currency=Money, superseded_by=By
gate_removed_percent = 100
gate_jump_rows_percent = 100
gate_zero_rows_percent = 100
gate_rejected_percent = 100
END
new_workshop
# rows N: a list of N parts, numbered from 1, at prices from 10.50 to 99.50
rows() { awk -v n="$1" 'BEGIN{print "No,Name,Price,Money,By"; for (i = 1; i <= n; i++) printf "P-%04d,brake pad %d,%d.50,,\n", i, i % 7, 10 + i % 90}'; }
import() { by mgr price import "${2:-list}" "$home/$1"; }
# held NAME RULE FOUND LIMIT: the last import was held by that rule alone
held() { is "$1" 4 ".results[0] | .status == \"held\" and ([.gate[].rule] == [\"$2\"]) and .gate[0].found == $3 and .gate[0].limit == $4 and (.gate[0].text | length > 10)"; }
price_of() { cb price show "$1" --source "${2:-list}"; }

rows 200 > "$home/a.csv"
import a.csv
is "a first list is in force" 0 '.results[0] | .status == "applied" and .gate == []'
cb price held
is "nothing is held" 0 '.held == []'
by mgr price accept list
refused "so there is nothing to accept" 3 nothing_held
by mgr price reject list
refused "nor to reject" 3 nothing_held
by mgr price rollback list
refused "nor a list to return to" 4 no_list_before

rows 190 > "$home/b.csv"
import b.csv
is "5 % fewer parts are allowed" 0 '.results[0] | .status == "applied" and .rows_removed == 10'
by mgr price rollback list
is "a manager returns to the list before" 0 '.status == "rolled_back" and .revision == 3 and .restores == 1 and .rows_changed == 10'
price_of P-0195
is "the parts are back at their old price, from the new revision" 0 '.list_price == "25.50" and .revision == 3'
cb price history P-0195
is "and the history tells of both" 0 '[.prices[] | [.revision, .to == null]] == [[1, false], [3, true]]'
import a.csv
is "the bytes that are in force again are unchanged" 0 '.results[0].status == "unchanged"'
import b.csv
held "the bytes that the manager went back from are held" rolled_back 1 0
by mgr price reject list --revision 3
refused "a decision about another list than the one that was looked at" 5 other_list
by mgr price reject list
is "the held list is thrown away" 0 '.status == "rejected" and .revision == 4'
cb price held
is "and is held no longer" 0 '.held == []'

rows 189 > "$home/fewer.csv"
import fewer.csv
held "more than 5 % fewer parts" removed_percent 5.5 5
price_of P-0195
is "the old list stays in force" 0 '.list_price == "25.50"'
import fewer.csv
held "the same bytes again stay held" removed_percent 5.5 5
is "under the same revision" 4 '.results[0].revision == 5'
cb price held
is "price held tells what would change" 0 '.held[0] | .source == "list" and .revision == 5 and .in_force == 3 and .rows_removed == 11 and (.changes | length == 11) and .changes[0].change == "removed" and .changes[0].price_before == "20.50" and .changes[0].price_after == null and (.digest | length == 64) and (.gate[0].text | contains("5.5"))'
cb price held --limit 3
is "as many changes as asked for" 0 '.held[0].changes | length == 3'
for user in adv tec qc; do
    by $user price accept list
    refused "$user may not accept it" 4 wrong_role
done
by mgr price accept list --revision 5
is "a manager accepts it" 0 '.status == "applied" and .revision == 5'
price_of P-0195
refused "and it is in force" 3 no_part
cb price history P-0195
is "with the end of the old price" 0 '.prices[-1] | .to != null'
import fewer.csv
is "its bytes are unchanged now" 0 '.results[0].status == "unchanged"'
import a.csv
is "a list that follows it is compared with it" 0 '.results[0] | .status == "applied" and .rows_added == 11 and .rows_unchanged == 189'

awk -F, -v OFS=, 'NR > 1 && NR < 5 {$3 = 99} {print}' "$home/a.csv" > "$home/jump.csv"
import jump.csv
held "prices that jump by more than 50 % in more than 1 % of the rows" jump_rows_percent 1.5 1
cb price held
is "largest differences first" 0 '[.held[0].changes[] | [.part_no, .change, .price_before, .price_after, .percent]] == [["P-0001", "price", "11.50", "99.00", 760.869], ["P-0002", "price", "12.50", "99.00", 692], ["P-0003", "price", "13.50", "99.00", 633.333]]'
awk -F, -v OFS=, 'NR > 1 && NR < 5 {$3 = "0.00"} {print}' "$home/a.csv" > "$home/zero.csv"
import zero.csv
is "a newer list takes the place of a held one, which is told; 0.00 in more than 1 %" 4 '.results[0] | [.gate[].rule] == ["jump_rows_percent", "zero_rows_percent"]'
is "which is told" 4 '.warnings[0] | contains("revision 7")'
awk -F, -v OFS=, 'NR > 1 && NR < 13 {$3 = ""} {print}' "$home/a.csv" > "$home/empty-prices.csv"
import empty-prices.csv
held "a price that is no longer published is lost like a part" removed_percent 5.5 5
(cat "$home/a.csv"; for i in 1 2 3 4 5; do echo "1.2E+0$i,x,1,,"; done) > "$home/rejects.csv"
import rejects.csv
held "more than 2 % refused rows" rejected_percent 2.44 2
(cat "$home/a.csv"; echo "P-0007,brake pad 0,17.50,,") > "$home/again.csv"
(cat "$home/a.csv"; echo "P-0007,brake pad 0,99.00,,") > "$home/double.csv"
import double.csv
held "a part twice, differently" duplicates 2 0
import again.csv
is "a part twice, and the same" 0 '.results[0] | .status == "applied" and .rows_rejected == 0'
sed -e 's/^P-0001,\(.*\),$/P-0001,\1,P-0002/' "$home/a.csv" > "$home/chain.csv"
import chain.csv
is "a part that is replaced" 0 '.results[0].status == "applied"'
sed -e 's/^P-0002,\(.*\),$/P-0002,\1,p0001/' "$home/chain.csv" > "$home/loop.csv"
import loop.csv
held "by one that leads back to it" supersession_loop 1 0
sed 's/^\(P-0009,[^,]*,[^,]*\),,/\1,EUR,/' "$home/a.csv" > "$home/euro.csv"
import euro.csv
held "a price in another currency" currency 1 0
head -1 "$home/a.csv" > "$home/none.csv"
import none.csv
held "a header and no rows" empty 0 1
cb doctor
is "the doctor tells of a held list" 1 '[.checks[] | select(.ok == false) | .text] | any(contains("held"))'
by mgr price reject list
price_of P-0195
is "after all of this the list in force is the one before" 0 '.list_price == "25.50"'

awk 'BEGIN{for (i = 1; i <= 40; i++) printf "Q-%04d,brake pad type %c,%d.50,piece\n", i, 65 + i % 26, 10 + i}' > "$home/bare.csv"
awk -F, -v OFS=, '{print $1, i++ % 2 + 1, $3 + 0.5, $4}' "$home/bare.csv" > "$home/shift.csv"
import bare.csv bare
is "a list without a header" 0 '.results[0].status == "applied"'
import shift.csv bare
held "names that became numbers: a column has moved" column_shift 1 0

printf 'No,Name,Price,Op\nD-1,one,1.00,\nD-2,two,2.00,\nD-3,three,3.00,\n' > "$home/d.csv"
printf 'No,Name,Price,Op\nD-2,,,delete\n' > "$home/d2.csv"
import d.csv delta
import d2.csv delta
is "a part that the list itself deletes has not vanished" 0 '.results[0] | .status == "applied" and .rows_removed == 1'

for list in a fewer jump zero rejects double euro; do
    import "$list.csv" open
    [ "$(jq -r '.results[0].status' <<< "$out")" = applied ] || not_ok "100 switches off: $list" "$out"
done
ok "100 switches the percentages off"
printf 'No,Name,Price,Money,By\nZ-1,x,0.00,,\nZ-2,y,0.00,,\n' > "$home/first.csv"
sed -i 's/^\[oem.bare\]/[oem.first]\ncolumns = part_no=No, list_price=Price\n[oem.bare]/' "$home/clearbay.ini"
import first.csv first
is "what the gate finds in a first list is told, and it is in force" 0 '.results[0] | .status == "applied" and .gate[0].rule == "zero_rows_percent"'
is "with a warning" 0 '.warnings | any(contains("0.00"))'

by mgr audit log
is "each decision is in the log" 0 '[.entries[].event] | (map(select(. == "price.accepted")) | length == 1) and (map(select(. == "price.rejected")) | length == 2) and (map(select(. == "price.rolled_back")) | length == 1) and (map(select(. == "price.held")) | length > 8)'
by mgr audit verify
is "and the chain stands" 0 '.ok'
finish
