#!/bin/bash
# The guarantee and the completion certificate of an order: windows, comebacks, and that every changed byte is found.
. "$(dirname "$0")/lib.sh"
new_workshop
key=$home/workshop.pub
cp "$home/clearbay.db.pub" "$key"

# repair CONCERN GUARANTEE [OPTION...]: one order from the intake to the delivery; its number is left in $order
repair() {
    local concern=$1 kind=$2
    shift 2
    by adv order open --plate 京A12345 --concern "$concern" --customer 王芳 --phone 13838389438 --odometer 41000 "$@"
    opened=$out
    order=$(jq -r .order <<< "$out")
    inspect_all adv advisor
    by adv sign "$order" advisor
    by adv order assign "$order" --technician tec --bay B1
    by tec order diagnose "$order" --cause "front pads worn to the backing plate" --hours 1.5
    by adv order add-part "$order" 90915-YZZD4 --qty 2
    by adv order add-labour "$order" BR10 --hours 1.5 --text "replace front brake pads" --guarantee "$kind"
    by adv order authorise "$order" --by 王芳 --how counter
    by tec order start "$order" 2
    by tec order done "$order" 2
    inspect_all tec technician
    by tec sign "$order" technician
    inspect_all qc qc
    by qc sign "$order" qc
    [ "${deliver:-yes}" = no ] || by adv order deliver "$order" --odometer 41010
}

cb guarantee list
is "the law's windows are there to be read" 0 '.guarantees | length == 5 and any(.[]; .kind == "assembly" and .km == 20000 and .days == 100 and .whose == "law")'
by mgr guarantee set minor --km 1000 --days 10
refused "a promise is never shorter than the law" 4 shorter_than_law
by mgr guarantee set minor --km 3000 --days 30
is "it may be longer" 0
by mgr guarantee set part --km 50000 --days 730
is "parts have one of their own" 0
by adv guarantee set part --km 50000 --days 730
refused "a manager makes it" 4 wrong_role
deliver=no repair "brakes squeal" assembly
by adv order certificate "$order"
refused "no certificate before the delivery" 4 not_delivered
by adv order deliver "$order" --odometer 41010
by adv order show "$order"
today=$(TZ=Asia/Shanghai date +%F)
assembly=$(date -d "$today + 100 days" +%F)
part=$(date -d "$today + 730 days" +%F)
is "each line has its window: the law's for the assembly, the promise for the part" 0 "(.lines[1].guarantee | .until == \"$assembly\" and .until_km == 61010) and (.lines[0].guarantee | .until == \"$part\" and .until_km == 91010)"
by adv order certificate "$order"
is "a certificate with every signature and price" 0 '.certificate | .format == "clearbay certificate 1" and (.signatures | map(.level) == ["advisor", "technician", "qc"]) and .lines[0].list_price == "58.00" and .lines[0].total == "116.00" and .lines[0].list_revision == 1 and .total == "500.00" and .saved == "96.00" and (.head.hash | length == 64)'
is "without the customer's name, phone and plate, in the document, the code and the page" 0 '(tostring | contains("王芳") or contains("13838389438") or contains("A12345")) | not'
printf '%s' "$out" > "$home/c.json"
first=$(jq -cS . <<< "$out")
by qc order certificate "$order"
[ "$(jq -cS . <<< "$out")" = "$first" ] && ok "asked for again it is the same" || not_ok "asked for again it is the same"
verify() { cb certificate verify "$@"; }
verify "$home/c.json" --key "$key"
is "the workshop's key has signed it" 0 '.ok and .trusted and .what == "document" and .total == "500.00"'
verify "$home/c.json"
is "without a key it says what was not checked" 0 '.ok and (.trusted | not) and (.warnings | length == 1)'
"$program" certificate verify "$home/c.json" --key "$key" > "$home/out" 2>&1
[ $? -eq 0 ] && ok "no configuration and no database are needed" || not_ok "no configuration and no database are needed" "$(cat "$home/out")"
jq -r .qr "$home/c.json" > "$home/qr.txt"
verify "$home/qr.txt" --key "$key"
is "so does the QR code's text" 0 '.ok and .trusted and .what == "qr" and .total == "500.00"'
verify "$home/qr.txt"
is "which is nothing without the key" 1 '.ok == false'
sed 's/500.00/400.00/' "$home/qr.txt" > "$home/qr2.txt"
verify "$home/qr2.txt" --key "$key"
is "and shows a change" 1 '.ok == false'
tr a-f A-F < "$home/qr.txt" > "$home/qr2.txt"
verify "$home/qr2.txt" --key "$key"
is "hex digits in capitals are another text" 1 '.ok == false'
jq '.certificate.signature |= ascii_upcase' "$home/c.json" > "$home/upper.json"
verify "$home/upper.json" --key "$key"
is "in a document, too" 1 '.ok == false and (.trusted | not)'
jq '{b: .qr, certificate}' "$home/c.json" > "$home/other.json"
verify "$home/other.json" --key "$key"
is "blanks and the order of keys are nothing" 0 '.ok'

# the page
"$program" --config "$home/clearbay.ini" order certificate "$order" --as adv --pin-file "$home/adv.pin" --pdf "$home/c.pdf" > "$home/page" 2>&1
[ $? -eq 0 ] && grep -q "Completion certificate" "$home/page" && ok "the page as text" || not_ok "the page as text" "$(head -5 "$home/page")"
[ "$(grep -v '[▀▄█]' "$home/page" | awk '{ if (length($0) > n) n = length($0) } END { print n }')" -le 80 ] && ok "80 columns wide" || not_ok "80 columns wide"
if command -v pdftotext > /dev/null && command -v zbarimg > /dev/null; then
    pdftotext -layout "$home/c.pdf" "$home/pdf.txt"
    grep -q "Completion certificate" "$home/pdf.txt" && grep -q 500.00 "$home/pdf.txt" && ! grep -q "A12345" "$home/pdf.txt" && ok "the page as PDF" || not_ok "the page as PDF" "$(head -20 "$home/pdf.txt")"
    [ "$(pdffonts "$home/c.pdf" | awk 'NR > 2 && $(NF - 4) != "yes"' | wc -l)" -eq 0 ] && ok "with its fonts in it" || not_ok "with its fonts in it" "$(pdffonts "$home/c.pdf")"
    grep -q "head $(jq -r '.certificate.head.hash[:16]' "$home/c.json")" "$home/pdf.txt" && ok "and the log's head on each sheet" || not_ok "and the log's head on each sheet"
    pdftoppm -r 150 -f 1 -l 1 -png "$home/c.pdf" "$home/sheet"
    zbarimg -q --raw "$home"/sheet-*1.png > "$home/scanned.txt" 2> /dev/null
    verify "$home/scanned.txt" --key "$key"
    is "the QR code on paper can be scanned and checked" 0 '.ok and .trusted and .what == "qr"'
else
    skip "the page as PDF" "pdftotext or zbarimg is not installed"
fi
cb order certificate "$order" --as adv --pin-file "$home/adv.pin" --pdf "$home/c.pdf"
refused "a PDF that is there is not overwritten" 4 file_exists
LANGUAGE=zh_CN "$program" certificate print "$home/c.json" > "$home/page" 2>&1
grep -q 竣工出厂合格证 "$home/page" && ok "in Chinese, from its JSON, without a database" || not_ok "in Chinese, from its JSON, without a database" "$(head -3 "$home/page")"
jq --rawfile page "$home/page" '.page = $page' "$home/c.json" > "$home/chinese.json"
verify "$home/chinese.json" --key "$key"
is "a file with the Chinese page is in order, too" 0 '.ok and .trusted'

# what lies beside the signed document in the file
forged() {
    jq "$2" "$home/c.json" > "$home/beside.json"
    verify "$home/beside.json" --key "$key"
    is "$1 is found" 1 ".ok == false and (.trusted | not) and (.problems | any(contains(\"$3\")))"
}
# shellcheck disable=SC2016
{
    forged "a code of another sum" '.qr |= sub("500.00"; "400.00")' "QR code"
    forged "a code with another signature" '.qr |= (.[:-1] + (if endswith("0") then "1" else "0" end))' "QR code"
    forged "a code that is none" '.qr = 1' "QR code"
    forged "a page with another sum" '.page |= sub("500.00"; "400.00")' "page"
    forged "a page that is none" '.page = {}' "page"
}
jq '.page |= sub("500.00"; "400.00")' "$home/c.json" > "$home/beside.json"
"$program" certificate print "$home/beside.json" > "$home/page" 2>&1
grep -q 400.00 "$home/page" && not_ok "what is printed is what was signed, not the page in the file" || ok "what is printed is what was signed, not the page in the file"
jq '.qr |= sub("500.00"; "400.00")' "$home/c.json" > "$home/beside.json"
cb certificate print "$home/beside.json"
refused "with another code it is not printed" 4 not_in_order
jq '.certificate.total = "1.00"' "$home/c.json" > "$home/beside.json"
cb certificate print "$home/beside.json"
refused "nor when the signature does not fit" 4 not_in_order
cb certificate print "$home/beside.json" --pdf "$home/c3.pdf"
refused "neither as PDF" 4 not_in_order
[ ! -e "$home/c3.pdf" ] && ok "of which nothing is left" || not_ok "of which nothing is left"
cb certificate print "$home/qr.txt"
refused "a code's text is no page" 2 no_certificate

# of an older clearbay, with the plate, from a clock in Berlin
old=$here/tests/fixtures/certificate
verify "$old/old.json" --key "$old/old.pub"
is "an old certificate is in order" 0 '.ok and .trusted'
"$program" certificate print "$old/old.json" > "$home/page" 2>&1
grep -q "Plate *京A12345" "$home/page" && ok "and is printed" || not_ok "and is printed" "$(head -6 "$home/page")"
cb certificate print "$home/c.json" --pdf "$home/c2.pdf"
is "as PDF, too" 0
cb certificate print "$home/list.csv"
refused "something else is not printed" 2 no_certificate

# every value of the document is changed in turn
missed=0 changes=0
while IFS= read -r path; do
    jq -c --argjson p "$path" 'setpath(["certificate"] + $p; (getpath(["certificate"] + $p)) as $v | if ($v | type) == "string" then $v + "x" elif ($v | type) == "number" then $v + 1 elif $v == null then "x" else $v end)' "$home/c.json" > "$home/changed.json"
    "$program" certificate verify "$home/changed.json" --key "$key" > /dev/null 2>&1 && missed=$((missed + 1))
    changes=$((changes + 1))
done < <(jq -c '.certificate | paths(scalars)' "$home/c.json")
[ $missed -eq 0 ] && [ $changes -ge 70 ] && ok "each of $changes values, changed alone, is found" || not_ok "each of $changes values, changed alone, is found" "$missed missed"
jq '.certificate.lines[0].total = "1.00" | .certificate.lines[0].gross = "1.00"' "$home/c.json" > "$home/forged.json"
verify "$home/forged.json" --key "$key"
is "what is wrong is said" 1 '.problems | length >= 2'
echo "no certificate" > "$home/none"
verify "$home/none"
refused "something else is none" 2 no_certificate
refused_with() { is "$1" 2 ".error.code == \"no_certificate\" and (.error.message | contains(\"$2\"))"; }
: > "$home/none"
verify "$home/none"
refused_with "an empty file is called so, and it is said what is wanted" "is empty: give"
head -c 17000000 /dev/zero > "$home/none"
verify "$home/none"
refused_with "of a long one the limit is said" "16 MB"
verify "$home"
is "a folder is none" 1 '.error.message | length > 10'
verify "$home/nothing"
is "a file that is not there" 1
"$program" --config "$home/second.ini" init --outlet SH02 --manager mgr --pin-file "$home/mgr.pin" > /dev/null 2>&1
printf '[database]\npath = %s/second.db\n' "$home" > "$home/second.ini"
"$program" --config "$home/second.ini" init --outlet SH02 --manager mgr --pin-file "$home/mgr.pin" > /dev/null 2>&1
verify "$home/c.json" --key "$home/second.db.pub"
is "another workshop's key does not fit" 1 '.ok == false and (.trusted | not)'

# a comeback
original=$order
by adv order open --plate 沪AD12345 --concern "brakes squeal" --comeback "$original"
refused "a comeback is of the same car" 4 other_vehicle
repair "Brakes squeal!" minor --comeback "$original"
is "work that came back was delivered" 0
jq -e '.warnings | length >= 2 and any(contains("under guarantee"))' <<< "$opened" > /dev/null && ok "the advisor is told what is under guarantee" || not_ok "the advisor is told what is under guarantee" "$opened"
comeback=$order
by adv order show "$comeback"
is "it names the first order and who signed that" 0 ".comeback_of == \"$original\" and (.comeback_signers | length == 3)"
by adv order show "$original"
is "whose window began anew with it" 0 ".comebacks[0].order == \"$comeback\" and .lines[0].guarantee.restarted_by == \"$comeback\""
by mgr audit verify
is "and the log verifies" 0 '.ok'

# what somebody changed in the database behind the program
stop_service
sqlite3 "$home/clearbay.db" "UPDATE certificate SET document = replace(document, '500.00', '400.00')"
by adv order certificate "$original"
refused "a certificate that is kept and was changed is not given out" 4 certificate_changed
stop_service
sqlite3 "$home/clearbay.db" "UPDATE order_line SET text = 'replace all brakes' WHERE order_id = 2 AND kind = 'labour'"
by adv order certificate "$comeback"
is "no certificate of what was not signed so" 4 '.error.code == "signature_fell" and (.error.message | contains("technician") and contains("tec") and contains("audit log"))'
stop_service
sqlite3 "$home/clearbay.db" "UPDATE order_line SET text = 'replace front brake pads' WHERE order_id = 2 AND kind = 'labour';
    UPDATE signature SET voided_at = 1, void_reason = 'x' WHERE order_id = 2 AND level = 'qc'"
by adv order certificate "$comeback"
refused "nor without all three signatures" 4 signature_missing
stop_service
sqlite3 "$home/clearbay.db" "UPDATE signature SET voided_at = NULL, void_reason = NULL WHERE order_id = 2 AND level = 'qc'"
by adv order certificate "$comeback"
is "it comes when all is as it was" 0 '.certificate.signatures | length == 3'
by mgr audit verify
is "and the log verifies still" 0 '.ok'
# the heads beside the log are thrown away: a log that must have some says so, a restored one has none yet
rm "$home/clearbay.db.heads"
by mgr audit verify
is "heads that must be there and are not are a problem" 1 '.ok == false and (.problems | any(contains("no signed head is there") and contains("put the file back")))'
cb doctor
is "doctor says so, too" 1 '.checks | any(.ok == false and (.text | contains("no signed head is there")))'
: > "$home/clearbay.db.heads"
by mgr audit verify
is "nor is an empty file one" 1 '.ok == false and (.problems | any(contains("no signed head is there")))'
touch "$home/clearbay.db.key"
by mgr audit verify
is "a workshop whose key was put there just now has none yet" 0 '.ok'
finish
