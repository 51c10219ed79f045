#!/bin/bash
# Lists of 20,000 rows, whose lines are remembered, killed at random moments: readers see the old list or the new one
# whole, and the next list leaves nothing of what broke off. kill-sync.sh looks from outside; this one into the database.
. "$(dirname "$0")/../cli/lib.sh"
. "$(dirname "$0")/promise.sh"
if ! command -v sqlite3 > /dev/null; then
    skip "killed lists" "no sqlite3"
    finish
    exit
fi
kills=${KILLS:-$(rounds 24 200)} rows=${ROWS:-20000} RANDOM=${SEED:=20261124}
echo "# SEED=$SEED"
cat >> "$home/clearbay.ini" <<END
[oem.kill]
url = file:$home/kill.csv
columns = part_no=No, name=Name, name_local=Local, list_price=Price, price_group=Group
gate_removed_percent = 100
gate_jump_rows_percent = 100
gate_rejected_percent = 100
END
cb init --outlet SH01 --manager mgr --pin-file <(echo 123456-mgr)
cb price sync demo
# a: as it is; b: 1 % of the prices; c: 1 % of the rows come and 1 % go, in the middle; d: another order, other names, a
# part that stands there twice, differently, and rows that are refused
for list in a b c d; do
    awk -v l=$list -v n="$rows" 'function row(i) {
            name = l == "d" && i % 97 == 0 ? "gasket" : "brake"
            printf "%05d-%s,%s part %d,机油滤清器,%d.%02d,G%d\n", i, i % 3 ? "AA" : "BB", name, i % 97, i % 900 + 1, l == "b" && i % 100 == 7 ? 11 : 50, i % 5
        }
        BEGIN {
            print "No,Name,Local,Price,Group"
            for (j = 0; j < n; j++) {
                i = l == "d" ? (j * 7919) % n : j
                if (l != "c" || j < n / 2 || j >= n / 2 + n / 100) row(i)
                if (l == "c" && j == int(n / 3)) for (k = 0; k < n / 100; k++) row(n + k)
                if (l == "d" && j % 1000 == 5) print ",no number,,1.00,"
            }
            if (l == "d") print "00042-BB,brake part 42,,999.00,G2\n00077-AA,brake part 77,,not a price,G2"
        }' > "$home/$list.csv"
done
sql() { sqlite3 -readonly "$home/clearbay.db" "$1"; }
in_force="SELECT p.part_no, v.list_price, n.name, n.name_local, v.price_group FROM price_source s JOIN part p ON p.source_id = s.id
    JOIN price v ON v.part_id = p.id JOIN part_name n ON n.id = v.name_id
    WHERE s.name = 'kill' AND v.from_revision <= s.revision AND coalesce(v.to_revision, s.revision + 1) > s.revision ORDER BY 1, 2"
# what readers see: with the program, before anything else has opened the database; then all of it
seen() {
    local words
    for words in 00042 "gasket jylqq" 19990; do
        cb price find "$words" --limit 300
        printf '%s\n' "$out"
    done | jq -r '.parts[] | "\(.part_no) \(.list_price) \(.name)"'
    cb price show 00107-AA --source kill
    jq -r '"\(.part_no) \(.list_price) \(.name) \(.error.code)"' <<< "$out"
}
picture() { { seen | sort; sql "$in_force"; } | md5sum; }
# rows of revisions that are not in force, and rows that hang in the air
leftovers="SELECT (SELECT count(*) FROM price_revision r JOIN price_source s ON s.id = r.source_id WHERE r.revision > s.revision)
    + (SELECT count(*) FROM part p JOIN price_source s ON s.id = p.source_id WHERE p.from_revision > s.revision OR p.to_revision > s.revision)
    + (SELECT count(*) FROM price_later l JOIN part p ON p.id = l.part_id JOIN price_source s ON s.id = p.source_id WHERE l.from_revision > s.revision OR l.to_revision > s.revision)
    + (SELECT count(*) FROM price_later WHERE part_id NOT IN (SELECT id FROM part))
    + (SELECT count(*) FROM part_number WHERE part_id NOT IN (SELECT id FROM part)) + (SELECT count(*) FROM part WHERE id NOT IN (SELECT part_id FROM part_number))
    + (SELECT count(*) FROM price_line l JOIN price_source s ON s.id = l.source_id WHERE l.revision > s.revision)
    + (SELECT count(*) FROM price_reject j JOIN price_source s ON s.id = j.source_id WHERE j.revision > s.revision)
    + (SELECT count(*) FROM (SELECT part_id FROM price WHERE to_revision IS NULL GROUP BY part_id HAVING count(*) > 1))
    + (SELECT count(*) FROM price WHERE to_revision <= from_revision)"

# A kill while a PIN is checked counts as a wrong one, so nobody is asked: a sync needs no login.
take() {
    cp "$home/$1.csv" "$home/kill.csv"
    cb price sync kill
}
declare -A whole took
for list in a b c d a; do
    from=$(date +%s%N)
    take "$list"
    took[$list]=$((($(date +%s%N) - from) / 1000000))
    [ "$(jq -r '.results[0].status' <<< "$out")" = applied ] || not_ok "list $list" "$out $err"
    now=$(picture)
    [ "${whole[$list]:-$now}" = "$now" ] || not_ok "list $list is the same each time"
    whole[$list]=$now
done
[ "$(printf '%s\n' "${whole[@]}" | sort -u | wc -l)" -eq 4 ] && ok "four lists, four pictures" || not_ok "four lists, four pictures"

lists=(a b c d) old=a broken= cut=0
for ((i = 1; i <= kills; i++)); do
    new=${lists[RANDOM % 4]}
    ms=$((RANDOM * (${took[$new]} * 9 / 10) / 32768 + 3))
    cp "$home/$new.csv" "$home/kill.csv"
    { (exec timeout -s KILL "$((ms / 1000)).$(printf '%03d' $((ms % 1000)))" "$program" --config "$home/clearbay.ini" price sync kill > /dev/null 2>&1); } 2> /dev/null
    [ $? -ne 137 ] || cut=$((cut + 1))
    now=$(picture)
    if [ "$now" = "${whole[$new]}" ]; then
        old=$new
    elif [ "$now" != "${whole[$old]}" ]; then
        broken+="kill $i, from $old to $new, after $ms ms: neither list"$'\n'
    fi
    if [ $((i % 10)) -eq 0 ]; then
        new=${lists[RANDOM % 4]}
        take "$new"
        expected=applied
        [ "$new" != "$old" ] || expected=unchanged
        [ "$(jq -r '.results[0].status' <<< "$out")" = $expected ] && [ "$(picture)" = "${whole[$new]}" ] || broken+="after kill $i: the next list from $old to $new: $out"$'\n'
        # what broke off is cleared by the next list that is written
        left=$(sql "$leftovers")
        [ "$left" = 0 ] || [ $expected = unchanged ] || broken+="after kill $i: the next list left $left rows"$'\n'
        old=$new
    fi
    [ $((i % 20)) -ne 0 ] || [ "$(sql 'PRAGMA quick_check')" = ok ] || broken+="after kill $i: the database is damaged"$'\n'
done
[ -z "$broken" ] && ok "$kills kills: the old list or the new one, whole" || not_ok "$kills kills" "$broken"
[ "$cut" -gt $((kills / 4)) ] && ok "$cut of them cut a sync off" || not_ok "only $cut of them cut a sync off"
cb doctor
is "the database is whole and the log unbroken" 0 '[.checks[] | select(.name == "integrity" or .name == "audit") | .ok] == [true, true]'
promise lists "$kills" "$failed" "long lists killed at a random moment, $cut in their middle; nothing is left of what broke off"
finish
