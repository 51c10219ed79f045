# bash completion of clearbay, made by doc-gen from the command table
_clearbay() {
    local current=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} words= found= i
    local -a command=()
    COMPREPLY=()
    case $before in
    --config|--pin-file|--new-pin-file) compopt -o default; return ;;
    --stage) found="received diagnosing waiting-approval waiting-parts teardown repairing assembly qc ready delivered cancelled" ;;
    --needs) found="basic special difficult hv" ;;
    --how) found="counter phone message" ;;
    --role) found="advisor technician qc manager" ;;
    --cert) found="basic special difficult hv" ;;
    esac
    if [ -n "$found" ]; then
        mapfile -t COMPREPLY < <(compgen -W "$found" -- "$current")
        return
    fi
    for ((i = 1; i < COMP_CWORD; i++)); do
        case ${COMP_WORDS[i]} in
        --as|--pin-file|--config) i=$((i + 1)) ;;
        -*) ;;
        *) [ ${#command[@]} -ge 2 ] || command+=("${COMP_WORDS[i]}") ;;
        esac
    done
    case "${command[*]}" in
    '') words=' init board order inspect checklist damage sign price vehicle user bay vague audit doctor backup restore' ;;
    "order") words="open list show edit assign diagnose correct add-part add-labour remove-line authorise decline stage start done promise deliver call-back inspection" ;;
    "damage") words="panels add remove" ;;
    "price") words="sync import rejects find show history" ;;
    "vehicle") words="find" ;;
    "user") words="add list disable pin certify revoke" ;;
    "bay") words="add list" ;;
    "vague") words="add list remove" ;;
    "audit") words="verify log" ;;
    "init") words="--outlet --manager --pin-file" ;;
    "board") words="" ;;
    "order open") words="--plate --concern --vin --phone --customer --odometer --reported" ;;
    "order list") words="--stage --all" ;;
    "order show") words="" ;;
    "order edit") words="--odometer --vin --concern --revision" ;;
    "order assign") words="--technician --bay --revision" ;;
    "order diagnose") words="--cause --hours --job --revision" ;;
    "order correct") words="--revision" ;;
    "order add-part") words="--qty --source --brand --job --revision" ;;
    "order add-labour") words="--hours --text --needs --job --revision" ;;
    "order remove-line") words="--revision" ;;
    "order authorise") words="--line --by --how --revision" ;;
    "order decline") words="--line --by --how --revision" ;;
    "order stage") words="received diagnosing waiting-approval waiting-parts teardown repairing assembly qc ready delivered cancelled --revision" ;;
    "order start") words="--revision" ;;
    "order done") words="--revision" ;;
    "order promise") words="--reason --revision" ;;
    "order deliver") words="--odometer --revision" ;;
    "order call-back") words="--outcome --revision" ;;
    "order inspection") words="advisor technician qc" ;;
    "inspect") words="advisor technician qc green amber red na --value --note --revision" ;;
    "checklist") words="advisor technician qc" ;;
    "damage panels") words="" ;;
    "damage add") words="--note --revision" ;;
    "damage remove") words="--revision" ;;
    "sign") words="advisor technician qc --fail --reason --revision" ;;
    "price sync") words="" ;;
    "price import") words="" ;;
    "price rejects") words="" ;;
    "price find") words="--limit" ;;
    "price show") words="--source --brand --on" ;;
    "price history") words="--source --brand" ;;
    "vehicle find") words="--limit" ;;
    "user add") words="--role --name --cert --new-pin-file" ;;
    "user list") words="" ;;
    "user disable") words="" ;;
    "user pin") words="--new-pin-file" ;;
    "user certify") words="--cert --from --until" ;;
    "user revoke") words="--cert" ;;
    "bay add") words="" ;;
    "bay list") words="" ;;
    "vague add") words="--question" ;;
    "vague list") words="" ;;
    "vague remove") words="" ;;
    "audit verify") words="" ;;
    "audit log") words="--order --limit" ;;
    "doctor") words="" ;;
    "backup") words="" ;;
    "restore") words="" ;;
    *) case ${command[0]} in
    "order") words="open list show edit assign diagnose correct add-part add-labour remove-line authorise decline stage start done promise deliver call-back inspection" ;;
    "damage") words="panels add remove" ;;
    "price") words="sync import rejects find show history" ;;
    "vehicle") words="find" ;;
    "user") words="add list disable pin certify revoke" ;;
    "bay") words="add list" ;;
    "vague") words="add list remove" ;;
    "audit") words="verify log" ;;
    "init") words="--outlet --manager --pin-file" ;;
    "board") words="" ;;
    "order open") words="--plate --concern --vin --phone --customer --odometer --reported" ;;
    "order list") words="--stage --all" ;;
    "order show") words="" ;;
    "order edit") words="--odometer --vin --concern --revision" ;;
    "order assign") words="--technician --bay --revision" ;;
    "order diagnose") words="--cause --hours --job --revision" ;;
    "order correct") words="--revision" ;;
    "order add-part") words="--qty --source --brand --job --revision" ;;
    "order add-labour") words="--hours --text --needs --job --revision" ;;
    "order remove-line") words="--revision" ;;
    "order authorise") words="--line --by --how --revision" ;;
    "order decline") words="--line --by --how --revision" ;;
    "order stage") words="received diagnosing waiting-approval waiting-parts teardown repairing assembly qc ready delivered cancelled --revision" ;;
    "order start") words="--revision" ;;
    "order done") words="--revision" ;;
    "order promise") words="--reason --revision" ;;
    "order deliver") words="--odometer --revision" ;;
    "order call-back") words="--outcome --revision" ;;
    "order inspection") words="advisor technician qc" ;;
    "inspect") words="advisor technician qc green amber red na --value --note --revision" ;;
    "checklist") words="advisor technician qc" ;;
    "damage panels") words="" ;;
    "damage add") words="--note --revision" ;;
    "damage remove") words="--revision" ;;
    "sign") words="advisor technician qc --fail --reason --revision" ;;
    "price sync") words="" ;;
    "price import") words="" ;;
    "price rejects") words="" ;;
    "price find") words="--limit" ;;
    "price show") words="--source --brand --on" ;;
    "price history") words="--source --brand" ;;
    "vehicle find") words="--limit" ;;
    "user add") words="--role --name --cert --new-pin-file" ;;
    "user list") words="" ;;
    "user disable") words="" ;;
    "user pin") words="--new-pin-file" ;;
    "user certify") words="--cert --from --until" ;;
    "user revoke") words="--cert" ;;
    "bay add") words="" ;;
    "bay list") words="" ;;
    "vague add") words="--question" ;;
    "vague list") words="" ;;
    "vague remove") words="" ;;
    "audit verify") words="" ;;
    "audit log") words="--order --limit" ;;
    "doctor") words="" ;;
    "backup") words="" ;;
    "restore") words="" ;;
    esac ;;
    esac
    mapfile -t COMPREPLY < <(compgen -W "$words --as --pin-file --json --config -v --help --version" -- "$current")
}
complete -o bashdefault -F _clearbay clearbay
