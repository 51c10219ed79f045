#include "tui/showroom/pages.h"
#include "core/base/i18n.h"
#include "tui/cli/show.h"
#include "tui/console/screen_words.h"

#include <string.h>

void page_text(struct buf *out, const char *text)
{
    for (const char *p = text; *p != '\0'; p++) {
        switch (*p) {
        case '&':
            buf_adds(out, "&amp;");
            break;
        case '<':
            buf_adds(out, "&lt;");
            break;
        case '>':
            buf_adds(out, "&gt;");
            break;
        case '"':
            buf_adds(out, "&quot;");
            break;
        case '\'':
            buf_adds(out, "&#39;");
            break;
        default:
            buf_addc(out, *p);
        }
    }
}

void page_address(struct buf *out, const char *text)
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
                  "</style>\n</head>\n<body>\n<header><h1><a href=\"/\">");
    page_text(out, frame->outlet[0] != '\0' ? frame->outlet : _("Price list"));
    buf_adds(out, "</a></h1>\n<form action=\"/search\" method=\"get\" role=\"search\"><input type=\"search\" "
                  "name=\"q\" "
                  "maxlength=\"200\" aria-label=\"");
    page_text(out, _("Number or words"));
    buf_adds(out, "\" placeholder=\"");
    page_text(out, _("Number or words"));
    buf_adds(out, "\" value=\"");
    page_text(out, frame->query);
    buf_adds(out, "\"> <button>");
    page_text(out, _("Search"));
    buf_adds(out, "</button></form></header>\n<main>\n");
}

void page_end(struct buf *out)
{
    buf_adds(
        out,
        "</main>\n<footer><p><a href=\"?lang=en\">English</a> <a href=\"?lang=zh_CN\">中文</a></p></footer>\n"
        "</body>\n</html>\n");
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

static void group_link(struct buf *out, const json_t *group)
{
    buf_adds(out, "<li><a href=\"/group?source=");
    page_address(out, answer_text(group, "source"));
    buf_adds(out, "&amp;group=");
    page_address(out, answer_text(group, "group"));
    buf_adds(out, "\">");
    page_text(out,
              answer_text(group, "group")[0] != '\0' ? answer_text(group, "group") : _("without a group"));
    buf_adds(out, "</a></li>\n");
}

void page_home(struct buf *out, const json_t *groups)
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
                group_link(out, group);
            }
        }
        buf_adds(out, "</ul>\n</section>\n");
    }
}

static void part_address(struct buf *out, const json_t *part)
{
    buf_adds(out, "/part?no=");
    page_address(out, answer_text(part, "part_no"));
    buf_adds(out, "&amp;source=");
    page_address(out, answer_text(part, "source"));
    if (answer_has(part, "brand")) {
        buf_adds(out, "&amp;brand=");
        page_address(out, answer_text(part, "brand"));
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

static void part_row(struct buf *out, const json_t *part)
{
    buf_adds(out, "<tr><td><a href=\"");
    part_address(out, part);
    buf_adds(out, "\">");
    page_text(out, answer_text(part, "part_no"));
    buf_adds(out, "</a></td><td>");
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

static void part_rows(struct buf *out, const json_t *parts)
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
        part_row(out, part);
    }
    buf_adds(out, "</tbody>\n</table>\n");
}

void page_group(struct buf *out, const json_t *list)
{
    buf_adds(out, "<h2>");
    page_text(out, answer_text(list, "group")[0] != '\0' ? answer_text(list, "group") : _("without a group"));
    buf_adds(out, "</h2>\n");
    part_rows(out, json_object_get(list, "parts"));
    if (answer_has(list, "next")) {
        buf_adds(out, "<p><a rel=\"next\" href=\"/group?source=");
        page_address(out, answer_text(list, "source"));
        buf_adds(out, "&amp;group=");
        page_address(out, answer_text(list, "group"));
        buf_addf(out, "&amp;from=%lld\">", (long long)answer_int(list, "next", 0));
        page_text(out, _("next page"));
        buf_adds(out, "</a></p>\n");
    }
}

void page_found(struct buf *out, const json_t *found)
{
    if (json_array_size(json_object_get(found, "parts")) == 0) {
        page_message(out, _("Nothing found: try fewer letters."));
    } else {
        part_rows(out, json_object_get(found, "parts"));
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
    show_value(json_object_get(part, key), &value);
    buf_adds(out, "<tr><th scope=\"row\">");
    page_text(out, show_label(key));
    buf_adds(out, "</th><td>");
    page_text(out, value.data);
    buf_adds(out, "</td></tr>\n");
    buf_free(&value);
}

static void chain_links(struct buf *out, const json_t *part)
{
    size_t i;
    const json_t *one;
    if (json_array_size(json_object_get(part, "chain")) < 2) {
        return;
    }
    buf_adds(out, "<p>");
    page_text(out, show_label("superseded_by"));
    buf_adds(out, ":");
    json_array_foreach(json_object_get(part, "chain"), i, one)
    {
        if (i > 0) {
            buf_adds(out, " → <a href=\"/part?no=");
            page_address(out, json_string_value(one));
            buf_adds(out, "&amp;source=");
            page_address(out, answer_text(part, "source"));
            buf_adds(out, "\">");
            page_text(out, json_string_value(one));
            buf_adds(out, "</a>");
        }
    }
    buf_adds(out, "</p>\n");
}

void page_part(struct buf *out, const json_t *part, const json_t *history)
{
    static const char *const keys[] = {"brand",     "name",        "name_local", "unit",   "price_group",
                                       "effective", "core_charge", "min_order",  "source", "revision",
                                       "origin",    "fetched_at",  "digest"};
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
    chain_links(out, part);
    buf_adds(out, "<h3>");
    page_text(out, show_label("prices"));
    buf_adds(out, "</h3>\n");
    history_rows(out, history);
}
