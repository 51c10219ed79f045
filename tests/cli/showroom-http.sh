#!/bin/bash
# The public price list as a web page.
. "$(dirname "$0")/lib.sh"
cat >> "$home/clearbay.ini" <<END
[oem.web]
columns = part_no=No, name=Name, name_local=Local, unit=Unit, list_price=Price, price_group=Group, superseded_by=By
gate_removed_percent = 100
END
printf 'TWIN-1,Twin of another list,,2.00,\n' >> "$home/list.csv"
new_workshop
{
    printf 'No,Name,Local,Unit,Price,Group,By\n'
    printf 'EVIL-1,"<script>alert(1)</script> & ""quoted""",机油滤清器,pc,58.00,A&B,\n'
    printf 'TWIN-1,Twin,,pc,1.00,,\n'
    printf 'OLD-1,Old pad,,set,10.00,,NEW-1\nNEW-1,New pad,前制动片,set,,,\n'
    for i in $(seq 120); do printf 'M-%03d,Bolt %d,螺栓,pc,%d.00,bolts,\n' "$i" "$i" "$i"; done
} > "$home/web.csv"
by mgr price import web "$home/web.csv"
serve() { # serve ADDRESS: $base is where it answers
    "$program" --config "$home/clearbay.ini" showroom --http "$1" > "$home/address" 2> "$home/err" &
    server=$!
    for i in $(seq 50); do [ -s "$home/address" ] && break; sleep 0.1; done
    base=$(sed 's#/$##' "$home/address")
}
trap 'kill $server 2> /dev/null; rm -rf "$home"' EXIT
serve 127.0.0.1:0
page() { html=$(curl -s -m 10 -D "$home/headers" -w '\n%{http_code}' "${@:2}" "$base$1"); code=${html##*$'\n'} html=${html%$'\n'*}; }
has() { [ "$code" = "$2" ] && [[ $html == *"$3"* ]] && ok "$1" || not_ok "$1" "$code ${html:0:3000}"; }

page /
has "the first page names the list with its revision" 200 "list web, revision 1"
has "and its price groups" 200 "group=A%26B\">A&amp;B</a>"
grep -qi "^content-security-policy: default-src 'none'" "$home/headers" && grep -qi '^x-content-type-options: nosniff' "$home/headers" &&
    grep -qi '^content-type: text/html; charset=utf-8' "$home/headers" && ok "nothing from elsewhere may run in it" || not_ok "headers" "$(cat "$home/headers")"
[[ $html != *"<script"* ]] && ok "it works without a script" || not_ok "it works without a script"
page "/group?source=web&group=bolts"
has "a page of a group" 200 "M-001"
[[ $html == *">M-050<"* && $html != *">M-051<"* && $html == *'rel="next"'* ]] && ok "fifty parts, then the next page" || not_ok "fifty parts, then the next page" "$html"
next=$(sed -n 's/.*rel="next" href="\([^"]*\)".*/\1/p' <<< "$html" | sed 's/&amp;/\&/g')
page "$next"
has "which goes on" 200 "M-051"
next=$(sed -n 's/.*rel="next" href="\([^"]*\)".*/\1/p' <<< "$html" | sed 's/&amp;/\&/g')
page "$next"
[[ $html == *">M-120<"* && $html != *'rel="next"'* ]] && ok "to its end" || not_ok "to its end" "$html"
page "/group?source=web&group=A%26B"
has "what a list holds is text, never HTML" 200 "&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;quoted&quot;"
page "/group?source=web&group="
has "a part without a price" 200 "no published price"
page "/search?q=%E6%9C%BA%E6%B2%B9"
has "Chinese is found" 200 "EVIL-1"
page "/search?q=jy"
has "and pinyin" 200 "EVIL-1"
page "/search?q=%22%3E%3Cscript%3E"
has "what was typed comes back as text" 200 'value="&quot;&gt;&lt;script&gt;"'
page "/search?q=zzzz"
has "nothing found is said" 200 "Nothing found"
page "/part?no=old-1&source=web"
has "a part with its list, its replacement and history" 200 "<a href=\"/part?no=NEW-1&amp;source=web\">NEW-1</a>"
[[ $html == *10.00* && $html =~ [0-9a-f]{64} ]] && ok "and the digest of its list" || not_ok "and the digest of its list" "$html"
page "/part?no=NOTHING"
has "an unknown part" 404 "NOTHING"
page /nothing
has "an unknown page" 404 "There is no such page"
[[ $html != *"$home"* ]] && ok "which tells no path of the workshop's" || not_ok "a path is told" "$html"
page "/group?source=web&group=none"
has "an unknown group" 404 "no parts in this group"
page "/group?source=none"
has "an unknown list" 404 "no such price list"
page "/group?source=web&from=x"
has "a page that is no number" 400 "cannot be read"
page "/part"
has "a part without its number" 400 "missing"
page "/part?no=EVIL-1&source=web"
[[ $html != *"$home"* && $html != *web.csv* ]] && ok "where a list came from stays in the workshop" || not_ok "origin is told" "$html"
page "/search?q=%FF%1b%3Cb%3E"
[ "$code" = 400 ] && iconv -f UTF-8 -t UTF-8 <<< "$html" > "$home/page.html" && [[ $html == *"&lt;b&gt;"* ]] &&
    ! grep -q $'\x1b' "$home/page.html" && ok "bytes that are no text do not come back" || not_ok "bytes that are no text" "$code $html"
page "/part?no=TWIN1"
has "a number of several parts: all to choose from" 300 "/part?no=TWIN-1&amp;source=web"
[[ $html == *"/part?no=TWIN-1&amp;source=demo"* ]] && ok "of every list" || not_ok "of every list" "$html"
page "/part?no=NEW-1&source=web&lang=zh_CN"
has "a page in the other language is the same page" 200 '<html lang="zh-CN">'
[[ $html == *'<a href="/part?no=NEW-1&amp;source=web&amp;lang=en">English</a>'* && $html == *'<a href="/?lang=zh_CN">'* &&
    $html == *'name="lang" value="zh_CN"'* ]] && ok "and every link keeps it" || not_ok "links keep the language" "$html"
page / -H 'Accept-Language: fr,en;q=0.3,zh-CN;q=0.7'
has "the better liked language counts" 200 '<html lang="zh-CN">'
page / -H 'Accept-Language: en-GB,en;q=0.9,zh;q=0.8'
has "not just any" 200 '<html lang="en">'
page / -H 'Accept-Language: zh-CN,zh;q=0.9'
has "in Chinese for those who like it best" 200 '<html lang="zh-CN">'
[[ $html == *搜索* || $html == *查找* ]] && ok "every word of it" || not_ok "every word of it" "$html"
page "/?lang=en" -H 'Accept-Language: zh-CN'
has "or as one chooses" 200 '<html lang="en">'
tag=$(page /; sed -n 's/^[Ee][Tt][Aa][Gg]: \(.*\)\r$/\1/p' "$home/headers")
page / -H "If-None-Match: $tag"
[ "$code" = 304 ] && [ -z "$html" ] && ok "a page that is known is not sent again" || not_ok "304" "$code $tag"
sed 's/58\.00/61.00/' "$home/web.csv" > "$home/web2.csv"
page / -H "If-None-Match: \"other\", W/$tag"
[ "$code" = 304 ] && ok "nor when it is one of several that are" || not_ok "304 of several" "$code $tag"
open=0 # through the service: no database at all
for fd in /proc/$server/fd/*; do
    case $(readlink "$fd") in "$home/clearbay.db")
        open=$((open + 1))
        flags=$(sed -n 's/^flags:[[:space:]]*//p' "/proc/$server/fdinfo/${fd##*/}")
        [ $((8#$flags & 3)) -eq 0 ] || open=100
        ;;
    esac
done
[ $open -lt 100 ] && { [ $open -ge 1 ] || [ "$via" = service ]; } && ok "it has the database open for reading only" || not_ok "it can write the database" "$open"
by mgr price import web "$home/web2.csv"
page / -H "If-None-Match: $tag"
has "but a new list is" 200 "list web, revision"
for method in POST PUT DELETE PATCH; do
    page / -X $method -d 'x=1'
    [ "$code" = 405 ] && grep -qi '^allow: GET, HEAD' "$home/headers" || echo "$method $code" >> "$home/methods"
done
[ ! -e "$home/methods" ] && ok "it is read-only" || not_ok "it is read-only" "$(cat "$home/methods")"
page / -I
[ "$code" = 200 ] && ok "HEAD" || not_ok "HEAD" "$code"
page "/search?q=$(head -c 20000 /dev/zero | tr '\0' x)"
[ "$code" != 200 ] && kill -0 $server && ok "an address without an end is refused" || not_ok "an address without an end" "$code"
for i in $(seq 30); do head -c 300 /dev/urandom | timeout 2 bash -c "cat > /dev/tcp/127.0.0.1/${base##*:}" 2> /dev/null; done
page /
has "rubbish does not stop it" 200 "list web"
out=$(timeout 5 "$program" --config "$home/clearbay.ini" showroom --http "127.0.0.1:${base##*:}" 2>&1)
[ $? -eq 1 ] && [[ $out == *"cannot listen"* ]] && ok "a port that is taken is said" || not_ok "a port that is taken is said" "$out"
for address in nowhere 127.0.0.1 :x 127.0.0.1:99999 example.org:80; do
    timeout 5 "$program" --config "$home/clearbay.ini" showroom --http "$address" > /dev/null 2>&1 < /dev/null
    [ $? -eq 2 ] || echo "$address" >> "$home/addresses"
done
[ ! -e "$home/addresses" ] && ok "an address that is none is refused" || not_ok "an address that is none is refused" "$(cat "$home/addresses")"
browser=$(command -v chromium || command -v chromium-browser)
if [ -n "$browser" ]; then
    dom() { timeout 60 "$browser" --headless --no-sandbox --disable-gpu --user-data-dir="$home/chromium" --blink-settings=scriptEnabled=false --dump-dom "$base$1" 2> /dev/null; }
    html=$(dom "/group?source=web&group=A%26B") code=200
    has "headless Chromium, scripts off: the page" 200 "&lt;script&gt;alert(1)&lt;/script&gt;"
    html=$(dom "/search?q=M-007")
    has "and a search" 200 "M-007"
else
    skip "headless Chromium" "chromium is not installed"
fi
for signal in TERM INT; do
    kill -$signal $server
    wait $server && ok "it ends when it is told to: $signal" || not_ok "it ends when it is told to: $signal"
    [ -s "$home/err" ] && not_ok "without a complaint" "$(cat "$home/err")" || ok "without a complaint"
    rm -f "$home/address"
    [ $signal = INT ] || serve "[::1]:0"
done
stop_service
mkdir "$home/away" && mv "$home"/clearbay.db* "$home/away"
serve 127.0.0.1:0
page /
has "a database that is away is said" 503 "cannot be read now"
[[ $html != *"$home"* ]] && grep -qi '^retry-after: ' "$home/headers" && ok "and when to come again" || not_ok "and when to come again" "$html"
mv "$home"/away/* "$home"
ready
page /
has "and found when it is back" 200 "list web"
kill $server
wait $server
finish
