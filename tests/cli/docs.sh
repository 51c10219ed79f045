#!/bin/bash
# The manual, the completions and the cheat sheet are what the command table says, whole and well formed.
. "$(dirname "$0")/lib.sh"
cd "$here" || exit 1
gen=${program%/*}/doc-gen
made=$home/man
scripts/make-docs "$gen" "$made"
for file in clearbay.1 clearbay.ini.5 clearbay.bash _clearbay cheatsheet.txt zh_CN/clearbay.1 zh_CN/clearbay.ini.5 zh_CN/cheatsheet.txt; do
    if difference=$(diff -u "man/$file" "$made/$file"); then
        ok "man/$file is made from the table"
    else
        not_ok "man/$file is made from the table (then run: make docs)" "$difference"
    fi
done
for page in clearbay.1 clearbay.ini.5 zh_CN/clearbay.1 zh_CN/clearbay.ini.5; do
    warnings=$(LC_ALL=C.UTF-8 MANROFFSEQ='' MANWIDTH=80 man --warnings -E UTF-8 -l -Tutf8 -Z "man/$page" 2>&1 > /dev/null)
    [ -z "$warnings" ] && ok "$page has no warnings" || not_ok "$page has no warnings" "$warnings"
done

missing=
for page in man/clearbay.1 man/zh_CN/clearbay.1; do
    text=$(sed 's/\\-/-/g' $page)
    while read -r words; do
        grep -qF -- "$words" <<< "$text" || missing+="$page: $words "
    done < <("$program" --help | sed -n '/^Commands:/,/^Options/p' | sed -n 's/^  \([a-z][a-z-]*\( [a-z][a-z-]*\)\{0,1\}\)  .*/\1/p')
done
[ -z "$missing" ] && ok "every command is in the manual" || not_ok "every command is in the manual" "$missing"
missing=
for page in man/clearbay.ini.5 man/zh_CN/clearbay.ini.5; do
    for key in $(sed -n 's/^    {"[a-z]*", "\([a-z_]*\)", KEY_.*/\1/p' core/app/config.c); do
        grep -qE "^\\.B $key\$" "$page" || missing+="$page: $key "
    done
done
[ -z "$missing" ] && ok "every setting is in the manual" || not_ok "every setting is in the manual" "$missing"

# offered LINE: what bash offers at the end of LINE, a word a line; FILES where it completes a path
offered() {
    bash --norc -c '
        . man/clearbay.bash
        compopt() { [ "$*" = "-o default" ] && echo FILES; }
        COMP_WORDS=($1) COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
        [[ $1 != *" " ]] || { COMP_WORDS+=(""); COMP_CWORD=$((COMP_CWORD + 1)); }
        _clearbay
        [ ${#COMPREPLY[@]} -eq 0 ] || printf "%s\n" "${COMPREPLY[@]}"' bash "$1" 2>&1
}
# the same from zsh, whose own functions are replaced by ones that print
offered_zsh() {
    zsh -f -c '
        compset() { :; }
        compadd() { shift; print -rl -- "$@"; }
        _files() { print FILES; }
        words=(${=1}) CURRENT=${#words}
        [[ $1 != *" " ]] || { words+=(""); CURRENT=${#words}; }
        . man/_clearbay' zsh "$1" 2>&1
}
# completes NAME LINE WORDS...: exactly these are offered
completes() {
    local name=$1 line=$2 got want
    shift 2
    want=$*
    got=$(offered "$line" | tr '\n' ' ')
    [ "${got% }" = "$want" ] && ok "bash completes $name" || not_ok "bash completes $name" "offered for '$line': $got"
    command -v zsh > /dev/null || return
    # zsh itself keeps what begins with the word at the cursor
    got=$(offered_zsh "$line" | grep -E -- "^(FILES|$([[ $line == *" " ]] || echo "${line##* }"))" | tr '\n' ' ')
    [ "${got% }" = "$want" ] && ok "zsh completes $name" || not_ok "zsh completes $name" "offered for '$line': $got"
}
everywhere="--as --pin-file --json --config -v --help --version"
completes "a group" "clearbay ord" order
completes "a group behind options" "clearbay --json --config x.ini --as ann ins" inspect
completes "the commands of a group" "clearbay bay " add list
completes "a command" "clearbay order add-p" add-part
completes "the order as nobody can know it" "clearbay inspect " ""
completes "a level" "clearbay inspect X " advisor technician qc
completes "a begun level" "clearbay inspect 1 tech" technician
completes "a result" "clearbay inspect X qc road_test " green amber red na
completes "a begun result behind an option" "clearbay --as ann inspect 1 qc item am" amber
completes "options when all words are there" "clearbay sign X qc " --fail --reason --revision $everywhere
completes "an option" "clearbay order add-part 1 X --q" --qty
completes "an option between the words" "clearbay order add-part 1 --q" --qty
completes "a word behind an option" "clearbay order stage --revision 4 1 wait" waiting-approval waiting-parts
completes "the choices of an option" "clearbay order authorise 1 --how " counter phone message
completes "nothing for a text" "clearbay order add-part 1 X --qty " ""
completes "a file" "clearbay backup " FILES
completes "a file behind a word" "clearbay price import demo li" FILES
completes "the file of an option" "clearbay user pin ann --new-pin-file " FILES
completes "options of all where a path could stand" "clearbay backup --js" --json
[ "$(bash --norc -c '. man/clearbay.bash; COMP_WORDS=(clearbay order list --stage = tear) COMP_CWORD=5; _clearbay; echo "${COMPREPLY[@]}"')" = teardown ] &&
    ok "bash completes --option=value" || not_ok "bash completes --option=value"
if command -v zsh > /dev/null; then
    zsh -n man/_clearbay && ok "zsh reads its completion" || not_ok "zsh reads its completion"
    offered_zsh "clearbay order list --stage=tear" | grep -qx teardown && ok "zsh completes --option=value" || not_ok "zsh completes --option=value"
else
    skip "zsh reads its completion" "no zsh"
fi
finish
