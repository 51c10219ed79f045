#!/bin/bash
# A sync that is killed at random moments: the old list or the new one is whole, and the next sync repairs itself.
. "$(dirname "$0")/../cli/lib.sh"
. "$(dirname "$0")/promise.sh"
kills=${KILLS:-$(rounds 60 200)} seed=${SEED:-20261123}
RANDOM=$seed
cat >> "$home/clearbay.ini" <<END
[oem.kill]
url = file:$home/kill.csv
columns = part_no=No, name=Name, name_local=Local, list_price=Price, price_group=Group
gate_removed_percent = 100
gate_jump_rows_percent = 100
END
cb init --outlet SH01 --manager mgr --pin-file <(echo 123456-mgr)
# Three lists: other prices, parts that come and go, rows that change places, names that only one of them has.
for list in a b c; do
    awk -v list=$list -v k="$(printf '%d' "'$list")" 'BEGIN {
        print "No,Name,Local,Price,Group"
        for (j = 0; j < 3000; j++) {
            i = list == "c" ? (j * 7) % 3000 : j
            if (i % 11 == k % 11) continue
            printf "%05d-%s,%s part %d,机油滤清器,%d.%02d,G\n", i, i % 3 ? "AA" : "BB", i % 5 == k % 5 ? "only" list : "brake", i % 97, i % 900 + 1, (i % 4 ? 10 : k) % 100
        }
    }' > "$home/$list.csv"
done
# what is in force, whole: each part with its price, and what is found
picture() {
    {
        cb price list --source kill --group G --limit 5000
        jq -r '.parts[]? | "\(.part_no) \(.list_price) \(.name)"' <<< "$out"
        for words in onlya onlyb "机油 onlyc" "jylqq onlya" 0017; do # fewer than are shown at most
            cb price find "$words" --limit 900
            jq -r '.parts[] | .part_no' <<< "$out"
        done
    } | sort | md5sum
}
declare -A whole
for list in a b c a; do
    cp "$home/$list.csv" "$home/kill.csv"
    from=$(date +%s%N)
    cb price sync kill
    took=$((($(date +%s%N) - from) / 1000000))
    is "list $list" 0 '.results[0].status == "applied"'
    now=$(picture)
    [ -z "${whole[$list]:-}" ] || [ "${whole[$list]}" = "$now" ] || not_ok "the same list is the same picture"
    whole[$list]=$now
done
[ "${whole[a]}" != "${whole[b]}" ] && [ "${whole[b]}" != "${whole[c]}" ] && ok "three lists, three pictures" || not_ok "three lists, three pictures"

old=a broken= ended=0 cut=0
for ((i = 1; i <= kills; i++)); do
    lists=(a b c)
    new=${lists[RANDOM % 3]}
    cp "$home/$new.csv" "$home/kill.csv"
    ms=$((RANDOM % (took * 5 / 4 + 2) + 1))
    (exec timeout -s KILL "$(printf '0.%03d' $((ms < 999 ? ms : 999)))" "$program" --config "$home/clearbay.ini" price sync kill > /dev/null 2>&1) 2> /dev/null
    [ $? -eq 137 ] && cut=$((cut + 1)) || ended=$((ended + 1))
    now=$(picture)
    if [ "$now" = "${whole[$new]}" ]; then
        old=$new
    elif [ "$now" != "${whole[$old]}" ]; then
        broken+="kill $i, $old to $new after $ms ms: neither list"$'\n'
    fi
    if [ $((i % 25)) -eq 0 ]; then
        cb price sync kill
        [ "$status" -eq 0 ] && [ "$(picture)" = "${whole[$new]}" ] || broken+="kill $i: the next sync does not repair it: $out"$'\n'
        old=$new
        cb doctor
        jq -e '[.checks[] | select(.name == "integrity" or .name == "audit") | .ok] == [true, true]' <<< "$out" > /dev/null || broken+="kill $i: $out"$'\n'
    fi
done
[ -z "$broken" ] && ok "$kills kills (seed $seed): the old list or the new one, whole" || not_ok "$kills kills (seed $seed)" "$broken"
[ "$cut" -gt $((kills / 4)) ] && ok "$cut of them cut a sync off" || not_ok "only $cut of them cut a sync off"
cb price sync kill
is "and the next sync is as any other" 0 '.results[0].status | . == "applied" or . == "unchanged"'
promise lists "$kills" "$failed" "syncs killed at a random moment, $cut in their middle"
finish
