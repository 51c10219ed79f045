#!/bin/bash
# Installs into an empty folder, runs what was installed, uninstalls, and nothing is left.
. "$(dirname "$0")/lib.sh"
cd "$here" || exit 1
root=$home/root
build=${program%/*}
make -s B="${build##*/}" install DESTDIR="$root" PREFIX=/usr > "$home/log" 2>&1 && ok "make install" || not_ok "make install" "$(tail -5 "$home/log")"
for file in bin/clearbay share/man/man1/clearbay.1 share/man/man5/clearbay.ini.5 share/man/zh_CN/man1/clearbay.1 \
    share/man/zh_CN/man5/clearbay.ini.5 share/bash-completion/completions/clearbay share/zsh/site-functions/_clearbay \
    share/locale/zh_CN/LC_MESSAGES/clearbay.mo share/doc/clearbay/README.md share/doc/clearbay/LICENSE share/doc/clearbay/cheatsheet.txt; do
    [ -s "$root/usr/$file" ] && ok "$file is there" || not_ok "$file is there"
done
out=$("$root/usr/bin/clearbay" --version) && [[ $out == clearbay\ * ]] && ok "it runs" || not_ok "it runs" "$out"
out=$(LANGUAGE=zh_CN LC_ALL=C.UTF-8 "$root/usr/bin/clearbay" --help)
[[ $out == *售后* ]] && ok "and speaks Chinese" || not_ok "and speaks Chinese" "${out:0:300}"
make -s B="${build##*/}" uninstall DESTDIR="$root" PREFIX=/usr > "$home/log" 2>&1 && ok "make uninstall" || not_ok "make uninstall" "$(tail -5 "$home/log")"
left=$(find "$root" -type f -o -type l)
[ -z "$left" ] && ok "nothing is left" || not_ok "nothing is left" "$left"
finish
