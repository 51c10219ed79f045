/* The showroom's web pages as text: nothing that a list or a browser says becomes HTML, links lead where they
 * should and keep the language. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/base/i18n.h"
#include "tui/showroom/headers.h"
#include "tui/showroom/pages.h"

#include <string.h>

enum { PAGE_MAX = 1 << 20 };

static const struct page_frame plain = {
    .outlet = "", .title = "Price list", .query = "", .language = "", .here = "/"};

static void escapes(const char *text, const char *wanted)
{
    struct buf out;
    buf_init(&out, PAGE_MAX);
    page_text(&out, text);
    assert_string_equal(out.len > 0 ? out.data : "", wanted);
    buf_free(&out);
}

static void test_text(void **state)
{
    (void)state;
    escapes("", "");
    escapes("Oil filter 机油滤清器", "Oil filter 机油滤清器");
    escapes("<script>alert(\"1\")</script>", "&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;");
    escapes("' onload='x", "&#39; onload=&#39;x");
    escapes("&amp;", "&amp;amp;");
    escapes("a\x1b[31m\r\nb\x7f", "a\xEF\xBF\xBD[31m\xEF\xBF\xBD\xEF\xBF\xBD"
                                  "b\xEF\xBF\xBD");
    escapes("\xC2\x9B", "\xEF\xBF\xBD"); /* a control character of two bytes */
    escapes("\xFF<\xE6\x9C", "\xEF\xBF\xBD&lt;\xEF\xBF\xBD\xEF\xBF\xBD"); /* bad, and cut in the middle */
    escapes("\xC0\xBCscript", "\xEF\xBF\xBD\xEF\xBF\xBDscript");          /* '<' written too long */
}

static void test_link(void **state)
{
    (void)state;
    struct buf out;
    buf_init(&out, PAGE_MAX);
    page_link(&out, "/part",
              (const struct page_value[]){
                  {"no", "A&B <\"1\">/2"}, {"source", ""}, {"brand", NULL}, {"lang", "zh_CN"}, {NULL, NULL}});
    assert_string_equal(out.data, "/part?no=A%26B%20%3C%221%22%3E%2F2&lang=zh_CN");
    buf_clear(&out);
    page_link(&out, "/search", (const struct page_value[]){{"q", "机油"}, {NULL, NULL}});
    assert_string_equal(out.data, "/search?q=%E6%9C%BA%E6%B2%B9");
    buf_clear(&out);
    page_link(&out, "/", (const struct page_value[]){{"q", ""}, {NULL, NULL}});
    assert_string_equal(out.data, "/");
    buf_free(&out);
}

static void holds(const struct buf *page, const char *words)
{
    if (strstr(page->data, words) == NULL) {
        fail_msg("not in the page: %s\n%s", words, page->data);
    }
}

static void lacks(const struct buf *page, const char *words)
{
    if (strstr(page->data, words) != NULL) {
        fail_msg("should not be in the page: %s\n%s", words, page->data);
    }
}

static void test_frame(void **state)
{
    (void)state;
    struct buf page;
    buf_init(&page, PAGE_MAX);
    struct page_frame frame = plain;
    frame.outlet = "A <b>& B";
    frame.query = "\"><img src=x>";
    frame.language = "zh_CN";
    frame.here = "/part?no=A%26B&source=demo";
    page_begin(&page, &frame);
    page_end(&page, &frame);
    holds(&page, "<a href=\"/?lang=zh_CN\">A &lt;b&gt;&amp; B</a>");
    holds(&page, "value=\"&quot;&gt;&lt;img src=x&gt;\"");
    holds(&page, "<input type=\"hidden\" name=\"lang\" value=\"zh_CN\">");
    holds(&page, "<a href=\"/part?no=A%26B&amp;source=demo&amp;lang=en\">English</a>");
    lacks(&page, "<script");
    lacks(&page, "<img");
    buf_clear(&page);
    page_begin(&page, &plain);
    page_end(&page, &plain);
    holds(&page, "<a href=\"/\">Price list</a>");
    holds(&page, "<a href=\"/?lang=zh_CN\">中文</a>");
    lacks(&page, "type=\"hidden\"");
    buf_free(&page);
}

static json_t *evil_part(void)
{
    return json_pack("{s:s,s:s,s:s,s:s,s:s,s:s,s:s,s:i,s:s,s:i,s:s,s:s,s:[s,s]}", "part_no", "<i>1", "brand",
                     "B&\"B", "name", "<script>x</script>", "name_local", "机油<b>", "unit", "pc",
                     "list_price", "5.00", "currency", "CNY", "price_basis", 100, "source", "de mo",
                     "revision", 3, "origin", "file:/secret/list.csv", "digest", "abc", "chain", "<i>1",
                     "N&2");
}

static void test_parts(void **state)
{
    (void)state;
    struct buf page;
    buf_init(&page, PAGE_MAX);
    struct page_frame frame = plain;
    frame.language = "en";
    json_t *list = json_pack("{s:s,s:s,s:[o,{s:s,s:n,s:s}],s:i}", "source", "de mo", "group", "G<1>", "parts",
                             evil_part(), "part_no", "P2", "list_price", "source", "demo", "next", 77);
    page_group(&page, &frame, list);
    holds(&page, "<h2>G&lt;1&gt;</h2>");
    holds(&page,
          "<a href=\"/part?no=%3Ci%3E1&amp;source=de%20mo&amp;brand=B%26%22B&amp;lang=en\">&lt;i&gt;1</a>");
    holds(&page, "&lt;script&gt;x&lt;/script&gt;");
    holds(&page, "机油&lt;b&gt;");
    holds(&page, "5.00 CNY / 100");
    holds(&page, "no published price");
    holds(&page,
          "<a rel=\"next\" href=\"/group?source=de%20mo&amp;group=G%3C1%3E&amp;from=77&amp;lang=en\">");
    lacks(&page, "<script");
    lacks(&page, "<b>");
    json_object_set_new(list, "next", json_null());
    buf_clear(&page);
    page_group(&page, &frame, list);
    lacks(&page, "rel=\"next\"");
    json_decref(list);
    buf_free(&page);
}

static void test_part(void **state)
{
    (void)state;
    struct buf page;
    buf_init(&page, PAGE_MAX);
    json_t *part = evil_part();
    json_t *history =
        json_pack("{s:[{s:s,s:s,s:s,s:i,s:s,s:n}]}", "prices", "list_price", "4.00", "currency", "CNY",
                  "effective", "2026-01-01", "revision", 2, "from", "2026-01-01T00:00:00Z", "to");
    page_part(&page, &plain, part, history);
    holds(&page, "<h2>&lt;i&gt;1</h2>");
    holds(&page, "abc");
    holds(&page, "4.00 CNY");
    holds(&page, "<a href=\"/part?no=N%262&amp;source=de%20mo\">N&amp;2</a>");
    lacks(&page, "/secret/");
    json_decref(part);
    json_decref(history);
    buf_free(&page);
}

static void test_home(void **state)
{
    (void)state;
    struct buf page;
    buf_init(&page, PAGE_MAX);
    json_t *none = json_pack("{s:[],s:[]}", "lists", "groups");
    page_home(&page, &plain, none);
    holds(&page, "No price list is in force yet.");
    buf_clear(&page);
    json_t *groups = json_pack("{s:[{s:s,s:i,s:i}],s:[{s:s,s:s},{s:s,s:s}]}", "lists", "source", "demo",
                               "revision", 4, "parts", 9, "groups", "source", "demo", "group", "", "source",
                               "other", "group", "not of this list");
    page_home(&page, &plain, groups);
    holds(&page, "list demo, revision 4");
    holds(&page, "<a href=\"/group?source=demo\">without a group</a>");
    lacks(&page, "not of this list");
    json_decref(none);
    json_decref(groups);
    buf_free(&page);
}

static void test_language(void **state)
{
    (void)state;
    static const struct {
        const char *accepted;
        bool otherwise, chinese;
    } cases[] = {
        {NULL, true, true},
        {NULL, false, false},
        {"zh-CN,zh;q=0.9", false, true},
        {"zh_TW", false, true},
        {"ZH", false, true},
        {"en-US,en;q=0.9,zh;q=0.8", true, false},
        {"en;q=0.3, zh-CN;q=0.7", false, true},
        {"en;q=0.75,zh;q=0.7", true, false},
        {"fr,zh;q=0.1", false, true},
        {"fr, de;q=0.9", true, true},
        {"fr, de;q=0.9", false, false},
        {"zh,en", false, true},
        {"en,zh", true, false},
        {"zh;q=0", true, true},
        {"zh;q=0,*", true, false},
        {"zh, *", false, true},
        {"*", true, true},
        {"zhuang, en", true, false},
        {",,;q=;,zh;q=x", false, true},
        {"zh;q=", false, true},
        {"", false, false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        if (headers_want_chinese(cases[i].accepted, cases[i].otherwise) != cases[i].chinese) {
            fail_msg("case %zu: %s", i, cases[i].accepted != NULL ? cases[i].accepted : "-");
        }
    }
}

static void test_tags(void **state)
{
    (void)state;
    static const char tag[] = "\"abc\"";
    assert_true(headers_know("\"abc\"", tag));
    assert_true(headers_know("W/\"abc\"", tag));
    assert_true(headers_know("\"x\", W/\"y\" , \"abc\" ", tag));
    assert_true(headers_know("*", tag));
    assert_false(headers_know(NULL, tag));
    assert_false(headers_know("", tag));
    assert_false(headers_know("abc", tag));
    assert_false(headers_know("\"abcd\"", tag));
    assert_false(headers_know("\"x\"", tag));
}

int main(void)
{
    i18n_start("en");
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_text),  cmocka_unit_test(test_link),     cmocka_unit_test(test_frame),
        cmocka_unit_test(test_parts), cmocka_unit_test(test_part),     cmocka_unit_test(test_home),
        cmocka_unit_test(test_tags),  cmocka_unit_test(test_language),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
