# bash completion of clearbay, made by doc-gen from the command table
_clearbay() {
    local current=${COMP_WORDS[COMP_CWORD]} word command= option= flags= found= files= free= n=0
    [ "$current" != "=" ] || current= # --stage=ready comes as three words
    COMPREPLY=()
    for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
        if [ -n "$option" ]; then
            [ "$word" = "=" ] || option=
            continue
        fi
        case "$word" in
        --as|--config|--pin-file|--outlet|--manager|--day|--limit|--plate|--concern|--vin|--phone|--customer|--odometer|--reported|--comeback|--stage|--concern-text|--job|--revision|--technician|--bay|--cause|--hours|--qty|--source|--brand|--text|--needs|--guarantee|--line|--by|--how|--reason|--pdf|--result|--outcome|--value|--note|--on|--group|--from|--http|--seconds|--table|--role|--name|--cert|--new-pin-file|--until|--km|--days|--question|--form|--subject|--content|--key|--heads|--order|--socket) option=$word ;;
        -*) ;;
        *) case "$command" in
            "") command=$word ;;
            order|damage|price|vehicle|customer|user|bay|guarantee|vague|draft|certificate|audit) command="$command $word" ;;
            *) n=$((n + 1)) ;;
            esac ;;
        esac
    done
    case "$option" in
    --config|--pin-file|--pdf|--table|--new-pin-file|--key|--heads|--socket) files=yes ;;
    --stage) found="received diagnosing waiting-approval waiting-parts teardown repairing assembly qc ready delivered cancelled" ;;
    --needs) found="basic special difficult hv" ;;
    --guarantee) found="assembly level2 level1 minor special" ;;
    --how) found="counter phone message" ;;
    --result) found="satisfied suggestion comeback complaint" ;;
    --role) found="advisor technician qc manager" ;;
    --cert) found="basic special difficult hv" ;;
    ?*) free=yes ;;
    "") case "${command}:${n}" in
    ":0") found="init board floor find order inspect checklist damage sign price showroom vehicle customer user bay guarantee vague draft certificate audit doctor serve backup restore undo redo" ;;
    "order:0") found="open list show estimate edit assign diagnose correct add-part add-labour remove-line authorise decline stage start done promise deliver certificate call-back inspection ready" ;;
    "damage:0") found="panels add remove" ;;
    "price:0") found="sync import rejects held accept reject rollback find show history groups list" ;;
    "vehicle:0") found="find" ;;
    "customer:0") found="find export erase" ;;
    "user:0") found="add list disable pin certify revoke" ;;
    "bay:0") found="add list" ;;
    "guarantee:0") found="list set" ;;
    "vague:0") found="add list remove" ;;
    "draft:0") found="save list drop" ;;
    "certificate:0") found="print verify" ;;
    "audit:0") found="verify heads log" ;;
    "find:"*) free=yes ;;
    "order show:0") free=yes ;;
    "order estimate:0") free=yes ;;
    "order edit:0") free=yes ;;
    "order assign:0") free=yes ;;
    "order diagnose:0") free=yes ;;
    "order correct:0") free=yes ;;
    "order correct:1") free=yes ;;
    "order correct:2") free=yes ;;
    "order add-part:0") free=yes ;;
    "order add-part:1") free=yes ;;
    "order add-labour:0") free=yes ;;
    "order add-labour:1") free=yes ;;
    "order remove-line:0") free=yes ;;
    "order remove-line:1") free=yes ;;
    "order authorise:0") free=yes ;;
    "order decline:0") free=yes ;;
    "order stage:0") free=yes ;;
    "order stage:1") found="received diagnosing waiting-approval waiting-parts teardown repairing assembly qc ready delivered cancelled" ;;
    "order start:0") free=yes ;;
    "order start:1") free=yes ;;
    "order done:0") free=yes ;;
    "order done:1") free=yes ;;
    "order promise:0") free=yes ;;
    "order promise:1") free=yes ;;
    "order deliver:0") free=yes ;;
    "order certificate:0") free=yes ;;
    "order call-back:0") free=yes ;;
    "order inspection:0") free=yes ;;
    "order inspection:1") found="advisor technician qc" ;;
    "order ready:0") free=yes ;;
    "order ready:1") found="advisor technician qc" ;;
    "inspect:0") free=yes ;;
    "inspect:1") found="advisor technician qc" ;;
    "inspect:2") free=yes ;;
    "inspect:3") found="green amber red na" ;;
    "checklist:0") found="advisor technician qc" ;;
    "damage add:0") free=yes ;;
    "damage add:1") free=yes ;;
    "damage add:2") free=yes ;;
    "damage remove:0") free=yes ;;
    "damage remove:1") free=yes ;;
    "sign:0") free=yes ;;
    "sign:1") found="advisor technician qc" ;;
    "price sync:"*) free=yes ;;
    "price import:0") free=yes ;;
    "price import:1") files=yes ;;
    "price rejects:0") free=yes ;;
    "price held:0") free=yes ;;
    "price accept:0") free=yes ;;
    "price reject:0") free=yes ;;
    "price rollback:0") free=yes ;;
    "price find:"*) free=yes ;;
    "price show:0") free=yes ;;
    "price history:0") free=yes ;;
    "vehicle find:"*) free=yes ;;
    "customer find:"*) free=yes ;;
    "customer export:0") free=yes ;;
    "customer erase:0") free=yes ;;
    "user add:0") free=yes ;;
    "user disable:0") free=yes ;;
    "user pin:0") free=yes ;;
    "user certify:0") free=yes ;;
    "user revoke:0") free=yes ;;
    "bay add:0") free=yes ;;
    "guarantee set:0") found="assembly level2 level1 minor special part" ;;
    "vague add:0") free=yes ;;
    "vague remove:0") free=yes ;;
    "certificate print:0") files=yes ;;
    "certificate verify:0") files=yes ;;
    "backup:0") files=yes ;;
    "restore:0") files=yes ;;
    "undo:0") free=yes ;;
    "redo:0") free=yes ;;
    esac ;;
    esac
    case "$command" in
    "init") flags="--outlet --manager " ;;
    "floor") flags="--day " ;;
    "find") flags="--limit " ;;
    "order open") flags="--plate --concern --vin --phone --customer --odometer --reported --comeback " ;;
    "order list") flags="--stage --all " ;;
    "order edit") flags="--odometer --vin --plate --phone --customer --concern-text --concern --job --revision " ;;
    "order assign") flags="--technician --bay --revision " ;;
    "order diagnose") flags="--cause --hours --job --revision " ;;
    "order correct") flags="--revision " ;;
    "order add-part") flags="--qty --source --brand --job --revision " ;;
    "order add-labour") flags="--hours --text --needs --guarantee --job --revision " ;;
    "order remove-line") flags="--revision " ;;
    "order authorise") flags="--line --by --how --revision " ;;
    "order decline") flags="--line --by --how --revision " ;;
    "order stage") flags="--revision " ;;
    "order start") flags="--revision " ;;
    "order done") flags="--revision " ;;
    "order promise") flags="--reason --revision " ;;
    "order deliver") flags="--odometer --revision " ;;
    "order certificate") flags="--pdf " ;;
    "order call-back") flags="--result --outcome --revision " ;;
    "inspect") flags="--value --note --revision " ;;
    "damage add") flags="--note --revision " ;;
    "damage remove") flags="--revision " ;;
    "sign") flags="--fail --reason --revision " ;;
    "price held") flags="--limit " ;;
    "price accept") flags="--revision " ;;
    "price reject") flags="--revision " ;;
    "price find") flags="--limit " ;;
    "price show") flags="--source --brand --on " ;;
    "price history") flags="--source --brand " ;;
    "price list") flags="--source --group --from --limit " ;;
    "showroom") flags="--http --seconds " ;;
    "vehicle find") flags="--limit " ;;
    "customer find") flags="--limit " ;;
    "customer export") flags="--table " ;;
    "customer erase") flags="--reason " ;;
    "user add") flags="--role --name --cert --new-pin-file " ;;
    "user pin") flags="--new-pin-file " ;;
    "user certify") flags="--cert --from --until " ;;
    "user revoke") flags="--cert " ;;
    "guarantee set") flags="--km --days --group --from " ;;
    "vague add") flags="--question " ;;
    "draft save") flags="--form --subject --content " ;;
    "draft drop") flags="--form --subject " ;;
    "certificate print") flags="--pdf " ;;
    "certificate verify") flags="--key " ;;
    "audit verify") flags="--heads --key " ;;
    "audit heads") flags="--limit " ;;
    "audit log") flags="--order --limit " ;;
    "serve") flags="--socket " ;;
    "undo") flags="--show --revision " ;;
    "redo") flags="--show --revision " ;;
    esac
    flags="${flags}--as --pin-file --json --config -v --help --version"
    case "$option$current" in
    -*) [ -n "$option" ] || found=$flags files= ;;
    *) [ -n "$found$files$free" ] || found=$flags ;;
    esac
    if [ -n "$files" ]; then
        compopt -o default
    else
        mapfile -t COMPREPLY < <(compgen -W "$found" -- "$current")
    fi
}
complete -F _clearbay clearbay
