#!/bin/bash
# A hostile price server: whatever it answers, the list in force stays whole, nothing crashes, memory stays small, and
# the message says what happened.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/promise.sh"

cb init --outlet SH01 --manager mgr --pin-file <(echo 123456-mgr)
cb price sync demo
before=$(picture)

attack good "http://127.0.0.1:$port/good"
is "the server's good list would be taken" 0 '.results[0].status == "applied" and .results[0].rows_added == 2'
for name in packed packedchunks; do
    anew
    attack $name "http://127.0.0.1:$port/$name"
    is "$name: so is the same list packed by gzip" 0 '.results[0].status == "applied" and .results[0].rows_added == 2'
done
anew
cb price sync demo
for name in drip driphead endless bomb field short nul badutf8 html chunks headers headerbomb continues hang reset closed endless404 endless302 \
    loop tohttp topath tofile tofilehost toftp tosocket toscript todata toother toaddress touser tolonger toscheme tohostonly tounknown nowhere choices \
    nolength twolengths lengthlist hugelength minuslength wordlength identity wrongorder unpacked otherpacking nopacking \
    packedcut packedcutchunks packednoend packednosize packednothing packedtwice packedtwicechunks packedrubbish packednoughts packedhead packedmiddle packedsum packedsize \
    status999 status000 statusminus statusword nohead http3 http11tail halfhead onlyearly switched empty nocontent resetcontent \
    unasked unaskedwhole unasked416 unasked304 badchunk hugechunk minuschunk nolastchunk halftrailer; do
    attack $name "http://127.0.0.1:$port/$name"
    clear_refusal && ok "$name: refused and said" || not_ok "$name: refused and said" "$status $out $(cat "$home/err")"
    [ "$(picture)" = "$before" ] && ok "$name: nothing of it is in force" || not_ok "$name: nothing of it is in force" "$(picture)"
done

small "the wicked ones"

# TLS: a certificate that nobody vouches for, one for another name, and a way down to plain HTTP
if command -v openssl > /dev/null; then
    openssl req -x509 -newkey rsa:2048 -nodes -keyout "$home/key" -out "$home/cert" -days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost 2> /dev/null
    for tls in $(shuf -n 50 -i 19000-29999); do (exec 3<> "/dev/tcp/127.0.0.1/$tls") 2> /dev/null || break; done
    mkdir -p "$home/web"
    cp "$home/list.csv" "$home/web/"
    cat > "$home/nginx.conf" <<END
daemon on;
pid $home/nginx.pid;
error_log $home/nginx.log;
$([ "$(id -u)" -ne 0 ] || echo "user root;")
events { worker_connections 64; }
http {
    access_log off;
    client_body_temp_path $home/tmp; proxy_temp_path $home/tmp; fastcgi_temp_path $home/tmp; uwsgi_temp_path $home/tmp; scgi_temp_path $home/tmp;
    server { listen 127.0.0.1:$tls ssl http2; gzip on; gzip_min_length 1; gzip_types *; ssl_certificate $home/cert; ssl_certificate_key $home/key; root $home/web;
        location /down { return 302 http://127.0.0.1:$port/good; }
        location ~ ^/step/(.*)$ { return 302 https://localhost:$tls/step/x\$1; }
        location /other { return 302 https://127.0.0.1:$tls/list.csv; }
        location /local { return 302 file:///etc/passwd; }
        location /round { return 302 https://localhost:$tls/round; }
        location /moved { return 302 https://localhost:$tls/list.csv; } }
}
END
    "$(command -v nginx || echo /usr/sbin/nginx)" -p "$home" -c "$home/nginx.conf" 2> /dev/null
    attack https "https://localhost:$tls/list.csv"
    clear_refusal && ok "a certificate nobody vouches for is refused" || not_ok "a certificate nobody vouches for is refused" "$out"
    attack https "https://127.0.0.1:$tls/list.csv" "ca_file = $home/cert"
    clear_refusal && ok "a certificate for another name is refused" || not_ok "a certificate for another name is refused" "$out"
    attack https "https://localhost:$tls/down" "ca_file = $home/cert"
    clear_refusal && ok "a redirect from https to http is refused" || not_ok "a redirect from https to http is refused" "$out"
    attack https "https://localhost:$tls/other" "ca_file = $home/cert"
    clear_refusal && ok "a redirect to https of another host is refused" || not_ok "a redirect to https of another host is refused" "$out"
    attack https "https://localhost:$tls/local" "ca_file = $home/cert"
    clear_refusal && ok "a redirect from https to a file is refused" || not_ok "a redirect from https to a file is refused" "$out"
    attack https "https://localhost:$tls/round" "ca_file = $home/cert"
    clear_refusal && ok "redirects in a circle are refused" || not_ok "redirects in a circle are refused" "$out"
    attack https "https://localhost:$tls/step/" "ca_file = $home/cert"
    clear_refusal && ok "redirects without an end are refused" || not_ok "redirects without an end are refused" "$out"
    [ "$(picture)" = "$before" ] && ok "and nothing is in force" || not_ok "and nothing is in force"
    attack https "https://localhost:$tls/moved" "ca_file = $home/cert"
    is "a redirect on the same host is followed, its page is no part of the list" 0 '.results[0].status == "applied" and .results[0].rows_read == 4'
    attack https "https://localhost:$tls/list.csv" "ca_file = $home/cert"
    is "the certificate of ca_file opens the way, and HTTP/2 needs no length" 0 '.results[0].status == "unchanged"'
else
    skip "TLS" "no openssl"
fi

promise prices "$attacks" "$failed" "answers of a hostile server; at most $worst KB of memory"
finish
