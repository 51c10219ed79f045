#!/bin/bash
# In process and through the service by itself
# A disk that is really full (a small tmpfs of its own): a signature that was said is there and one that was refused is not,
# look-ups go on in the service, and everything goes on once there is space, without a restart.
[ -n "${IN_OWN_MOUNTS:-}" ] || [ "$(id -u)" -ne 0 ] || IN_OWN_MOUNTS=1 exec unshare -m -- "$0"
. "$(dirname "$0")/../cli/lib.sh"
. "$(dirname "$0")/promise.sh"
tries=$(rounds 2 20)
mkdir "$home/disk"
if ! mount -t tmpfs -o size=6M,mode=0700 none "$home/disk" 2> /dev/null; then
    skip "a full disk" "no right to mount one"
    finish
    exit
fi
trap 'stop_service; umount "$home/disk"; rm -rf "$home"' EXIT
sed -i "s|^path = .*|path = $home/disk/clearbay.db|" "$home/clearbay.ini"

# all of the disk but so many KB
fill() { head -c $(($(df --output=avail -k "$home/disk" | tail -n 1) * 1024 - $1 * 1024)) /dev/zero > "$home/disk/filler" 2> /dev/null; }
standing() { jq '[.signatures[] | select(.valid)] | length' <<< "$out"; }
try() {
    local said there
    by adv order edit "$order" --odometer $((km += 1))
    [ "$status" -eq 0 ] || wrong+="edit: $out"$'\n'
    fill $((i % 2 * (RANDOM % 60)))
    by adv sign "$order" advisor
    said=$status refusals=$((refusals + (status != 0)))
    [ "$said" -eq 0 ] || jq -e '.error.message | length > 10' <<< "$out" > /dev/null || wrong+="no words: $out"$'\n'
    if [ "$via" = service ]; then
        cb price find brake
        [ "$status" -eq 0 ] || wrong+="a look-up: $out"$'\n'
    fi
    rm -f "$home/disk/filler"
    by adv order show "$order"
    there=$(standing)
    [ "$there" = $((said == 0 ? 1 : 0)) ] || wrong+="status $said, and $there signatures stand"$'\n'
    by adv sign "$order" advisor
    [ "$status" -eq $((said == 0 ? 4 : 0)) ] || wrong+="with space again: $out"$'\n'
}

new_workshop
new_order
inspect_all adv advisor
km=41000 wrong='' refusals=0
for way in process service; do
    if [ $way = service ]; then
        printf '[service]\nsocket = %s\n' "$home/socket" >> "$home/clearbay.ini"
        via=service
    fi
    for ((i = 0; i < tries; i++)); do try; done
    [ -z "$wrong" ] && ok "$tries times full ($way): what was said is so, and work goes on" || not_ok "a full disk ($way)" "$wrong"
done
[ "$refusals" -gt 0 ] && ok "$refusals signatures were refused" || not_ok "the disk was never full"
by mgr audit verify
is "the chain is whole" 0 '.ok'
cb doctor # says that there is little space, too
is "and the database" 1 '[.checks[] | select(.name == "integrity" or .name == "audit") | .ok] == [true, true]'
promise disk $((2 * tries)) "$failed" "times a real disk was full while somebody signed, $refusals refused: look-ups went on, and so did work with space again"
finish
