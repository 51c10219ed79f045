#!/bin/bash
# Installs into an empty folder, runs what was installed, uninstalls, and nothing is left.
# In process only: files, no workshop.
. "$(dirname "$0")/lib.sh"
cd "$here" || exit 1
root=$home/root
build=${program%/*}
make -s B="${build##*/}" install DESTDIR="$root" PREFIX=/usr > "$home/log" 2>&1 && ok "make install" || not_ok "make install" "$(tail -5 "$home/log")"
for file in bin/clearbay lib/clearbay/clearbay-print.so share/man/man1/clearbay.1 share/man/man5/clearbay.ini.5 share/man/zh_CN/man1/clearbay.1 \
    share/man/zh_CN/man5/clearbay.ini.5 share/bash-completion/completions/clearbay share/zsh/site-functions/_clearbay \
    share/locale/zh_CN/LC_MESSAGES/clearbay.mo share/doc/clearbay/README.md share/doc/clearbay/LICENSE share/doc/clearbay/cheatsheet.txt; do
    [ -s "$root/usr/$file" ] && ok "$file is there" || not_ok "$file is there"
done
out=$("$root/usr/bin/clearbay" --version) && [[ $out == clearbay\ * ]] && ok "it runs" || not_ok "it runs" "$out"
out=$(LANGUAGE=zh_CN LC_ALL=C.UTF-8 "$root/usr/bin/clearbay" --help)
[[ $out == *售后* ]] && ok "and speaks Chinese" || not_ok "and speaks Chinese" "${out:0:300}"
# What fetches, serves the web page, reads XML and prints is loaded when that is wanted (core/base/library.h): every command starts without it.
out=$(ldd "$root/usr/bin/clearbay" | grep -E 'curl|microhttpd|xml2|ssl|gnutls|pango|cairo')
[ -z "$out" ] && ok "and starts without what only a few commands need" || not_ok "and starts without what only a few commands need" "$out"
# The pages and the completion are where man and the shell look for them.
shown=$(LC_ALL=C.UTF-8 MANPATH="$root/usr/share/man" MANWIDTH=80 man -L zh_CN.UTF-8 clearbay 2>&1)
[[ $shown == *第一步* ]] && ok "man shows the Chinese page" || not_ok "man shows the Chinese page" "${shown:0:300}"
shown=$(LC_ALL=C.UTF-8 MANPATH="$root/usr/share/man" MANWIDTH=80 man 5 clearbay.ini 2>&1)
[[ $shown == *idle_lock_s* ]] && ok "man shows clearbay.ini(5)" || not_ok "man shows clearbay.ini(5)" "${shown:0:300}"
shown=$(bash --norc -c '. "$1"; complete -p clearbay' bash "$root/usr/share/bash-completion/completions/clearbay" 2>&1)
[[ $shown == *_clearbay* ]] && ok "bash finds its completion" || not_ok "bash finds its completion" "$shown"
strange=$root/usr/share/doc/clearbay/notes-of-the-workshop
touch "$strange"
make -s B="${build##*/}" uninstall DESTDIR="$root" PREFIX=/usr > "$home/log" 2>&1 && ok "make uninstall" || not_ok "make uninstall" "$(tail -5 "$home/log")"
left=$(find "$root" ! -type d)
[ "$left" = "$strange" ] && ok "nothing is left but what somebody else put there" || not_ok "nothing is left but what somebody else put there" "$left"
# Another prefix, with blanks in the name of the folder.
root="$home/a root"
make -s B="${build##*/}" install DESTDIR="$root" PREFIX=/opt/clearbay > "$home/log" 2>&1 && ok "make install into another place" || not_ok "make install into another place" "$(tail -5 "$home/log")"
out=$(LANGUAGE=zh_CN LC_ALL=C.UTF-8 "$root/opt/clearbay/bin/clearbay" --help)
[[ $out == *售后* ]] && ok "it speaks Chinese there too" || not_ok "it speaks Chinese there too" "${out:0:300}"
make -s B="${build##*/}" uninstall DESTDIR="$root" PREFIX=/opt/clearbay > "$home/log" 2>&1 && [ -z "$(find "$root" ! -type d)" ] &&
    ok "and nothing is left" || not_ok "and nothing is left" "$(find "$root" ! -type d)"
finish
