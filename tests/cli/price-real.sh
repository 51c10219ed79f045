#!/bin/bash
# Real price lists and broken ones: everything in force or nothing.
# In process only: large lists, and the reader is the same in the service.
. "$(dirname "$0")/lib.sh"
if [ ! -d "$shared/parts" ]; then
    skip "real price lists" "no shared data"
    finish
    exit
fi
cat >> "$home/clearbay.ini" <<END
[oem.avtopro]
delimiter = ";"
header = no
columns = brand=1, part_no=2, list_price=3
gate_removed_percent = 100
gate_jump_rows_percent = 100
gate_rejected_percent = 100
[oem.marino]
currency = USD
columns = part_no=CODIGO, name=DESCRIPCION, brand=MARCA, list_price=PRECIO VENTA USD
[oem.broken]
columns = part_no=no, name=name, list_price=price
gate_removed_percent = 100
gate_jump_rows_percent = 100
gate_zero_rows_percent = 100
gate_rejected_percent = 100
END
new_workshop
bad=
for list in "$shared"/parts/avtopro/*.csv; do
    by mgr price import avtopro "$list"
    s=$(jq -r '.results[0].status' <<< "$out")
    case $s in applied | unchanged) ;; *) bad="$bad ${list##*/}:$s" ;; esac
    [ "$s" != applied ] || echo "$(jq '.results[0].revision' <<< "$out") $list" >> "$home/applied"
    [ "$(jq '.results[0] | .rows_read == .rows_added + .rows_changed + .rows_unchanged + .rows_rejected or .status == "unchanged"' <<< "$out")" = true ] ||
        bad="$bad ${list##*/}:rows"
done
[ -z "$bad" ] && ok "49 revisions of a real list" || not_ok "49 revisions of a real list" "$bad"
cb price show 68377850AA --source avtopro
is "the last revision is in force" 0 '.revision > 1 and .currency == "CNY"'
cb price history 68377850AA --source avtopro
is "with the history of each price, the empty one first" 0 '(.prices | length > 1) and .prices[0].list_price == null and .prices[-1].to == null'
# What the files say of each part, told by another program: its prices in their order, each with the list that brought it.
# A part that stands twice in a list at different prices is refused there, and off sale with it.
while read -r revision list; do
    tr -d '\r' < "$list" | awk -F';' -v OFS='\t' -v r="$revision" '
        $2 != "" { key = $1 OFS $2; price = $3 == "" ? "null" : sprintf("%.2f", $3); twice[key] = twice[key] || (key in p && p[key] != price); p[key] = price }
        END { for (key in p) if (!twice[key]) print r, key, p[key] }'
done < "$home/applied" | sort -s -t $'\t' -k2,3 | awk -F'\t' -v OFS='\t' -v lists="$(cut -d' ' -f1 "$home/applied" | tr '\n' ' ')" '
    BEGIN { n = split(lists, order, " "); for (i = 1; i <= n; i++) at[order[i]] = i }
    { key = $2 OFS $3
      if (key != last) { if (last != "") print last, said; said = ""; last = key; before = -1 }
      if (at[$1] != before + 1 || $4 != price || before == -1) said = said (said == "" ? "" : " ") $4 "@" $1
      before = at[$1]; price = $4 }
    END { if (last != "") print last, said }' > "$home/said"
bad= good=0
while IFS=$'\t' read -r brand part said; do
    cb price history "$part" --source avtopro --brand "$brand"
    got=$(jq -r '[.prices[] | "\(.list_price)@\(.revision)"] | join(" ")' <<< "$out")
    [ "$got" = "$said" ] && good=$((good + 1)) || bad="$bad
$brand $part: $got instead of $said $err"
done < "$home/said"
[ -z "$bad" ] && [ $good -gt 200 ] && ok "a right history of each of $good parts" || not_ok "a right history of each part" "$good good$(head -c 3000 <<< "$bad")"
by mgr price import marino "$shared/parts/marino/lista_utf8_comma.csv"
is "a real list of 4,128 rows, its rejects explained" 0 '.results[0] | .status == "applied" and .rows_read == 4128 and .rows_rejected > 250 and (.rejects | length == 100) and all(.rejects[]; .line > 1 and (.reason | length > 5))'
before=$("$program" --config "$home/clearbay.ini" --json price find filtro)
for list in "$shared"/csv/malformed/*.csv; do
    by mgr price import broken "$list"
    case $status in 0 | 1) ;; *) not_ok "${list##*/}" "status $status: $out" ;; esac
    jq -e '.results[0] | (.status == "failed" and (.error.message | length > 10)) or .status == "applied"' <<< "$out" > /dev/null &&
        ok "${list##*/}: $(jq -r '.results[0] | .status, .error.message // ""' <<< "$out" | tr '\n' ' ' | cut -c1-90)" || not_ok "${list##*/}" "$out"
done
by mgr price import broken "$shared/csv/malformed/01_unclosed_quote_midfile.csv"
is "an unclosed quote is named with its line" 1 '.results[0].error.message | contains("2")'
[ "$before" = "$("$program" --config "$home/clearbay.ini" --json price find filtro)" ] && ok "the other lists are untouched" || not_ok "the other lists are untouched"
for query in "'" '"' '%' '*' 'NOT AND OR' '\' '((' '1%_' '机' ''"'"' OR 1=1 --'; do
    cb price find "$query"
    [ $status -eq 0 ] || echo "# $query: $out" >> "$home/bad"
done
[ ! -e "$home/bad" ] && ok "nothing typed is an error" || not_ok "nothing typed is an error" "$(cat "$home/bad")"
finish
