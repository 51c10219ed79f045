#include "tui/showroom/pages.h"
#include "core/base/i18n.h"
#include "core/base/text.h"
#include "tui/cli/show.h"
#include "tui/cli/show_words.h"
#include "tui/console/screen_words.h"

#include <stdio.h>
#include <string.h>

enum { ADDRESS_MAX = 64 * 1024, NUMBER_SIZE = 24 };

static const char *entity(int32_t cp)
{
    switch (cp) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\'':
        return "&#39;";
    default:
        return cp < ' ' || (cp >= 0x7f && cp < 0xa0) ? "\xEF\xBF\xBD" : NULL;
    }
}

void page_text(struct buf *out, const char *text)
{
    for (size_t left = strlen(text); left > 0;) {
        int32_t cp = -1;
        size_t n = text_decode(text, left, &cp);
        const char *instead = entity(n > 0 ? cp : -1);
        if (instead != NULL) {
            buf_adds(out, instead);
        } else {
            buf_add(out, text, n);
        }
        n = n > 0 ? n : 1;
        text += n;
        left -= n;
    }
}

static void add_value(struct buf *out, const char *text)
{
    static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
    for (const char *p = text; *p != '\0'; p++) {
        if (strchr(plain, *p) != NULL) {
            buf_addc(out, *p);
        } else {
            buf_addf(out, "%%%02X", (unsigned)(unsigned char)*p);
        }
    }
}

void page_link(struct buf *out, const char *path, const struct page_value *values)
{
    char between = '?';
    buf_adds(out, path);
    for (const struct page_value *v = values; v->name != NULL; v++) {
        if (v->value != NULL && v->value[0] != '\0') {
            buf_addf(out, "%c%s=", between, v->name);
            add_value(out, v->value);
            between = '&';
        }
    }
}

/* <a href="ADDRESS">TEXT</a>, `more` (an attribute with a blank before it, or "") in it. Takes the address's
 * memory back. */
static void anchor(struct buf *out, struct buf *address, const char *more, const char *text)
{
    buf_addf(out, "<a%s href=\"", more);
    page_text(out, address->data);
    buf_adds(out, "\">");
    page_text(out, text);
    buf_adds(out, "</a>");
    buf_free(address);
}

static void search_box(struct buf *out, const struct page_frame *frame)
{
    buf_adds(out, "<form action=\"/search\" method=\"get\" role=\"search\">");
    if (frame->language[0] != '\0') {
        buf_adds(out, "<input type=\"hidden\" name=\"lang\" value=\"");
        page_text(out, frame->language);
        buf_adds(out, "\">");
    }
    buf_adds(out, "<input type=\"search\" name=\"q\" maxlength=\"200\" aria-label=\"");
    page_text(out, _("Number or words"));
    buf_adds(out, "\" placeholder=\"");
    page_text(out, _("Number or words"));
    buf_adds(out, "\" value=\"");
    page_text(out, frame->query);
    buf_adds(out, "\"> <button>");
    page_text(out, _("Search"));
    buf_adds(out, "</button></form>");
}

void page_begin(struct buf *out, const struct page_frame *frame)
{
    buf_addf(out, "<!DOCTYPE html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n",
             frame->chinese ? "zh-CN" : "en");
    buf_adds(out, "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>");
    page_text(out, frame->title);
    buf_adds(out, "</title>\n<style>\n"
                  "body{font:1.05rem/1.5 system-ui,sans-serif;margin:0 auto;max-width:70rem;padding:1rem}\n"
                  "table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:.3rem "
                  ".6rem;border-bottom:1px solid #ccc}\n"
                  "td.n,th.n{text-align:right;white-space:nowrap}input{font:inherit;padding:.4rem;width:60%}"
                  "button{font:inherit;padding:.4rem 1rem}\n"
                  "ul{columns:12rem;padding-left:1.2rem}footer,small{color:#555}\n"
                  "</style>\n</head>\n<body>\n<header><h1>");
    struct buf address;
    buf_init(&address, ADDRESS_MAX);
    page_link(&address, "/", (const struct page_value[]){{"lang", frame->language}, {NULL, NULL}});
    anchor(out, &address, "", frame->outlet[0] != '\0' ? frame->outlet : _("Price list"));
    buf_adds(out, "</h1>\n");
    search_box(out, frame);
    buf_adds(out, "</header>\n<main>\n");
}

/* This page in the other language. */
static void language_link(struct buf *out, const struct page_frame *frame, const char *language,
                          const char *name)
{
    struct buf address;
    buf_init(&address, ADDRESS_MAX);
    buf_addf(&address, "%s%clang=%s", frame->here, strchr(frame->here, '?') != NULL ? '&' : '?', language);
    anchor(out, &address, "", name);
}

void page_end(struct buf *out, const struct page_frame *frame)
{
    buf_adds(out, "</main>\n<footer><p>");
    language_link(out, frame, "en", "English");
    buf_addc(out, ' ');
    language_link(out, frame, "zh_CN", "中文");
    buf_adds(out, "</p></footer>\n</body>\n</html>\n");
}

void page_message(struct buf *out, const char *message)
{
    buf_adds(out, "<p>");
    page_text(out, message);
    buf_adds(out, "</p>\n");
}

static void list_line(struct buf *out, const json_t *list)
{
    char in_force[WHEN_SIZE], fetched[WHEN_SIZE];
    struct buf line;
    buf_init(&line, 4096);
    buf_addf(&line, _("list %s, revision %lld, in force since %s, fetched %s, %lld parts"),
             answer_text(list, "source"), (long long)answer_int(list, "revision", 0),
             answer_when(list, "in_force_at", in_force), answer_when(list, "fetched_at", fetched),
             (long long)answer_int(list, "parts", 0));
    page_message(out, line.data);
    buf_free(&line);
}

static const char *group_name(const json_t *object)
{
    const char *name = answer_text(object, "group");
    return name[0] != '\0' ? name : _("without a group");
}

static void group_link(struct buf *out, const struct page_frame *frame, const json_t *group)
{
    struct buf address;
    buf_init(&address, ADDRESS_MAX);
    page_link(&address, "/group",
              (const struct page_value[]){{"source", answer_text(group, "source")},
                                          {"group", answer_text(group, "group")},
                                          {"lang", frame->language},
                                          {NULL, NULL}});
    buf_adds(out, "<li>");
    anchor(out, &address, "", group_name(group));
    buf_adds(out, "</li>\n");
}

void page_home(struct buf *out, const struct page_frame *frame, const json_t *groups)
{
    size_t i, k;
    const json_t *list, *group;
    if (json_array_size(json_object_get(groups, "lists")) == 0) {
        page_message(out, _("No price list is in force yet."));
    }
    json_array_foreach(json_object_get(groups, "lists"), i, list)
    {
        buf_adds(out, "<section>\n");
        list_line(out, list);
        buf_adds(out, "<ul>\n");
        json_array_foreach(json_object_get(groups, "groups"), k, group)
        {
            if (strcmp(answer_text(group, "source"), answer_text(list, "source")) == 0) {
                group_link(out, frame, group);
            }
        }
        buf_adds(out, "</ul>\n</section>\n");
    }
}

static void price_cell(struct buf *out, const json_t *part)
{
    buf_adds(out, "<td class=\"n\">");
    if (answer_has(part, "list_price")) {
        page_text(out, answer_text(part, "list_price"));
        buf_addc(out, ' ');
        page_text(out, answer_text(part, "currency"));
        if (answer_int(part, "price_basis", 1) != 1) {
            buf_addf(out, " / %lld", (long long)answer_int(part, "price_basis", 1));
        }
    } else {
        page_text(out, _("no published price"));
    }
    buf_adds(out, "</td>");
}

static void part_link(struct buf *out, const struct page_frame *frame, const char *number, const json_t *part,
                      const char *brand)
{
    struct buf address;
    buf_init(&address, ADDRESS_MAX);
    page_link(&address, "/part",
              (const struct page_value[]){{"no", number},
                                          {"source", answer_text(part, "source")},
                                          {"brand", brand},
                                          {"lang", frame->language},
                                          {NULL, NULL}});
    anchor(out, &address, "", number);
}

static void part_row(struct buf *out, const struct page_frame *frame, const json_t *part)
{
    buf_adds(out, "<tr><td>");
    part_link(out, frame, answer_text(part, "part_no"), part, answer_text(part, "brand"));
    buf_adds(out, "</td><td>");
    page_text(out, answer_text(part, "name"));
    buf_adds(out, "</td><td lang=\"zh-CN\">");
    page_text(out, answer_text(part, "name_local"));
    buf_adds(out, "</td><td>");
    page_text(out, answer_text(part, "unit"));
    buf_adds(out, "</td>");
    price_cell(out, part);
    buf_adds(out, "</tr>\n");
}

static void heading(struct buf *out, const char *key, bool number)
{
    buf_addf(out, "<th scope=\"col\"%s>", number ? " class=\"n\"" : "");
    page_text(out, show_label(key));
    buf_adds(out, "</th>");
}

static void part_rows(struct buf *out, const struct page_frame *frame, const json_t *parts)
{
    size_t i;
    const json_t *part;
    buf_adds(out, "<table>\n<thead><tr>");
    heading(out, "part_no", false);
    heading(out, "name", false);
    heading(out, "name_local", false);
    heading(out, "unit", false);
    heading(out, "list_price", true);
    buf_adds(out, "</tr></thead>\n<tbody>\n");
    json_array_foreach((json_t *)(uintptr_t)parts, i, part)
    {
        part_row(out, frame, part);
    }
    buf_adds(out, "</tbody>\n</table>\n");
}

void page_group(struct buf *out, const struct page_frame *frame, const json_t *list)
{
    buf_adds(out, "<h2>");
    page_text(out, group_name(list));
    buf_adds(out, "</h2>\n");
    part_rows(out, frame, json_object_get(list, "parts"));
    if (answer_has(list, "next")) {
        struct buf address;
        char next[NUMBER_SIZE];
        snprintf(next, sizeof next, "%lld", (long long)answer_int(list, "next", 0));
        buf_init(&address, ADDRESS_MAX);
        page_link(&address, "/group",
                  (const struct page_value[]){{"source", answer_text(list, "source")},
                                              {"group", answer_text(list, "group")},
                                              {"from", next},
                                              {"lang", frame->language},
                                              {NULL, NULL}});
        buf_adds(out, "<p>");
        anchor(out, &address, " rel=\"next\"", _("next page"));
        buf_adds(out, "</p>\n");
    }
}

void page_found(struct buf *out, const struct page_frame *frame, const json_t *found)
{
    if (json_array_size(json_object_get(found, "parts")) == 0) {
        page_message(out, _("Nothing found: try fewer letters."));
    } else {
        part_rows(out, frame, json_object_get(found, "parts"));
    }
}

static void history_rows(struct buf *out, const json_t *history)
{
    size_t i;
    const json_t *price;
    char when[WHEN_SIZE];
    buf_adds(out, "<table>\n<thead><tr>");
    heading(out, "effective", false);
    heading(out, "list_price", true);
    heading(out, "revision", true);
    heading(out, "from", false);
    heading(out, "to", false);
    buf_adds(out, "</tr></thead>\n<tbody>\n");
    json_array_foreach(json_object_get(history, "prices"), i, price)
    {
        buf_adds(out, "<tr><td>");
        page_text(out, answer_text(price, "effective"));
        buf_adds(out, "</td>");
        price_cell(out, price);
        buf_addf(out, "<td class=\"n\">%lld</td><td>", (long long)answer_int(price, "revision", 0));
        page_text(out, answer_when(price, "from", when));
        buf_adds(out, "</td><td>");
        page_text(out, answer_when(price, "to", when));
        buf_adds(out, "</td></tr>\n");
    }
    buf_adds(out, "</tbody>\n</table>\n");
}

static void term_row(struct buf *out, const char *key, const json_t *part)
{
    struct buf value;
    if (!answer_has(part, key)) {
        return;
    }
    buf_init(&value, 65536);
    show_value("", key, json_object_get(part, key), &value);
    buf_adds(out, "<tr><th scope=\"row\">");
    page_text(out, show_label(key));
    buf_adds(out, "</th><td>");
    page_text(out, value.data);
    buf_adds(out, "</td></tr>\n");
    buf_free(&value);
}

static void chain_links(struct buf *out, const struct page_frame *frame, const json_t *part)
{
    size_t i;
    const json_t *one;
    if (json_array_size(json_object_get(part, "chain")) < 2) {
        return;
    }
    buf_adds(out, "<p>");
    page_text(out, show_label("superseded_by"));
    buf_addc(out, ':');
    json_array_foreach(json_object_get(part, "chain"), i, one)
    {
        if (i > 0) {
            buf_adds(out, " → ");
            part_link(out, frame, json_string_value(one), part, "");
        }
    }
    buf_adds(out, "</p>\n");
}

void page_part(struct buf *out, const struct page_frame *frame, const json_t *part, const json_t *history)
{
    /* not its origin: the address or path that a list is fetched from is the workshop's own affair */
    static const char *const keys[] = {"brand",       "name",      "name_local",  "unit",
                                       "price_group", "effective", "core_charge", "min_order",
                                       "source",      "revision",  "fetched_at",  "digest"};
    buf_adds(out, "<h2>");
    page_text(out, answer_text(part, "part_no"));
    buf_adds(out, "</h2>\n<table>\n<tr><th scope=\"row\">");
    page_text(out, show_label("list_price"));
    buf_adds(out, "</th>");
    price_cell(out, part);
    buf_adds(out, "</tr>\n");
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        term_row(out, keys[i], part);
    }
    buf_adds(out, "</table>\n");
    chain_links(out, frame, part);
    buf_adds(out, "<h3>");
    page_text(out, show_label("prices"));
    buf_adds(out, "</h3>\n");
    history_rows(out, history);
}
