#include "tui/console/book.h"
#include "tui/console/screen_words.h"

#include <string.h>

void book_free(struct book *b)
{
    json_decref(b->groups);
    json_decref(b->page);
    *b = (struct book){.groups = NULL};
}

static const json_t *group_at(const struct book *b, size_t group)
{
    return json_array_get(json_object_get(b->groups, "groups"), group);
}

size_t book_group_count(const struct book *b)
{
    return json_array_size(json_object_get(b->groups, "groups"));
}

const json_t *book_group(const struct book *b)
{
    return group_at(b, b->group);
}

const json_t *book_list(const struct book *b)
{
    size_t i;
    const json_t *list;
    json_array_foreach(json_object_get(b->groups, "lists"), i, list)
    {
        if (strcmp(answer_text(list, "source"), answer_text(book_group(b), "source")) == 0) {
            return list;
        }
    }
    return NULL;
}

const json_t *book_parts(const struct book *b)
{
    return json_object_get(b->page, "parts");
}

/* Reads a page without showing it yet; *page is a new reference. */
static enum status fetch(struct client *c, const struct book *b, size_t group, int64_t from, int rows,
                         json_t **page, struct error *e)
{
    json_t *params = json_pack("{s:i,s:I}", "limit", rows, "from", (json_int_t)from);
    params_text(params, "source", answer_text(group_at(b, group), "source"));
    params_text(params, "group", answer_text(group_at(b, group), "group"));
    enum status st = client_call(c, "price.list", params, page, e);
    json_decref(params);
    return st;
}

static void show(struct book *b, json_t *page, int rows)
{
    json_decref(b->page);
    b->page = page;
    b->rows = rows;
}

/* The first page of the first group with parts, from `group` on upwards or downwards. */
static enum status open_group(struct client *c, struct book *b, size_t group, bool up, int rows,
                              struct error *e)
{
    size_t count = book_group_count(b);
    for (size_t tries = 0; tries < count; tries++, group = (group + (up ? 1 : count - 1)) % count) {
        json_t *page = NULL;
        enum status st = fetch(c, b, group, 0, rows, &page, e);
        if (st != ST_OK) {
            return st;
        }
        if (json_array_size(json_object_get(page, "parts")) > 0) {
            show(b, page, rows);
            b->group = group;
            b->number = 1;
            b->at = 0;
            b->from[0] = 0;
            return ST_OK;
        }
        json_decref(page);
    }
    show(b, NULL, rows);
    return ST_OK;
}

/* Another page of the same group; `step` is what its number grows by. */
static enum status open_page(struct client *c, struct book *b, int64_t from, int step, int rows,
                             struct error *e)
{
    json_t *page = NULL;
    enum status st = fetch(c, b, b->group, from, rows, &page, e);
    if (st != ST_OK) {
        return st;
    }
    show(b, page, rows);
    b->number = step < 0 ? b->number - 1 : b->number + (size_t)step;
    if (step < 0) {
        b->at--;
    } else if (step > 0 && b->at + 1 < BOOK_BACK) {
        b->from[++b->at] = from;
    } else if (step > 0) {
        memmove(b->from, b->from + 1, sizeof b->from - sizeof *b->from);
        b->from[b->at] = from;
    }
    return ST_OK;
}

enum status book_turn(struct client *c, struct book *b, enum book_turn where, int rows, struct error *e)
{
    size_t count = book_group_count(b);
    if (count == 0) {
        b->rows = rows;
        return ST_OK;
    }
    switch (where) {
    case BOOK_AGAIN:
        return open_page(c, b, b->from[b->at], 0, rows, e);
    case BOOK_NEXT:
        if (answer_has(b->page, "next")) {
            return open_page(c, b, answer_int(b->page, "next", 0), 1, rows, e);
        }
        break;
    case BOOK_BEFORE:
        if (b->at > 0) {
            return open_page(c, b, b->from[b->at - 1], -1, rows, e);
        }
        return open_group(c, b, b->number > 1 ? b->group : (b->group + count - 1) % count, false, rows, e);
    case BOOK_GROUP_BEFORE:
        return open_group(c, b, (b->group + count - 1) % count, false, rows, e);
    case BOOK_FIRST:
        return open_group(c, b, 0, true, rows, e);
    case BOOK_LAST:
        return open_group(c, b, count - 1, false, rows, e);
    case BOOK_NEXT_GROUP:
        break;
    }
    return open_group(c, b, (b->group + 1) % count, true, rows, e);
}

enum status book_look(struct client *c, struct book *b, int rows, bool *another, struct error *e)
{
    json_t *now = NULL, *before = b->groups;
    *another = false;
    enum status st = client_call(c, "price.groups", NULL, &now, e);
    if (st != ST_OK) {
        return st;
    }
    if (before != NULL && json_equal(json_object_get(now, "lists"), json_object_get(before, "lists"))) {
        json_decref(now);
        return ST_OK;
    }
    b->groups = now;
    st = book_turn(c, b, BOOK_FIRST, rows, e);
    if (st != ST_OK) {
        b->groups = before;
        json_decref(now);
        return st;
    }
    if (book_group_count(b) == 0) {
        show(b, NULL, rows);
    }
    *another = before != NULL;
    json_decref(before);
    return ST_OK;
}
