#include "tui/cli/show.h"
#include "core/base/i18n.h"
#include "core/base/text.h"
#include "core/base/when.h"
#include "tui/cli/show_table.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LABEL_COLUMNS = 20 };

/* Headings, by key. */
static const struct {
    const char *key, *label;
} labels[] = {
    {"advisor", N_("advisor")},
    {"all", N_("closed ones too")},
    {"amber", N_("amber")},
    {"at", N_("when")},
    {"at_list", N_("at list price")},
    {"bay", N_("bay")},
    {"bays", N_("Bays")},
    {"blocks", N_("Orders")},
    {"brand", N_("brand")},
    {"breached", N_("late")},
    {"breaches", N_("late")},
    {"by", N_("who")},
    {"cause", N_("cause")},
    {"cert", N_("certificate")},
    {"chain", N_("replaced by")},
    {"change", N_("change")},
    {"changes", N_("Largest changes")},
    {"checks", N_("Checks")},
    {"clocks", N_("Clocks")},
    {"closes_at", N_("closes")},
    {"code", N_("code")},
    {"concern", N_("concern")},
    {"concerns", N_("Concerns")},
    {"core_charge", N_("core charge")},
    {"correction", N_("correction")},
    {"critical", N_("critical")},
    {"currency", N_("currency")},
    {"customer", N_("customer")},
    {"customers", N_("Customers")},
    {"damage", N_("Damage")},
    {"day", N_("day")},
    {"decision", N_("decision")},
    {"delivered_at", N_("delivered")},
    {"difference", N_("difference")},
    {"digest", N_("digest")},
    {"disabled", N_("disabled")},
    {"done_at", N_("done")},
    {"drafts", N_("Drafts")},
    {"due_at", N_("due")},
    {"ended", N_("ended")},
    {"effective", N_("in force from")},
    {"entries", N_("Entries")},
    {"estimate", N_("Estimate")},
    {"event", N_("event")},
    {"fail", N_("does not pass")},
    {"fetched_at", N_("fetched")},
    {"file", N_("file")},
    {"found", N_("found")},
    {"from", N_("from")},
    {"gate", N_("Why it is held")},
    {"head", N_("head")},
    {"heads", N_("Heads")},
    {"held", N_("Held lists")},
    {"held_at", N_("held")},
    {"hours", N_("hours")},
    {"how", N_("how")},
    {"in_force", N_("in force")},
    {"inspections", N_("Inspections")},
    {"item", N_("item")},
    {"items", N_("Items")},
    {"job", N_("job")},
    {"jobs", N_("Jobs")},
    {"kind", N_("kind")},
    {"labour_saved", N_("labour saved")},
    {"last_head", N_("last head")},
    {"last_visit", N_("last here")},
    {"late", N_("late")},
    {"left", N_("Still there")},
    {"left_s", N_("left")},
    {"level", N_("level")},
    {"limit", N_("at most")},
    {"line", N_("line")},
    {"lines", N_("Lines")},
    {"list_price", N_("list price")},
    {"locked", N_("locked")},
    {"log", N_("Log")},
    {"log_entries", N_("log entries")},
    {"made_at", N_("made")},
    {"made_by", N_("made by")},
    {"min_order", N_("minimum order")},
    {"name", N_("name")},
    {"name_local", N_("local name")},
    {"needs", N_("certificate")},
    {"new_pin", N_("new PIN")},
    {"note", N_("note")},
    {"odometer", N_("odometer km")},
    {"ok", N_("in order")},
    {"on", N_("on the day")},
    {"op", N_("operation")},
    {"open_orders", N_("open")},
    {"opens_at", N_("opens")},
    {"order", N_("order")},
    {"orders", N_("Orders")},
    {"origin", N_("from")},
    {"outcome", N_("outcome")},
    {"panel", N_("panel")},
    {"part", N_("part number")},
    {"part_no", N_("part number")},
    {"parts", N_("Parts")},
    {"percent", N_("%")},
    {"phone", N_("phone")},
    {"pin", N_("PIN")},
    {"plate", N_("plate")},
    {"price_after", N_("price then")},
    {"price_basis", N_("price for")},
    {"price_now", N_("list price today")},
    {"price_before", N_("price now")},
    {"price_group", N_("price group")},
    {"prices", N_("Prices")},
    {"problem_count", N_("problems found")},
    {"problems", N_("Problems")},
    {"promised", N_("promised")},
    {"promises", N_("Promises")},
    {"qty", N_("quantity")},
    {"query", N_("words")},
    {"question", N_("question")},
    {"reason", N_("reason")},
    {"red", N_("red")},
    {"rejects", N_("Refused rows")},
    {"restores", N_("restores")},
    {"result", N_("result")},
    {"results", N_("Sources")},
    {"revision", N_("revision")},
    {"role", N_("role")},
    {"rows_added", N_("new")},
    {"rows_changed", N_("changed")},
    {"rows_read", N_("rows")},
    {"rows_rejected", N_("refused")},
    {"rows_removed", N_("gone")},
    {"rows_unchanged", N_("same")},
    {"rule", N_("rule")},
    {"signatures", N_("Signatures")},
    {"signed", N_("signed")},
    {"since", N_("since")},
    {"source", N_("source")},
    {"stage", N_("stage")},
    {"state", N_("state")},
    {"status", N_("status")},
    {"subject", N_("subject")},
    {"superseded_by", N_("replaced by")},
    {"technician", N_("technician")},
    {"terminal", N_("terminal")},
    {"text", N_("text")},
    {"time", N_("time")},
    {"to", N_("to")},
    {"total", N_("total")},
    {"trusted", N_("trusted")},
    {"unit", N_("unit")},
    {"unit_price", N_("unit price")},
    {"until", N_("until")},
    {"user", N_("user")},
    {"users", N_("People")},
    {"valid", N_("valid")},
    {"value", N_("reading")},
    {"vehicles", N_("Cars")},
    {"verdict", N_("verdict")},
    {"verified", N_("verified")},
    {"vin", N_("VIN")},
    {"void_reason", N_("void because")},
    {"where", N_("where")},
};

const char *show_label(const char *key)
{
    for (size_t i = 0; i < sizeof labels / sizeof *labels; i++) {
        if (strcmp(labels[i].key, key) == 0) {
            return _(labels[i].label);
        }
    }
    return key;
}

static bool is_time(const char *text)
{
    return strlen(text) == 20 && text[4] == '-' && text[10] == 'T' && text[19] == 'Z';
}

/* A small object on one line: "create 3, diagnose 1". */
static void show_members(const json_t *object, struct buf *out)
{
    const char *key, *comma = "";
    json_t *one;
    json_object_foreach((json_t *)(uintptr_t)object, key, one)
    {
        buf_addf(out, "%s%s ", comma, show_label(key));
        show_value(one, out);
        comma = ", ";
    }
}

void show_value(const json_t *value, struct buf *out)
{
    char when[WHEN_SIZE];
    int64_t ms;
    switch (json_typeof(value)) {
    case JSON_STRING:
        if (is_time(json_string_value(value)) && when_parse(json_string_value(value), &ms)) {
            buf_adds(out, when_short(ms, when));
        } else {
            text_show(json_string_value(value), json_string_length(value), out);
        }
        break;
    case JSON_INTEGER:
        buf_addf(out, "%lld", (long long)json_integer_value(value));
        break;
    case JSON_REAL:
        buf_addf(out, "%.10g", json_real_value(value));
        break;
    case JSON_TRUE:
        buf_adds(out, _("yes"));
        break;
    case JSON_FALSE:
        buf_adds(out, _("no"));
        break;
    case JSON_NULL:
        buf_adds(out, "-");
        break;
    case JSON_OBJECT:
        show_members(value, out);
        break;
    case JSON_ARRAY: {
        char *text = json_dumps(value, JSON_COMPACT);
        text_show(text != NULL ? text : "", text != NULL ? strlen(text) : 0, out);
        free(text);
        break;
    }
    }
}

/* True for a row that has lists of its own and no view that leaves them out. */
static bool is_deep(const char *name, const json_t *row)
{
    const char *key;
    json_t *value;
    if (show_table_known(name)) {
        return false;
    }
    json_object_foreach((json_t *)(uintptr_t)row, key, value)
    {
        if (json_is_object(json_array_get(value, 0))) {
            return true;
        }
    }
    return false;
}

static void show_list(const char *name, const json_t *list, int columns, struct buf *out)
{
    size_t i;
    const json_t *value;
    if (out->len > 0) {
        buf_addc(out, '\n');
    }
    buf_addf(out, "%s%s\n", show_label(name), json_array_size(list) == 0 ? _(": none") : ":");
    if (is_deep(name, json_array_get(list, 0))) {
        json_array_foreach((json_t *)(uintptr_t)list, i, value)
        {
            show_fitting(value, columns, out);
        }
        return;
    }
    if (json_is_object(json_array_get(list, 0))) {
        show_table(name, list, columns, out);
        return;
    }
    json_array_foreach((json_t *)(uintptr_t)list, i, value)
    {
        buf_adds(out, "  ");
        show_value(value, out);
        buf_addc(out, '\n');
    }
}

void show_fitting(const json_t *result, int columns, struct buf *out)
{
    const char *key;
    json_t *value;
    json_object_foreach((json_t *)(uintptr_t)result, key, value)
    {
        if (json_is_array(value) || json_is_null(value) || strcmp(key, "warnings") == 0) {
            continue;
        }
        text_pad(out, show_label(key), LABEL_COLUMNS, false);
        buf_addc(out, ' ');
        show_value(value, out);
        buf_addc(out, '\n');
    }
    json_object_foreach((json_t *)(uintptr_t)result, key, value)
    {
        if (json_is_array(value) && strcmp(key, "warnings") != 0) {
            show_list(key, value, columns, out);
        }
    }
}

void show_result(const json_t *result, struct buf *out)
{
    show_fitting(result, 0, out);
}
