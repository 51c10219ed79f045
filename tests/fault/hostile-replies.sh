#!/bin/bash
# Raw replies of servers as others collected them: the list in force stays whole whatever they answer, and the message
# says what happened.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/promise.sh"

if [ ! -d "$replies" ]; then
    skip "raw replies" "no test data"
    finish
    exit
fi
anew
cb price sync demo
before=$(picture)
# what the index says of each: where curl itself takes the answer for good, the message names the status
count_replies=0 bad=
while IFS=$'\t' read -r name code _ _ _ _ curl_exit; do
    [ "$name" != file ] || continue
    count_replies=$((count_replies + 1)) expected='.'
    attack "$name" "http://127.0.0.1:$port/reply/$name"
    if [ "$curl_exit" -eq 0 ]; then
        case $code in
        200) expected='test("answered") | not' ;;
        3*) expected="test(\"redirects|answered $code\")" ;;
        *) expected="test(\"answered $code\")" ;;
        esac
    fi
    clear_refusal && jq -e ".results[0].error.message | $expected" <<< "$out" > /dev/null || bad+="$name: $status $out"$'\n'
done < "$shared/http/INDEX.tsv"
[ "$count_replies" -eq "$(ls "$replies" | wc -l)" ] || bad+="the index names $count_replies replies"
[ -z "$bad" ] && ok "$count_replies raw replies: each is refused and said" || not_ok "$count_replies raw replies: each is refused and said" "$bad"
small "and none of them needs much"
[ "$(picture)" = "$before" ] && ok "and nothing of them is in force" || not_ok "and nothing of them is in force" "$(picture)"
promise prices "$attacks" "$failed" "raw replies; at most $worst KB of memory"
finish
