#!/bin/bash
# Broken and odd CSV files through price import: stored as they say, or refused with line, column and reason; no crash,
# and no byte that drives a terminal.
# In process only: each list begins with a database file of its own; a list comes to the same reader in the service.
. "$(dirname "$0")/lib.sh"
echo 123456-mgr > "$home/mgr.pin"
cb init --outlet SH01 --manager mgr --pin-file "$home/mgr.pin"
mv "$home/clearbay.db" "$home/fresh"
# no_control FILE...: only line feeds below U+0020, no DEL, no C1
no_control() { ! LC_ALL=C grep -qP '[\x00-\x09\x0b-\x1f\x7f]|\xc2[\x80-\x9f]' "$@"; }
# load FILE LINE...: imports it with the lines as its source's section, as JSON ($out $err $status) and for people
load() {
    local file=$1
    shift
    sed -i '/^\[oem.list\]/,$d' "$home/clearbay.ini"
    printf '%s\n' '[oem.list]' "url = file:$file" "$@" >> "$home/clearbay.ini"
    rm -f "$home"/clearbay.db "$home"/clearbay.db-*
    cp "$home/fresh" "$home/clearbay.db"
    by mgr price import list "$file"
    local words
    for words in "sync list" "rejects list" "find 1"; do
        # shellcheck disable=SC2086 -- one word each
        "$program" --config "$home/clearbay.ini" price $words
    done > "$home/shown" 2>&1
    printf '%s\n' "$out" > "$home/json"
    no_control "$home/shown" "$home/json" "$home/err" || not_ok "${file##*/}: control bytes" "$(cat -A "$home/shown" "$home/err")"
}
# taken NAME FILTER LINES...: the file is in force, and the filter is true of its result
taken() { is "$1" 0 ".results[0] | .status == \"applied\" and .rows_read == .rows_added + .rows_unchanged + .rows_rejected and all(.rejects[]; .line >= 1 and (.reason | length > 5)) and ($2)"; }
# turned_away NAME WORDS: the whole file is refused, the message holds the words
turned_away() { is "$1" 1 ".results[0] | .status == \"failed\" and .revision == null and (.error.message | contains(\"$2\") and contains(\"stays in force\"))"; }
# price PART FILTER: is it stored as the file says?
price() {
    cb price show "$1" --source list
    is "    $1: $2" 0 "$2"
}
# made CONTENT: a file of our own, as printf writes it
made() {
    # shellcheck disable=SC2059 -- the content is the format
    printf "$1" > "$home/made.csv"
}

npn="columns = part_no=no, name=name, list_price=price"
made 'no,name,price\nA1,"Filter,1.00\nA2,"Pad",2.00\nA3,Disc 15",3.00\nA4,"37""8",4.00\n'
load "$home/made.csv" "$npn"
taken "a quote that tears a row costs that row, not its neighbour's price" '.rows_added == 2 and .rows_rejected == 1 and .rejects[0].line == 2 and (.rejects[0].reason | contains("quote"))'
price A3 '.name == "Disc 15\"" and .list_price == "3.00"'
price A4 '.name == "37\"8"'
made 'no,name,price\rA1,x,1.00\rA2,y,abc\r'
load "$home/made.csv" "$npn"
taken "lines that end with CR alone are counted" '.rows_added == 1 and .rejects[0].line == 3 and .rejects[0].column == "list_price"'
made 'no,name,price\n"A\n1",x,1.00\nA2,"two\nlines",2\nA3,\033[2Jx,3\nA4,\302\233x,4\nA5,\0zero,5\n'
load "$home/made.csv" "$npn"
taken "line ends are for names only, control characters for nothing" '.rows_added == 1 and [.rejects[] | [.line, .column]] == [[2,"part_no"],[6,"name"],[7,"name"],[8,"name"]]'
made 'no,name,price\nA1,x,zero\nA2,y,1e3\n'
load "$home/made.csv" "$npn"
turned_away "a list without one good row says why" "line 2: not a number"
is "    and names each row" 1 '[.results[0].rejects[] | [.line, .column, .text]] == [[2,"list_price","zero"],[3,"list_price","1e3"]]'
made 'no,name,price\n'
load "$home/made.csv" "$npn"
turned_away "a header without rows" "no rows"
made '1;2;3\n4;5;6\n'
load "$home/made.csv" "header = no" "columns = part_no=1, list_price=2"
turned_away "the wrong delimiter for a list without a header" "no column 2 (list_price)"
{
    echo no,name,price
    printf 'A1,"'
    head -c 1000000 /dev/zero | tr '\0' y
    echo '",1.00'
} > "$home/made.csv"
load "$home/made.csv" "$npn"
turned_away "a field of a megabyte" "longer than 64 KiB"

bad=$shared/csv/malformed
if [ -d "$bad" ]; then
    load "$bad/01_unclosed_quote_midfile.csv" "$npn"
    turned_away "01: a quote that is never closed" "line 2"
    load "$bad/03_short_and_long_rows.csv" "$npn"
    taken "03: short and long rows" '[.rejects[] | [.line, .reason]] == [[2,"2 columns instead of 3"],[3,"4 columns instead of 3"]]'
    price A3 '.list_price == "3.00"'
    load "$bad/05_mixed_eol.csv" "$npn"
    taken "05: mixed line ends" '.rows_rejected == 0 and .rows_added == 2'
    price A2 '.list_price == "2.00" and .name == "Pad"'
    load "$bad/07_truncated_midrow_no_eol.csv" "$npn"
    taken "07: cut in the middle of a row" '.rows_added == 1 and .rejects[0].line == 3 and .rejects[0].text == "A2"'
    load "$bad/09_html_error_page.csv" "$npn"
    turned_away "09: a web page" 'no column \"no\" (part_no)'
    load "$bad/11_empty.csv" "$npn"
    turned_away "11: nothing" "empty"
    load "$bad/13_sep_line.csv" "$npn" "decimal = ,"
    taken "13: a sep= line and decimal commas" '.rows_added == 1'
    price A1 '.list_price == "1.00" and .name == "Filter"'
    load "$bad/13_sep_line.csv" "$npn"
    turned_away "13: the wrong decimal sign is no guess" "line 3"
    load "$bad/15_title_rows_before_header.csv" "skip_lines = 2" "columns = part_no=零件号, name=名称, list_price=价格"
    taken "15: titles above the header" '.rows_added == 1 or .rows_added == 2'
    price A1 '.name == "机油" and .list_price == "58.00"'
    load "$bad/15_title_rows_before_header.csv" "$npn"
    turned_away "15: titles not skipped" "line 1"
    load "$bad/17_price_formats.csv" "columns = part_no=no, list_price=price"
    taken "17: prices are read right or refused" '[.rejects[] | select(.column == "list_price") | .line] == [3,4,5,9,10,11,12,13,14]'
    price A1 '.list_price == "1234.50"'
    price A5 '.list_price == "58.00"'
    price A6 '.list_price == null'
    price A7 '.list_price == "0.00"'
    load "$bad/19_supersession_cycle.csv" "$npn, superseded_by=replaced_by"
    taken "19: parts that replace each other in a circle" '.rows_added == 5'
    price A1 '.chain == ["A1","A2","A3"] and (.warnings | length == 1)'
    price C1 '(.chain | length) <= 2'
    for file in "$bad"/*.csv; do
        load "$file" "columns = part_no=nowhere, list_price=never"
        is "${file##*/}: columns that it has not" 1 '.results[0] | .status == "failed" and (.error.message | contains("line"))'
        load "$file" "header = no" "columns = part_no=1, list_price=1"
        case $status in 0 | 1) ok "${file##*/}: as a list without a header" ;; *) not_ok "${file##*/}: as a list without a header" "$status $out $err" ;; esac
    done
else
    skip "malformed files" "no test data"
fi

good=$shared/csv/spectrum
# spectrum FILE PART NAME PRICE: each row is stored as the JSON beside it says, but for CR LF in names
spectrum() {
    load "$good/csvs/$1.csv" "columns = part_no=$2, name=$3, list_price=$4"
    taken "$1" '.rows_rejected == 0'
    local part name
    while IFS=$'\t' read -r part name; do
        cb price show "$part" --source list
        [ "$(jq -c '[.name]' <<< "$out")" = "$(base64 -d <<< "$name")" ] && ok "    $part as it was meant" || not_ok "    $part as it was meant" "$out"
    done < <(jq -r --arg p "$2" --arg n "$3" '.[] | [.[$p], ([.[$n] | gsub("\r\n"; "\n") | if . == "" then null else . end] | tojson | @base64)] | @tsv' "$good/json/$1.json")
}
if [ -d "$good" ]; then
    spectrum comma_in_quotes zip city zip
    spectrum empty a b c
    spectrum empty_crlf a b c
    spectrum escaped_quotes a b a
    spectrum json key val key
    spectrum newlines b a c
    spectrum newlines_crlf b a c
    spectrum quotes_and_newlines a b a
    spectrum simple a b c
    spectrum simple_crlf a b c
    spectrum utf8 a c b
    load "$good/csvs/location_coordinates.csv" "columns = part_no=Contact Phone Number, name=Location Coordinates, list_price=Contact Phone Number"
    turned_away "location_coordinates: bytes that were lost before are not stored" "line 2"
    is "    and named" 1 '.results[0].rejects[0].column == "name"'
    for file in "$good"/csvs/*.csv; do
        load "$file" "columns = part_no=nowhere, list_price=never"
        turned_away "${file##*/}: columns that it has not" "nowhere"
    done
else
    skip "csv-spectrum" "no test data"
fi
finish
