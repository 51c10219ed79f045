#!/bin/bash
# The manual, the completions and the cheat sheet are what the command table says, whole and well formed.
# In process only: texts, no workshop.
. "$(dirname "$0")/lib.sh"
export LC_ALL=C.UTF-8 # col and sed read Chinese
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

for page in clearbay.1 clearbay.ini.5 zh_CN/clearbay.1 zh_CN/clearbay.ini.5; do
    summary=$(lexgrog "man/$page")
    [[ $summary == *" - "*[!:]'"' && $summary != *'\'* ]] && ok "apropos finds $page" || not_ok "apropos finds $page" "$summary"
done

missing=
for page in man/clearbay.1 man/zh_CN/clearbay.1; do
    text=$(sed 's/\\-/-/g' $page)
    while read -r words; do
        grep -qE -- "^\.B $words( |\$)" <<< "$text" || missing+="$page: $words "
    done < <("$program" --help | sed -n '/^Commands:/,/^Options/p' | sed -n 's/^  \([a-z][a-z-]*\( [a-z][a-z-]*\)\{0,1\}\)  .*/\1/p')
done
[ -z "$missing" ] && ok "every command is in the manual" || not_ok "every command is in the manual" "$missing"

# block PAGE TITLE: the lines without fill of a section, as a person copies them
block() {
    LC_ALL=C.UTF-8 MANROFFSEQ='' MANWIDTH=100 man -E UTF-8 -l -Tutf8 "man/$1" | col -bx | sed -n "/^$2\$/,/^[^ ]/p" | sed -n 's/^           //p'
}
# accepted FILE: doctor finds nothing wrong with it as a configuration; what it says is left in $out
accepted() {
    out=$("$program" --config "$1" --json doctor 2>&1)
    jq -e '[.checks[]? | select(.name == "configuration").ok] == [true]' <<< "$out" > /dev/null
}
# sections FILE: each of its sections alone, as a person copies one: $home/section.1 ...
sections() {
    rm -f "$home"/section.*
    awk -v to="$home/section." '/^\[/ { n++ } n > 0 { print > (to n) }' "$1"
}
settings=$(sed -n 's/^    {"\([a-z]*\)", "\([a-z_]*\)", KEY_.*/\1 \2/p' core/app/config.c)
[ "$(wc -l <<< "$settings")" -gt 30 ] && ok "the settings are found" || not_ok "the settings are found" "$settings"
for language in . zh_CN; do
    page=$language/clearbay.ini.5 title=EXAMPLE
    [ $language = . ] || title=示例
    block "$page" $title > "$home/example.ini"
    missing=
    while read -r section key; do
        sed -n "/^\.SS \[$section[].]/,/^\.S/p" "man/$page" | grep -qE "^\.B $key\$" || missing+="[$section] $key is not told; "
        sed -n "/^\[$section[].]/,/^\[[^o]/p" "$home/example.ini" | grep -qE "^$key =" || missing+="[$section] $key has no example; "
    done <<< "$settings"
    [ -z "$missing" ] && ok "every setting is in $page, with an example" || not_ok "every setting is in $page, with an example" "$missing"
    accepted "$home/example.ini" && ok "doctor accepts the example of $page as it is written" ||
        not_ok "doctor accepts the example of $page as it is written" "$out"
    refused=
    sections "$home/example.ini"
    for one in "$home"/section.*; do
        accepted "$one" || refused+="$(head -n 1 "$one"): $out; "
    done
    [ -z "$refused" ] && [ -f "$home/section.10" ] && ok "and each of its sections alone" || not_ok "and each of its sections alone" "$refused"
    refused= mappings=0
    while read -r format columns; do
        mappings=$((mappings + 1))
        printf '[oem.x]\nurl = file:list\nformat = %s\n%s\n' "$format" "$columns" > "$home/format.ini"
        accepted "$home/format.ini" || refused+="$format: $out; "
    done < <(sed 's/\\-/-/g; s/\\:/ /g' "man/$page" | grep -oE 'columns = part_no=[^".\\]*' | awk '/DES\/EN/ { print "pies", $0; next } /=[0-9]+-[0-9]/ { print "fixed", $0; next } { print "csv", $0 }')
    [ -z "$refused" ] && [ "$mappings" -ge 5 ] && ok "doctor accepts every mapping of columns in $page" || not_ok "doctor accepts every mapping of columns in $page" "$mappings found; $refused"
    sed 's/^idle_lock_s /idle_lock /' "$home/example.ini" > "$home/wrong.ini"
    ! accepted "$home/wrong.ini" && [[ $out == *"[ui] idle_lock"* ]] && ok "a wrong key in it is found" || not_ok "a wrong key in it is found" "$out"
done

# The first steps of both manuals, done by a person who has nothing yet; the console at their end has a terminal.
for page in clearbay.1 zh_CN/clearbay.1; do
    mkdir -p "$home/new/bin"
    ln -sf "$program" "$home/new/bin/clearbay"
    { block $page 'FIRST STEPS'; block $page 第一步; } | sed '$d' > "$home/new/steps"
    out=$(cd "$home/new" && env -u XDG_STATE_HOME -u XDG_CONFIG_HOME -u CLEARBAY_CONFIG HOME="$home/new" PATH="$home/new/bin:$PATH" bash -e -c '
        . ./steps
        clearbay board --as ann --pin-file ann.pin' 2>&1 < /dev/null) && [ -s "$home/new/steps" ] &&
        ok "the first steps of $page work" || not_ok "the first steps of $page work" "$out"
    rm -rf "$home/new"
done

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
