#include "tui/console/jump.h"
#include "core/base/i18n.h"
#include "core/base/text.h"
#include "tui/console/screen_words.h"
#include "tui/console/screens.h"

#include <string.h>

enum {
    EXACT_MAX = 8,
    PLATE_COLUMNS = 11,
    NUMBER_COLUMNS = 16,
    PRICE_COLUMNS = 15,
    ROW_MAX = 8192,
    NAME_COLUMNS = 24,
    NAME_WIDE = 40,
    WIDE = 120
};

static bool is_kind(const json_t *hit, const char *kind)
{
    return strcmp(answer_text(hit, "kind"), kind) == 0;
}

static void go_to_car(struct ui *ui, const json_t *car)
{
    if (answer_has(car, "open_order")) {
        screen_order_open(ui, answer_text(car, "open_order"));
    } else if (strcmp(client_role(ui_client(ui)), "advisor") == 0) {
        screen_intake_take(ui, car);
    } else if (answer_has(car, "last_order")) {
        screen_order_open(ui, answer_text(car, "last_order"));
        ui_say(ui, STYLE_WARN, _("%s is not here now: this is its last order"), answer_text(car, "plate"));
    } else {
        ui_say(ui, STYLE_WARN, _("%s was never here: an advisor takes it in"), answer_text(car, "plate"));
    }
}

void jump_to_hit(struct ui *ui, const json_t *hit)
{
    if (is_kind(hit, "order")) {
        screen_order_open(ui, answer_text(hit, "order"));
    } else if (is_kind(hit, "part")) {
        screen_prices_look_up(ui, answer_text(hit, "part_no"));
    } else {
        go_to_car(ui, hit);
    }
}

json_t *jump_exact(struct ui *ui, const char *text)
{
    json_t *answer = NULL;
    struct error ignored = ERROR_NONE;
    json_t *hit, *found = NULL;
    size_t i;
    json_t *params = json_pack("{s:s,s:i}", "query", text, "limit", EXACT_MAX);
    if (ui_try(ui, "find", params, &answer, &ignored) == ST_OK) {
        json_array_foreach(json_object_get(answer, "hits"), i, hit)
        {
            if (found == NULL && answer_true(hit, "exact")) {
                found = json_incref(hit);
            }
        }
    }
    json_decref(answer);
    return found;
}

bool jump_to(struct ui *ui, const char *text)
{
    json_t *hit = jump_exact(ui, text);
    if (hit != NULL) {
        jump_to_hit(ui, hit);
    }
    json_decref(hit);
    return hit != NULL;
}

const char *jump_kind(const json_t *hit)
{
    if (is_kind(hit, "order")) {
        return _("order");
    }
    if (is_kind(hit, "car")) {
        return _("car");
    }
    return is_kind(hit, "customer") ? _("customer") : _("part");
}

static void part_row(const json_t *hit, int columns, struct buf *out)
{
    struct buf price;
    buf_init(&price, ROW_MAX);
    if (answer_has(hit, "list_price")) {
        buf_addf(&price, "%s %s", answer_text(hit, "list_price"), answer_text(hit, "currency"));
    } else {
        buf_adds(&price, _("no price"));
    }
    text_pad(out, answer_text(hit, "part_no"), NUMBER_COLUMNS, false);
    buf_addc(out, ' ');
    text_pad(out, answer_part_name(hit), columns - NUMBER_COLUMNS - PRICE_COLUMNS - 1, false);
    text_pad(out, price.data, PRICE_COLUMNS, true);
    buf_free(&price);
}

void jump_row(const json_t *hit, int columns, struct buf *out)
{
    if (is_kind(hit, "part")) {
        part_row(hit, columns, out);
        return;
    }
    bool order = is_kind(hit, "order");
    const char *number = answer_text(hit, order                           ? "order"
                                          : answer_has(hit, "open_order") ? "open_order"
                                                                          : "");
    char when[WHEN_SIZE];
    text_pad(out, answer_text(hit, "plate"), PLATE_COLUMNS, false);
    buf_addc(out, ' ');
    text_cut(out, answer_text(hit, "customer"), columns < WIDE ? NAME_COLUMNS : NAME_WIDE);
    buf_adds(out, "  ");
    if (order) {
        buf_addf(out, "%s  %s", number, word_text(WORD_STAGE, answer_text(hit, "stage")));
        buf_addf(out, answer_has(hit, "delivered_at") ? " %s" : "%s", answer_when(hit, "delivered_at", when));
        buf_addf(out, "  %s", answer_text(hit, "concern"));
    } else if (number[0] != '\0') {
        buf_addf(out, _("%s  is here: %s"), answer_text(hit, "phone"), number);
    } else {
        buf_addf(out, _("%s  last here %s"), answer_text(hit, "phone"), answer_when(hit, "last_visit", when));
    }
}
