#!/bin/bash
# A price server that breaks transfers off, and answers well or wickedly to who wants the rest: good rests make the list
# whole, of the others nothing comes into force.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/promise.sh"

for name in good goodchunks gooddate gooddatesilent goodpacked goodtwice goodanew goodanewother goodanewchunks goodpackedanew good416; do
    anew
    attack "$name" "http://127.0.0.1:$port/range/$name"
    is "$name: all of the list is in force" 0 '.results[0] | .status == "applied" and .rows_read == 2000 and .rows_added == 2000 and .rows_rejected == 0'
    [ ! -e "$home/clearbay.db.part" ] && ok "$name: and nothing is left" || not_ok "$name: and nothing is left" "$(ls "$home/clearbay.db.part")"
done

anew
cb price sync demo
before=$(picture)
# These end with what is kept thrown away: it cannot be trusted, or the server does not go on with it.
for name in fromstart overlapping behind notall largertotal smallertotal lasttotal norange star unsatisfied otherunit words overflow negative backwards empty \
    tworanges listofranges multipart otheretag weaketag noetag dateotherdate packed otherpacking packedunpacked packedgarbage longerlength shorterlength noend \
    longchunks endless anewgarbage always416 missing elsewhere; do
    attack "$name" "http://127.0.0.1:$port/range/$name"
    clear_refusal && ok "$name: refused and said" || not_ok "$name: refused and said" "$took ms $status $out $(cat "$home/err")"
    [ ! -e "$home/clearbay.db.part" ] && ok "$name: what had come is thrown away" || not_ok "$name: what had come is thrown away" "$(ls "$home/clearbay.db.part")"
    [ "$(picture)" = "$before" ] && ok "$name: nothing of it is in force" || not_ok "$name: nothing of it is in force" "$(picture)"
done
# These are only broken: the next sync may try again.
for name in cut forever nothing shortchunks drip hang anewcut unmodified broken nocontent; do
    attack "$name" "http://127.0.0.1:$port/range/$name"
    clear_refusal && ok "$name: refused and said" || not_ok "$name: refused and said" "$took ms $status $out $(cat "$home/err")"
    [ "$(picture)" = "$before" ] && ok "$name: nothing of it is in force" || not_ok "$name: nothing of it is in force" "$(picture)"
done
small "all of them"

# Two syncs: what one kept is of no use when the address is another one by now.
attack forever "http://127.0.0.1:$port/range/forever"
[ -s "$home/clearbay.db.part/evil" ] && ok "a broken list is kept" || not_ok "a broken list is kept" "$(ls -lR "$home/clearbay.db.part")"
attack other "http://127.0.0.1:$port/range/good"
is "and is not mixed with that of another address" 0 '.results[0] | .status == "applied" and .rows_added == 2000'
promise prices "$attacks" "$failed" "answers to who wants the rest of a list; at most $worst KB of memory"
finish
