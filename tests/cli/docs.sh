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

# completes NAME LINE WORD: bash offers WORD at the end of LINE
completes() {
    local offered
    offered=$(bash --norc -c '
        . man/clearbay.bash
        COMP_WORDS=($1) COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
        [[ $1 != *" " ]] || { COMP_WORDS+=(""); COMP_CWORD=$((COMP_CWORD + 1)); }
        _clearbay 2> /dev/null
        printf "%s\n" "${COMPREPLY[@]}"' bash "$2")
    grep -qxF -- "$3" <<< "$offered" && ok "completes $1" || not_ok "completes $1" "$offered"
}
completes "a group" "clearbay ord" order
completes "a command" "clearbay order add-p" add-part
completes "an option" "clearbay order add-part 1 X --q" --qty
completes "a level" "clearbay inspect 1 tech" technician
completes "a result behind other words" "clearbay --as ann inspect 1 qc item am" amber
completes "the value of an option" "clearbay order authorise 1 --how " phone
completes "a stage" "clearbay order stage 1 wait" waiting-parts
if command -v zsh > /dev/null; then
    zsh -n man/_clearbay && ok "zsh reads its completion" || not_ok "zsh reads its completion"
else
    skip "zsh reads its completion" "no zsh"
fi
finish
