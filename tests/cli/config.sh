#!/bin/bash
# The configuration: everything that is wrong is named with its file, section and key, and nothing is started.
# In process only: configurations with which nothing is started.
. "$(dirname "$0")/lib.sh"
ini=$home/try.ini
# try TEXT: doctor with that configuration
try() {
    printf "$1" > "$ini"
    out=$("$program" --config "$ini" --json doctor 2> "$home/err" < /dev/null)
    status=$?
    err=$(cat "$home/err")
}
base="[database]\npath = $home/none.db\n"
# bad NAME TEXT WORDS...: refused with status 2, and each word is in the message beside the file's name
bad() {
    local name=$1 word missing=
    try "$2"
    shift 2
    for word in "$ini" "$@"; do
        jq -r '.error.message' <<< "$out" | grep -qF -- "$word" || missing+="$word "
    done
    if [ $status -eq 2 ] && [ -z "$missing" ] && [ ! -e "$home/none.db" ]; then ok "$name"; else not_ok "$name" "status $status, lacks $missing: $out"; fi
}
# good NAME TEXT: taken (doctor then says that there is no workshop)
good() {
    try "$2"
    if [ $status -eq 1 ] && jq -e '.ok == false' <<< "$out" > /dev/null; then ok "$1"; else not_ok "$1" "$status $out"; fi
}
bad "an unknown section" "${base}[shop]\nname = x\n" "[shop]"
bad "an unknown key" "${base}[ui]\ncolour = x\n" "[ui]" colour
bad "a value that is none of the choices" "${base}[ui]\ntheme = pink\n" theme dark
bad "a number with letters" "${base}[ui]\nidle_lock_s = 5m\n" idle_lock_s
bad "a number below its limit" "${base}[clock]\ncreate_s = 0\n" create_s 1
bad "a negative percentage" "${base}[labour]\ndiscount_percent = -1\n" discount_percent
bad "a percentage over 100" "${base}[labour]\ndiscount_percent = 101\n" discount_percent 100
bad "a rate that is no amount" "${base}[labour]\nrate = lots\n" rate
bad "a rate finer than its currency" "${base}[labour]\nrate = 1.005\n" rate
bad "a currency that is none" "${base}[outlet]\ncurrency = yuan\n" currency
bad "a workshop that closes before it opens" "${base}[outlet]\nopens_hour = 18\ncloses_hour = 8\n" closes_hour
bad "a timezone that is none" "${base}[outlet]\ntimezone = Mars/Base\n" timezone
bad "a code with blanks" "${base}[outlet]\ncode = SH 01\n" code
bad "a key that stands twice" "${base}[outlet]\ncode = A1\ncode = B2\n" code
bad "and in another case" "${base}[outlet]\ncode = A1\nCODE = B2\n" CODE
bad "a key without a value sign" "${base}[outlet]\ncode\n" 4
bad "a key before the first section" "code = SH01\n$base" 1
bad "a section that is not closed" "${base}[outlet\ncode = SH01\n" 3
bad "a byte order mark" "\xEF\xBB\xBF$base" 1
bad "a line that is too long" "$base[outlet]\nname = $(printf 'x%.0s' $(seq 1100))\n" 4
bad "a NUL" "${base}[outlet]\nname = a\\0b\n"
bad "a source without its columns" "${base}[oem.x]\nurl = file:/x\n" "[oem.x]" columns
bad "a source without a price column" "${base}[oem.x]\ncolumns = part_no=No\n" "[oem.x]" list_price
bad "a column that there is not" "${base}[oem.x]\ncolumns = part_no=No, list_price=P, colour=C\n" colour
bad "a column named without a header" "${base}[oem.x]\nheader = no\ncolumns = part_no=No, list_price=P\n" columns
bad "a url of another kind" "${base}[oem.x]\nurl = ftp://x\ncolumns = part_no=No, list_price=P\n" url
bad "a delimiter of two characters" "${base}[oem.x]\ndelimiter = ab\ncolumns = part_no=No, list_price=P\n" delimiter
bad "an encoding that iconv does not know" "${base}[oem.x]\nencoding = KLINGON\ncolumns = part_no=No, list_price=P\n" encoding
bad "yes and no are the words" "${base}[oem.x]\nheader = perhaps\ncolumns = part_no=No, list_price=P\n" header
bad "a value cut at a hash" "${base}[oem.x]\nurl = http://h/p#frag\ncolumns = part_no=No, list_price=P\n" url
good "an empty file holds the defaults" "$base"
good "a hash in quotes" "${base}[oem.x]\nurl = \"http://h/p#frag\"\ncolumns = part_no=No, list_price=P\n"
good "Windows line ends" "[database]\r\npath = $home/none.db\r\n[ui]\r\ntheme = dark\r\n"
good "Chinese values" "${base}[outlet]\nname = 浦东服务站\n"
good "decimal commas in quoted fields" "${base}[oem.x]\ndecimal = ,\ncolumns = part_no=No, list_price=P\n"
good "a tab as delimiter" "${base}[oem.x]\ndelimiter = tab\ncolumns = part_no=No, list_price=P\n"
out=$("$program" --config "$home/no-such.ini" --json doctor 2> /dev/null)
[ $? -eq 2 ] && jq -e '.error.message | contains("no-such.ini")' <<< "$out" > /dev/null && ok "a file that is not there" || not_ok "a file that is not there" "$out"
try "$base[ui]\nidle_lock_s = 017\n"
jq -e '.error.message // "" | contains("017")' <<< "$out" > /dev/null || [ $status -eq 1 ] && ok "017 is refused or seventeen, never fifteen" || not_ok "017" "$out"

out=$(env -i PATH="$PATH" HOME="$home" "$program" --json doctor 2> /dev/null)
status=$?
is "without any configuration all defaults hold" 1 '.ok == false and (.checks | length > 1)'
mkdir -p "$home/.config/clearbay"
printf '[ui]\ntheme = pink\n' > "$home/.config/clearbay/clearbay.ini"
out=$(env -i PATH="$PATH" HOME="$home" "$program" --json doctor 2> /dev/null)
status=$?
is "the home folder's configuration is found" 2 '.error.message | contains(".config/clearbay/clearbay.ini")'
printf '[ui]\ntheme = blue\n' > "$home/named.ini"
out=$(env -i PATH="$PATH" HOME="$home" CLEARBAY_CONFIG="$home/named.ini" "$program" --json doctor 2> /dev/null)
status=$?
is "CLEARBAY_CONFIG comes before it" 2 '.error.message | contains("named.ini")'

if [ -d "$shared/ini" ]; then
    wrong= files=0
    for file in "$shared"/ini/*.ini "$shared"/ini/corner/*.ini; do
        files=$((files + 1))
        out=$("$program" --config "$file" --json doctor 2> "$home/err" < /dev/null)
        status=$?
        case $status in
        2) jq -r .error.message <<< "$out" | grep -qF "${file##*/}" || wrong+="${file##*/} " ;;
        0 | 1) ;;
        *) wrong+="${file##*/}: $status " ;;
        esac
        [ ! -s "$home/err" ] || wrong+="${file##*/}: on standard error: $(head -c 200 "$home/err") "
    done
    [ -z "$wrong" ] && ok "$files files that trip iniparser" || not_ok "$files files that trip iniparser" "$wrong"
else
    skip "files that trip iniparser" "no test data"
fi
finish
