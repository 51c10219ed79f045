#!/bin/bash
# Syncing over HTTP from a real server.
. "$(dirname "$0")/lib.sh"
port=
for port in $(seq 19080 19180); do
    (exec 3<> "/dev/tcp/127.0.0.1/$port") 2> /dev/null || break
done
mkdir -p "$home/web"
cp "$home/list.csv" "$home/web/list.csv"
cat > "$home/nginx.conf" <<END
daemon on;
pid $home/nginx.pid;
error_log $home/nginx.log;
$([ "$(id -u)" -ne 0 ] || echo "user root;")
events { worker_connections 64; }
http {
    access_log $home/access.log;
    client_body_temp_path $home/tmp; proxy_temp_path $home/tmp; fastcgi_temp_path $home/tmp;
    uwsgi_temp_path $home/tmp; scgi_temp_path $home/tmp;
    gzip on; gzip_min_length 1; gzip_types text/csv text/plain application/octet-stream;
    server {
        listen 127.0.0.1:$port;
        root $home/web;
        location /moved { return 302 http://127.0.0.1:$port/list.csv; }
        location /secret { if (\$http_authorization != "Bearer open sesame") { return 403; } try_files /list.csv =404; }
    }
}
END
nginx=$(command -v nginx || echo /usr/sbin/nginx)
"$nginx" -p "$home" -c "$home/nginx.conf" 2> /dev/null
trap 'kill "$(cat "$home/nginx.pid")"; rm -rf "$home"' EXIT
sed -i "s#^url = .*#url = http://127.0.0.1:$port/list.csv#" "$home/clearbay.ini"
columns="columns = part_no=No, list_price=Price"
cat >> "$home/clearbay.ini" <<END
[oem.moved]
url = http://127.0.0.1:$port/moved
$columns
[oem.gone]
url = http://127.0.0.1:$port/nothing
$columns
[oem.closed]
url = http://127.0.0.1:1/list.csv
$columns
[oem.secret]
url = http://127.0.0.1:$port/secret
token_file = token
$columns
[oem.small]
url = http://127.0.0.1:$port/list.csv
max_bytes = 20
$columns
END
echo "open sesame" > "$home/token"
cb init --outlet SH01 --manager mgr --pin-file <(echo 123456-mgr)
cb price sync demo
is "a list is fetched and in force, nobody is asked who" 0 '.results[0] | .status == "applied" and .rows_read == 4 and .rows_added == 4 and .revision == 1'
cb price sync demo
is "the same list again is a 304" 0 '.results[0].status == "unchanged"'
grep -q '" 304 ' "$home/access.log" && ok "as the server says, too" || not_ok "as the server says, too" "$(cat "$home/access.log")"
sleep 1
sed -i 's/,58.00,/,59.50,/; /^OLD-1/d' "$home/web/list.csv"
cb price sync demo
is "a change is a new revision" 0 '.results[0] | .status == "applied" and .revision == 2 and .rows_changed == 1 and .rows_unchanged == 2 and .rows_removed == 1'
cb price show 90915yzzd4
is "with its provenance" 0 '.list_price == "59.50" and .revision == 2 and (.fetched_at | test("^20..-..-..T..:..:..Z$"))'
cb price show OLD-1
refused "what left the list is off sale" 3 no_part
cb price history OLD-1
is "and its history stays" 0 '.prices | length == 1 and .[0].to != null'
cb price sync moved
is "a redirect to plain HTTP is refused" 1 '.results[0] | .status == "failed" and .error.code == "fetch"'
cb price sync gone
is "a 404 is named" 1 '.results[0].error.message | contains("404")'
cb price sync closed
is "a server that is away is named" 1 '.results[0].error.message | length > 20'
cb price sync small
is "a list over max_bytes is refused" 1 '.results[0].error.message | contains("max_bytes")'
cb price sync secret
is "a token opens the way" 0 '.results[0].status == "applied"'
echo "wrong" > "$home/token"
cb price sync secret
is "a wrong one does not" 1 '.results[0].error.message | contains("403")'
cb price sync nowhere
refused "an unknown source is not found" 3 no_source
cb price sync demo gone
is "one source that fails does not stop the others" 1 '.results | map(.status) == ["unchanged","failed"]'
# the same bytes read in another way are another list, also when the server would say "unchanged"
cb price sync demo
is "nothing new" 0 '.results[0].status == "unchanged"'
sed 's/name_local=Local/name_local=Name/' "$home/clearbay.ini" > "$home/other.ini"
out=$("$program" --config "$home/other.ini" --json price sync demo 2> /dev/null)
status=$?
is "with other columns it is read anew" 0 '.results[0].status == "applied" and .results[0].rows_changed > 0'
cb price sync demo
is "and back" 0 '.results[0].status == "applied"'
cb price sync demo
is "and then nothing new again" 0 '.results[0].status == "unchanged"'
finish
