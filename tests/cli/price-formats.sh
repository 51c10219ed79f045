#!/bin/bash
# Price lists as they are really exchanged: fixed columns, PIES XML, and suppliers' CSV files of every kind.
. "$(dirname "$0")/lib.sh"
cat >> "$home/clearbay.ini" <<END
[oem.dutch]
format = fixed
encoding = ISO-8859-15
currency = EUR
columns = part_no=1-18, name=19-58, price_group=59-59, effective=61-68, list_price=69-79/2
[oem.trucks]
format = fixed
currency = USD
columns = part_no=1-14, name=15-22, list_price=23-31/2, core_charge=69-77/2
[oem.carrier]
format = fixed
currency = USD
decimal = .
skip_lines = 1
columns = list_price=1-9, part_no=10-29, name=30-69
[oem.chassis]
format = fixed
currency = USD
columns = part_no=1-28, name=29-69, list_price=70-77
[oem.chinese]
format = fixed
encoding = GB18030
columns = part_no=1-10, name_local=11-20, list_price=21-30
[oem.pies]
format = pies
currency = USD
columns = part_no=PartNumber, brand=BrandAAIAID, list_price=LST, core_charge=COR, name=DES/EN, name_local=DES/ZH, min_order=MinimumOrderQuantity, price_group=PartTerminologyID, superseded_by=SUP
gate_removed_percent = 100
gate_rejected_percent = 100
[oem.piesdelta]
format = pies
columns = part_no=PartNumber, list_price=LST, op=MaintenanceType
END
new_workshop
import() { by mgr price import "$1" "$home/$2"; }
price() { cb price show "$2" --source "$1"; }

# Published layout 1: a Dutch importer, cents without a point, and lines whose blanks at the end are cut.
export LC_ALL=C.UTF-8
row() { printf '%-18s%s%*s%-1s%-1s%-8s%11s' "$1" "$2" $((40 - ${#2})) "" "$3" "$4" "$5" "$6"; }
{
    row "1K0 615 301 AA" "Remschijf voor" A N 20260101 00000012345; echo
    row "5Q0-698-151" "Façade réglée" B N 20250101 00000000005; echo
    row "CUT" "price cut" A N 20250101 00000012345 | cut -c1-75; echo
    row "NOPRICE" "alleen op aanvraag" A N "" "" | sed 's/ *$//'; echo
    row "POINT" "a point as well" A N 20250101 "     123.45"; echo
    row "" "no number" A N 20250101 00000000100; echo
    row "1.23E+05" "a spreadsheet was here" A N 20250101 00000000100; echo
    printf '\x1a'
} | iconv -t ISO-8859-15 > "$home/dutch.txt"
import dutch dutch.txt
is "fixed columns with cents" 0 '.results[0] | .status == "applied" and .rows_read == 7 and .rows_added == 3 and .rows_rejected == 4'
is "each refused row with its line, column, reason and text" 0 '[.results[0].rejects[] | [.line, .column, .text]] == [[3, "list_price", "0000001"], [6, "list_price", "123.45"], [7, "part_no", ""], [8, "part_no", "1.23E+05"]] and all(.results[0].rejects[]; .reason | length > 10)'
price dutch 1K0615301AA
is "the point stands where the layout implies it" 0 '.list_price == "123.45" and .currency == "EUR" and .effective == "2026-01-01" and .name == "Remschijf voor" and .price_group == "A"'
price dutch 5q0698151
is "cents alone, and accents" 0 '.list_price == "0.05" and .name == "Façade réglée"'
price dutch NOPRICE
is "a line that ends before its price has none" 0 '.list_price == null'

printf '%-14s%-8s%09d%-37s%09d\n' 3519202C1 FILTER 4599 "" 1000 > "$home/trucks.txt"
import trucks trucks.txt
price trucks 3519202C1
is "prices and core values without a decimal point" 0 '.list_price == "45.99" and .core_charge == "10.00"'
printf 'PRICE    PART                DESCRIPTION\n%9s%-20s%s\n' 112.5 "FLT 770" "Seal kit" > "$home/carrier.txt"
import carrier carrier.txt
price carrier FLT-770
is "the price before the number, a line above" 0 '.list_price == "112.50" and .name == "Seal kit"'
printf '%-28s%-41s%8s\n%-28s%-41s%s\n' "2502 15-C91" "Hub, front" 1,234.50 "2502 16" "left of its column" 12.50 > "$home/chassis.txt"
import chassis chassis.txt
price chassis 250215c91
is "prices with a decimal point" 0 '.list_price == "1234.50" and .name == "Hub, front"'
price chassis 250216
is "and at the left of their column, where the line ends" 0 '.list_price == "12.50"'
printf '%-28s%-41s%s' "2502 15-C91" "Hub, front" 1,23 > "$home/torn.txt"
import chassis torn.txt
is "a file that breaks off in a price is no list" 1 '.results[0].error.message | contains("line 1: the file ends within this row")'
printf '%s\n' "A100      机油滤清器          12.50" | iconv -t GB18030 > "$home/chinese.txt"
import chinese chinese.txt
price chinese a-100
is "positions count characters, not bytes" 0 '.name_local == "机油滤清器" and .list_price == "12.50"'
for bad in "part_no=1-18, list_price=0-9" "part_no=18-1, list_price=20-29" "part_no=A, list_price=20-29" "part_no=1-18/2, list_price=20-29" "part_no=1-18"; do
    sed "s#^columns = part_no=1-14.*#columns = $bad#" "$home/clearbay.ini" > "$home/bad.ini"
    out=$("$program" --config "$home/bad.ini" --json price find x 2> /dev/null)
    [ $? -eq 2 ] && jq -e '.error.message | contains("trucks") and contains("columns")' <<< "$out" > /dev/null || echo "$bad: $out" >> "$home/accepted"
done
[ ! -e "$home/accepted" ] && ok "positions that make no sense are refused with file, section and key" || not_ok "positions that make no sense" "$(cat "$home/accepted")"

# item NUMBER [ATTRIBUTES] INNER...
item() { printf '<Item MaintenanceType="%s"><PartNumber>%s</PartNumber><BrandAAIAID>BKTZ</BrandAAIAID><MinimumOrderQuantity UOM="EA">2</MinimumOrderQuantity><PartTerminologyID>1684</PartTerminologyID>%s</Item>\n' "$2" "$1" "$3"; }
pricing() { printf '<Pricing MaintenanceType="A" PriceType="%s">%s<Price UOM="%s">%s</Price></Pricing>' "$1" "${4-}" "${3:-PE}" "$2"; }
prices() { printf '<Prices>%s</Prices>' "$*"; }
pies() {
    printf '<?xml version="1.0" encoding="UTF-8"?>\n<PIES xmlns="http://www.aftermarket.org"><Header><PIESVersion>7.2</PIESVersion><SubmissionType>%s</SubmissionType><BlanketEffectiveDate>2025-01-01</BlanketEffectiveDate></Header>\n' "$1"
    printf '<PriceSheets><PriceSheet MaintenanceType="A"><PriceSheetNumber>2026A</PriceSheetNumber><CurrencyCode>EUR</CurrencyCode><EffectiveDate>2026-02-01</EffectiveDate></PriceSheet></PriceSheets><Items>\n'
    cat
    printf '</Items><Trailer><ItemCount>9</ItemCount></Trailer></PIES>\n'
}
names='<Descriptions><Description DescriptionCode="SHO" LanguageCode="EN">short</Description><Description DescriptionCode="DES" LanguageCode="EN">Brake pad &amp; shim</Description><Description DescriptionCode="DES" LanguageCode="ZH">制动片</Description></Descriptions>'
{
    item VC21499 A "$names$(prices "$(pricing JBR 10)" "$(pricing LST 32.99)" "$(pricing COR 5)")<ExtendedInformation><ExtendedProductInformation EXPICode=\"SUP\">VC21500</ExtendedProductInformation></ExtendedInformation>"
    item VC21500 A "$(prices "$(pricing LST 40 PE '<PriceSheetNumber>2026A</PriceSheetNumber>')")"
    item SEVERAL A "$(prices "$(pricing LST 7 PE '<EffectiveDate>2024-05-01</EffectiveDate>')" "$(pricing LST 8 PE '<EffectiveDate>2025-05-01</EffectiveDate>')" "$(pricing LST 9 PE '<EffectiveDate>2099-05-01</EffectiveDate>')" "$(pricing LST 1 PE '<ExpirationDate>2024-01-01</ExpirationDate>')" '<Pricing PriceType="LST"><Price UOM="PE">2</Price><PriceBreak UOM="EA">100</PriceBreak></Pricing>')"
    item FUTURE A "$(prices "$(pricing LST 11 PE '<EffectiveDate>2099-01-01</EffectiveDate>')")"
    item NOPRICE A ""
    item CASE A "$(prices "$(pricing LST 120 CA)")"
    item MONEY A "$(prices "$(pricing LST 12,5,0)")"
    item "" A "$(prices "$(pricing LST 1)")"
    item 1.2E+07 A "$(prices "$(pricing LST 1)")"
} | pies FULL > "$home/list.xml"
import pies list.xml
is "PIES 7.2" 0 '.results[0] | .status == "applied" and .rows_read == 9 and .rows_added == 5 and .rows_rejected == 4'
is "each refused item with its line, field, reason and text" 0 '[.results[0].rejects[] | [.line, .column, .text]] == [[9, "list_price", "CA"], [10, "list_price", "12,5,0"], [11, "part_no", ""], [12, "part_no", "1.2E+07"]]'
price pies VC-21499
is "price type, core charge, names in two languages, minimum order, group and replacement" 0 '.list_price == "32.99" and .core_charge == "5.00" and .name == "Brake pad & shim" and .name_local == "制动片" and .brand == "BKTZ" and .min_order == 2 and .price_group == "1684" and .superseded_by == "VC21500" and .currency == "USD" and .effective == "2025-01-01"'
price pies VC21500
is "currency and day of its price sheet" 0 '.currency == "EUR" and .effective == "2026-02-01"'
price pies several
is "of several prices the one whose day came last" 0 '.list_price == "8.00" and .effective == "2025-05-01"'
price pies future
refused "a price whose day has not come is not in force" 3 no_part

# The same bytes on a later day: the price that was announced comes into force by itself. There is always another day 26
# hours further east. (A service has its own timezone, whatever its client's is.)
late=$(TZ='<+14>-14' date +%F)
item ANNOUNCED A "$(prices "$(pricing LST 5)" "$(pricing LST 6 PE "<EffectiveDate>$late</EffectiveDate>")")" | pies FULL > "$home/late.xml"
sed -e 's#^name = Test#&\ntimezone = Etc/GMT+12#' -e '/^socket = /d' "$home/clearbay.ini" > "$home/west.ini"
sed -e 's#^name = Test#&\ntimezone = Pacific/Kiritimati#' -e '/^socket = /d' "$home/clearbay.ini" > "$home/east.ini"
stop_service
at() { out=$("$program" --config "$home/$1.ini" --json price "${@:2}" --as mgr --pin-file "$home/mgr.pin" 2> "$home/err") status=$?; }
at west import piesdelta "$home/late.xml"
at west show ANNOUNCED --source piesdelta
is "before its day an announced price waits" 0 '.list_price == "5.00"'
at west import piesdelta "$home/late.xml"
is "    and the same file on the same day is the same list" 0 '.results[0].status == "unchanged"'
at east import piesdelta "$home/late.xml"
is "on its day the same file is another list" 0 '.results[0] | .status == "applied" and .rows_changed == 1'
at east show ANNOUNCED --source piesdelta
is "    and the price is in force" 0 ".list_price == \"6.00\" and .effective == \"$late\""
item VC21499 D "" | pies UPDATE > "$home/update.xml"
import pies update.xml
is "an update must not be taken for the whole list" 1 '.results[0] | .status == "failed" and (.error.message | contains("op=MaintenanceType"))'
price pies VC21500
is "nothing has gone" 0 '.list_price == "40.00"'
{ item X1 A "$(prices "$(pricing LST 1)")"; item X2 A "$(prices "$(pricing LST 2)")"; } | pies FULL > "$home/d1.xml"
{ item X1 D ""; item X3 A "$(prices "$(pricing LST 3)")"; } | pies UPDATE > "$home/d2.xml"
import piesdelta d1.xml
import piesdelta d2.xml
is "an update names what goes; the rest stays" 0 '.results[0] | .status == "applied" and .rows_added == 1 and .rows_removed == 1'
price piesdelta X2
is "and is on sale" 0 '.list_price == "2.00"'

# What is no list: nothing is applied, the line and the cause are named, and little memory is used.
head -c 900 "$home/list.xml" > "$home/cut.xml"
printf '<?xml version="1.0"?><!DOCTYPE PIES [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]><PIES><Header/><Items><Item><PartNumber>&b;</PartNumber></Item></Items></PIES>' > "$home/bomb.xml"
printf '<?xml version="1.0"?><!DOCTYPE PIES SYSTEM "http://127.0.0.1:1/x.dtd"><PIES/>' > "$home/dtd.xml"
printf '<html><body>Not found</body></html>' > "$home/html.xml"
printf 'No;Price\n1;2\n' > "$home/csv.xml"
: > "$home/empty.xml"
printf '<PIES><Items>' > "$home/deep.xml"
for i in $(seq 5000); do printf '<a>'; done >> "$home/deep.xml"
{ printf '<PIES><Items><Item><PartNumber>'; head -c 30000000 /dev/zero | tr '\0' x; } > "$home/long.xml"
sed 's/7\.2/9.9/' "$home/list.xml" > "$home/version.xml"
sed 's/>FULL</>TEST</' "$home/list.xml" > "$home/test.xml"
peak=${program%/*}/tests/fault/peak
for name in cut bomb dtd html csv empty deep long version test; do
    import pies "$name.xml"
    is "$name: $(jq -r '.results[0].error.message // ""' <<< "$out" | cut -c1-60)" 1 '.results[0] | .status == "failed" and (.error.message | test("line [0-9]+: .{10}"))'
done
price pies VC21500
is "the list in force is as it was" 0 '.list_price == "40.00"'

# Suppliers' files as their descriptions say: encoding, delimiter, lines above, columns by number, texts in Russian.
if [ -f "$shared/parts/supplier-formats.tsv" ]; then
    good=0 bad=
    while IFS=$'\t' read -r supplier _ type encoding delimiter skip map _; do
        [ "$type" = csv ] || continue
        art=$(jq '.art + 1' <<< "$map") brand=$(jq '.bra + 1' <<< "$map") price=$(jq '.price + 1' <<< "$map") desc=$(jq '.desc + 1' <<< "$map")
        columns="part_no=$art, brand=$brand, list_price=$price, name=$desc"
        [ "$delimiter" = '\t' ] && d=$'\t' setting=tab || d=$delimiter setting="\"$delimiter\""
        printf '[oem.%s]\nencoding = %s\ndelimiter = %s\nheader = no\nskip_lines = %s\ndecimal = ","\ncurrency = RUB\ncolumns = %s\n' \
            "$supplier" "$encoding" "$setting" "$skip" "$columns" > "$home/section"
        cat "$home/section" >> "$home/clearbay.ini"
        {
            for ((i = 0; i < skip; i++)); do echo "Прайс-лист $i"; done
            awk -v d="$d" -v a="$art" -v b="$brand" -v p="$price" -v t="$desc" 'BEGIN {
                for (i = 1; i <= 30; i++) {
                    row = ""
                    for (c = 1; c <= 12; c++) row = row (c > 1 ? d : "") (c == a ? "A-" i : c == b ? "ФИЛЬТР" : c == p ? i ",50" : c == t ? "Фильтр масляный " i : "-")
                    print row "\r"
                }
            }'
        } | iconv -t "$encoding" > "$home/supplier.csv"
        import "$supplier" supplier.csv
        [ "$(jq -r '.results[0] | [.status, .rows_added, .rows_rejected] | join(" ")' <<< "$out")" = "applied 30 0" ] || bad="$bad $supplier"
        price "${supplier,,}" A-7
        jq -e '.list_price == "7.50" and .name == "Фильтр масляный 7" and .brand == "ФИЛЬТР"' <<< "$out" > /dev/null && good=$((good + 1)) || bad="$bad $supplier:price"
    done < "$shared/parts/supplier-formats.tsv"
    [ -z "$bad" ] && [ $good -ge 15 ] && ok "$good suppliers' CSV formats" || not_ok "suppliers' CSV formats" "$good good; $bad"
else
    skip "suppliers' CSV formats" "no shared data"
fi
finish
