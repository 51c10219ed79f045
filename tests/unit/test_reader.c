/* Price lists as bytes: delimited ones with all their quirks, and fixed columns. What is read is told as a
 * text (reading.h). */
#include "tests/unit/reading.h"

#include "core/base/text.h"
#include "core/price/import.h"

#include <iconv.h>
#include <time.h>

#define CSV  "columns = part_no=no, name=name, list_price=price"
#define BARE "header = no\ncolumns = part_no=1, name=2, list_price=3"

static void reads_line_ends_and_marks(void **state)
{
    (void)state;
    const char *both = "+2 A1 1.00 CNY name=x\n+3 A2 2.00 CNY name=y\n#2\n";
    expect(CSV, "no,name,price\nA1,x,1\nA2,y,2\n", both);
    expect(CSV, "no,name,price\r\nA1,x,1\r\nA2,y,2\r\n", both);
    expect(CSV, "no,name,price\rA1,x,1\rA2,y,2", both);
    expect(CSV, "no,name,price\r\nA1,x,1\nA2,y,2\r", both);
    expect(CSV, "\xef\xbb\xbfno,name,price\nA1,x,1\nA2,y,2\n", both);
    expect(CSV, "\xef\xbb\xbf\"no\",\"name\",\"price\"\n\"A1\",\"x\",\"1\"\nA2,y,2\n", both);
    expect(CSV, "no,name,price\n\nA1,x,1\n \n\t\n", "+3 A1 1.00 CNY name=x\n#1\n");
    expect(BARE, "A1,x,1", "+1 A1 1.00 CNY name=x\n#1\n");
}

static void reads_headers(void **state)
{
    (void)state;
    expect(CSV, " PRICE ,No, Name \n1,A1,x\n", "+2 A1 1.00 CNY name=x\n#1\n");
    expect(CSV, "no,name,price,no\nA1,x,1,B1\n", "+2 A1 1.00 CNY name=x\n#1\n");
    expect(CSV, "number,name,price\nA1,x,1\n",
           "!line 1: there is no column \"no\" (part_no) in the header: number, name, price\n");
    expect(CSV, "", "!line 0: the list is empty: there is no header\n");
    expect(CSV "\nskip_lines = 2", "Price list\n\"2026, autumn\nno,name,price\nA1,x,1\n",
           "+4 A1 1.00 CNY name=x\n#1\n");
    expect(BARE, "A1;x;1\n",
           "!line 1: there is no column 3 (list_price), the row has 1: is the delimiter right?\n");
    expect(CSV, "sep=;\nno;name;price\nA1;x,y;1\n", "+3 A1 1.00 CNY name=x,y\n#1\n");
    expect(CSV, "sep=\t\nno\tname\tprice\nA1\tx\t1\n", "+3 A1 1.00 CNY name=x\n#1\n");
    expect(CSV, "no,name,price\nsep=;\n", "-2 2 1 columns instead of 3: sep=;\n#1\n");
}

static void reads_quotes(void **state)
{
    (void)state;
    expect(CSV, "no,name,price\nA1,\"x, \"\"y\"\"\",1\n", "+2 A1 1.00 CNY name=x, \"y\"\n#1\n");
    expect(CSV, "no,name,price\nA1,\"two\r\nrows\",1\nA2,y,2\n",
           "+2 A1 1.00 CNY name=two\nrows\n+4 A2 2.00 CNY name=y\n#2\n");
    expect(CSV, "no,name,price\nA1,Disc 15\",1\n", "+2 A1 1.00 CNY name=Disc 15\"\n#1\n");
    expect(CSV, "no,name,price\nA1,\"x,1\nA2,\"y\",2\nA3,z,3\n",
           "-2 2 a quote inside a quoted field is not doubled, so where the field ends is a guess: A1\n"
           "+4 A3 3.00 CNY name=z\n#2\n");
    expect(CSV, "no,name,price\nA1,x,1\nA2,\"y,2\n",
           "+2 A1 1.00 CNY name=x\n!line 3: a quote is opened in this row and never closed\n");
}

static void refuses_rows(void **state)
{
    (void)state;
    expect(CSV, "no,name,price\nA1,x\nA2,y,2,z\nA3,z,3\n",
           "-2 3 2 columns instead of 3: A1\n-3 4 4 columns instead of 3: A2\n+4 A3 3.00 CNY name=z\n#3\n");
    expect(CSV, "no,name,price\n,x,1\n-/.,x,1\n1.23E+05,x,1\n1.23E5,x,1\n5962E0,x,1\n0369E3,x,1\n",
           "-2 part_no no part number: \n-3 part_no no part number: -/.\n"
           "-4 part_no a spreadsheet turned this number into a float: get the list as text: 1.23E+05\n"
           "+5 1.23E5 1.00 CNY name=x\n+6 5962E0 1.00 CNY name=x\n+7 0369E3 1.00 CNY name=x\n#6\n");
    expect(CSV, "no,name,price\nA1,x,-5\nA2,x,>10\nA3,x,1e3\nA4,x,\"1,2,3\"\nA5,x,1.005\nA6,x,\nA7,x,0\n",
           "-2 list_price negative: -5\n-3 list_price not a number: >10\n-4 list_price not a number: 1e3\n"
           "-5 list_price its separators can be read in two ways: 1,2,3\n"
           "-6 list_price more decimals than the currency has: 1.005\n+7 A6 CNY name=x\n"
           "+8 A7 0.00 CNY name=x\n#7\n");
    static const char bytes[] = "no,name,price\nA\0,x,1\nA2,\x1b[2J,2\nA3,\xff,3\n";
    expect_bytes(CSV, bytes, sizeof bytes - 1,
                 "-2 part_no a control character: A<01>\n-3 name a control character: <1B>[2J\n"
                 "-4 name bytes that are not of the list's encoding: \xef\xbf\xbd\n#3\n");
}

static void reads_every_column(void **state)
{
    (void)state;
    const char *all = "header = no\nprice_basis = 10\ncolumns = part_no=1, list_price=2, name=3, "
                      "name_local=4, brand=5, unit=6, price_basis=7, currency=8, price_group=9, "
                      "effective=10, superseded_by=11, core_charge=12, min_order=13, op=14";
    expect(all, "A1,1.5,Filter,滤清器,ACME,pc,100,eur,G1,20261231,A2,3,2.5,change\n",
           "+1 A1 1.50 EUR brand=ACME name=Filter local=滤清器 unit=pc group=G1 by=A2 from=2026-12-31 "
           "core=3.00 min=2.500 per=100\n#1\n");
    expect(all, "A1,150,,,,,,JPY,,,,,,DELETE\n", "+1 A1 150 JPY per=10 deleted\n#1\n");
    expect(all,
           "A1,1,,,,,0,,,,,,,\nA2,1,,,,,,YUAN,,,,,,\nA3,1,,,,,,,,2026-02-30,,,,\nA4,1,,,,,,,,,,,,remove\n",
           "-1 price_basis a price is per 1 to 1000000 pieces: 0\n"
           "-2 currency not a currency such as CNY: YUAN\n"
           "-3 effective not a date such as 2026-11-23 or 20261123: 2026-02-30\n"
           "-4 op neither delete nor add, change, update or upsert: remove\n#4\n");
}

/* The text in another encoding; returns its bytes. */
static size_t encode(const char *encoding, const char *text, char *out, size_t size)
{
    iconv_t cd = iconv_open(encoding, "UTF-8");
    assert_true(cd != (iconv_t)-1);
    char *in = (char *)(uintptr_t)text, *to = out;
    size_t left = strlen(text), room = size;
    assert_int_equal(iconv(cd, &in, &left, &to, &room), 0);
    iconv(cd, NULL, NULL, &to, &room);
    iconv_close(cd);
    return size - room;
}

static void reads_encodings(void **state)
{
    (void)state;
    static const struct {
        const char *encoding, *name;
    } cases[] = {{"GB18030", "机油滤清器€"},  {"CP1251", "Фильтр"},
                 {"UTF-16", "滤清器"},        {"UTF-16LE", "滤清器"},
                 {"ISO-8859-15", "Façade €"}, {"BIG5", "機油"},
                 {"SHIFT_JIS", "フィルター"}, {"CP1258", "Lốc"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char settings[200], list[200], bytes[800], expected[200];
        snprintf(settings, sizeof settings, "encoding = %s\n%s", cases[i].encoding, CSV);
        snprintf(list, sizeof list, "no,name,price\r\nA1,%s,1\r\n", cases[i].name);
        snprintf(expected, sizeof expected, "+2 A1 1.00 CNY name=%s\n#1\n", cases[i].name);
        size_t n = encode(cases[i].encoding, list, bytes, sizeof bytes);
        expect_bytes(settings, bytes, n, expected);
    }
    expect("encoding = GB18030\n" CSV, "no,name,price\nA1,\xff,1\nA2,x,2\n",
           "-2 name bytes that are not of the list's encoding: \xef\xbf\xbd\n"
           "+3 A2 2.00 CNY name=x\n#2\n");
}

static void asks_for_known_lines(void **state)
{
    (void)state;
    /* never for the header and the first row, even when that is refused */
    expect_asked(CSV, "no,name,price\nA1,x,1\nA2,y,2\nA3,z,3\n", "A2",
                 "+2 A1 1.00 CNY name=x\n=3 A2,y,2\n?4 A3,z,3\n+4 A3 3.00 CNY name=z\n#3\n");
    expect_asked(CSV, "no,name,price\nA1,x,one\nA2,y,2\n", "A",
                 "-2 list_price not a number: one\n=3 A2,y,2\n#2\n");
    expect_asked(BARE, "A1,x,1\nA2,y,2\n", "A", "+1 A1 1.00 CNY name=x\n=2 A2,y,2\n#2\n");
    /* nor for a row of several lines; one with quotes that ends where its line ends is asked for */
    expect_asked(CSV, "no,name,price\nA1,x,1\nA2,\"two\nrows\",2\nA3,\"z\",3\n", "A3",
                 "+2 A1 1.00 CNY name=x\n+3 A2 2.00 CNY name=two\nrows\n=5 A3,\"z\",3\n#3\n");
    /* each line ends with its row or reject before the next is asked for; bad bytes stand as they are */
    expect_asked(CSV, "no,name,price\r\nA1,x,1\r\nA2,\xff,2\r\n\r\nA3,z\r\n", NULL,
                 "+2 A1 1.00 CNY name=x\n?3 A2,\xff,2\n"
                 "-3 name bytes that are not of the list's encoding: \xef\xbf\xbd\n"
                 "?5 A3,z\n-5 3 2 columns instead of 3: A3\n#3\n");
}

static void shape_of(const char *settings, const char *list, char out[PRICE_SHAPE_SIZE])
{
    struct told told = {.ask = false};
    struct config *config = NULL;
    struct error e = ERROR_NONE;
    char ini[1000];
    snprintf(ini, sizeof ini, "[oem.list]\n%s\n", settings);
    buf_init(&told.text, 1 << 16);
    assert_int_equal(config_parse(ini, strlen(ini), "test.ini", &config, &e), ST_OK);
    FILE *file = fmemopen((void *)(uintptr_t)list, strlen(list), "r");
    struct price_reading reading = {.row = told_row, .reject = told_reject, .arg = &told};
    assert_int_equal(price_read(config_source(config, "list"), file, &reading, &e), ST_OK);
    memcpy(out, reading.shape, PRICE_SHAPE_SIZE);
    fclose(file);
    config_free(&config);
    buf_free(&told.text);
}

static void tells_shapes_apart(void **state)
{
    (void)state;
    static const char *const lists[] = {"no,name,price\nA1,x,1\n", "name,no,price\nA1,x,1\n",
                                        "no,name,price,more\nA1,x,1,2\n", "sep=;\nno;name;price\nA1;x;1\n"};
    char shapes[4][PRICE_SHAPE_SIZE], again[PRICE_SHAPE_SIZE];
    for (int i = 0; i < 4; i++) {
        shape_of(CSV, lists[i], shapes[i]);
        assert_true(strlen(shapes[i]) > 0);
        for (int k = 0; k < i; k++) {
            assert_string_not_equal(shapes[i], shapes[k]);
        }
    }
    shape_of(CSV, "no,name,price\nB1,y,2\nB2,y,3\n", again);
    assert_string_equal(again, shapes[0]);
}

#define FIXED "format = fixed\ncolumns = part_no=1-6, name=7-12, list_price=13-18/2, core_charge=19-22/1\n"

static void reads_fixed_columns(void **state)
{
    (void)state;
    expect(FIXED, "A1    Filter0001230010\nA 2   Pad        5   7\n",
           "+1 A1 1.23 CNY name=Filter core=1.00\n+2 A 2 0.05 CNY name=Pad core=0.70\n#2\n");
    expect(FIXED, "A1    Filter000123\nA2    Pad\nA3\n\n    \n\x1a",
           "+1 A1 1.23 CNY name=Filter\n+2 A2 CNY name=Pad\n+3 A3 CNY\n#3\n");
    expect(FIXED,
           "A1    Filter  1.23\nA2    Filter   -12\nA3    Filter 1 234\nA4    Filter\xef\xbc\x91     \n",
           "-1 list_price not a row of digits, as the layout says: 1.23\n"
           "-2 list_price not a row of digits, as the layout says: -12\n"
           "-3 list_price not a row of digits, as the layout says: 1 234\n"
           "-4 list_price not a row of digits, as the layout says: \xef\xbc\x91\n#4\n");
    /* cut within the price: 0012 could be 0.12 or the beginning of 12.34 */
    expect(FIXED, "A1    Filter0012\nA2    Filter0012",
           "-1 list_price the line ends within this column: 0012\n"
           "-2 list_price the file ends within this row: A2\n#2\n");
    expect(
        "format = fixed\ncolumns = part_no=1-4, list_price=5-10\n", "A1   12.50\nA2    12.5\nA3   1.255\n",
        "+1 A1 12.50 CNY\n+2 A2 12.50 CNY\n-3 list_price more decimals than the currency has: 1.255\n#3\n");
    expect("format = fixed\ndecimal = ,\nskip_lines = 1\ncolumns = list_price=1-6/2, part_no=7-9\n",
           "PRICE NO\n001250A1\n", "+2 A1 12.50 CNY\n#1\n");
    expect("format = fixed\ncurrency = JPY\ncolumns = part_no=1-2, list_price=3-6/0, min_order=7-9/3\n",
           "A10150025\n", "+1 A1 150 JPY min=0.025\n#1\n");
    /* columns may overlap */
    expect("format = fixed\ncolumns = part_no=1-6, price_group=1-2, list_price=7-9\n", "AB1234  5\n",
           "+1 AB1234 5.00 CNY group=AB\n#1\n");
}

static void counts_characters(void **state)
{
    (void)state;
    char bytes[200];
    const char *settings = "format = fixed\nencoding = GB18030\n"
                           "columns = part_no=1-4, name_local=5-9, list_price=10-15/2\n";
    const char *list = "A1  机油滤清器001250\nA2  €    000005\nA3  \xf0\xa0\x80\x80    001000\n";
    size_t n = encode("GB18030", list, bytes, sizeof bytes);
    expect_bytes(settings, bytes, n,
                 "+1 A1 12.50 CNY local=机油滤清器\n+2 A2 0.05 CNY local=€\n"
                 "+3 A3 10.00 CNY local=\xf0\xa0\x80\x80\n#3\n");
    /* a byte that is no character takes one place, and only the column that holds it is refused */
    expect("format = fixed\ncolumns = part_no=1-2, name=3-4, list_price=5-7\n",
           "A1x\xff"
           "100\nA2\xff\xff"
           "200\n",
           "-1 name bytes that are not of the list's encoding: x\xef\xbf\xbd\n"
           "-2 name bytes that are not of the list's encoding: \xef\xbf\xbd\xef\xbf\xbd\n#2\n");
    expect("format = fixed\ncolumns = part_no=1-2, list_price=5-7\n",
           "A1x\xff"
           "100\n",
           "+1 A1 100.00 CNY\n#1\n");
}

static void asks_for_known_fixed_lines(void **state)
{
    (void)state;
    expect_asked("format = fixed\ncolumns = part_no=1-2, list_price=3-4\n", "A1 1\nA2 2\n\nA3 3\nA4 x\n",
                 "A2",
                 "+1 A1 1.00 CNY\n=2 A2 2\n?4 A3 3\n+4 A3 3.00 CNY\n"
                 "?5 A4 x\n-5 list_price not a number: x\n#4\n");
}

static void refuses_settings(void **state)
{
    (void)state;
    static const struct {
        const char *settings, *words;
    } cases[] = {
        {"format = xlsx\n" CSV, "format: \"xlsx\" is not one of csv|fixed|pies"},
        {"format = fixed\n" CSV, "columns: in a list of fixed columns positions"},
        {"format = fixed\ncolumns = part_no=0-3, list_price=4-5", "columns: in a list"},
        {"format = fixed\ncolumns = part_no=3-1, list_price=4-5", "columns: in a list"},
        {"format = fixed\ncolumns = part_no=1-3, list_price=4", "columns: in a list"},
        {"format = fixed\ncolumns = part_no=1-3, list_price=4-5/", "columns: in a list"},
        {"format = fixed\ncolumns = part_no=1-3, list_price=4-5/7", "columns: in a list"},
        {"format = fixed\ncolumns = part_no=1-3, list_price=4-99999", "columns: in a list"},
        {"format = fixed\ncolumns = part_no=1-3, list_price=4-99999999999999999999", "columns: in a list"},
        {"format = fixed\ncolumns = part_no=-1-3, list_price=4-5", "columns: in a list"},
        {"format = fixed\ncolumns = part_no=1-3/2, list_price=4-5", "columns: in a list"},
        {"format = fixed\ncolumns = part_no=1-3, list_price=4-5, name=6-9/2", "columns: in a list"},
        {"format = fixed\ncolumns = part_no=1-3", "columns: part_no and list_price must be named"},
        {"format = fixed\ndelimiter = tab\ncolumns = part_no=1-3, list_price=4-5",
         "delimiter: this says nothing"},
        {"format = fixed\nheader = no\ncolumns = part_no=1-3, list_price=4-5", "header: this says nothing"},
        {"format = pies\nencoding = UTF-8\ncolumns = part_no=PartNumber, list_price=LST",
         "encoding: this says nothing"},
        {"format = pies\ndecimal = ,\ncolumns = part_no=PartNumber, list_price=LST",
         "decimal: this says nothing"},
        {"format = pies\nskip_lines = 1\ncolumns = part_no=PartNumber, list_price=LST",
         "skip_lines: this says nothing"},
        {"format = pies\ncolumns = part_no=PartNumber, list_price=LST, currency=CurrencyCode",
         "columns: currency, effective"},
        {"header = no\ncolumns = part_no=1, list_price=0", "columns: without a header"},
        {"header = no\ncolumns = part_no=1, list_price=two", "columns: without a header"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        expect_wrong_setting(cases[i].settings, cases[i].words);
    }
}

static void describe(const char *settings, char hex[HASH_HEX])
{
    struct config *config = NULL;
    struct error e = ERROR_NONE;
    char ini[1000];
    snprintf(ini, sizeof ini, "[oem.list]\n%s\n", settings);
    if (config_parse(ini, strlen(ini), "test.ini", &config, &e) != ST_OK) {
        fail_msg("%s", e.message);
    }
    price_mapping(config_source(config, "list"), hex);
    config_free(&config);
}

/* The same bytes are another list when they are read with another setting, and only then. */
static void describes_how_it_reads(void **state)
{
    (void)state;
    static const char *const differ[] = {
        CSV,
        CSV "\nencoding = GB18030",
        CSV "\ndelimiter = tab",
        CSV "\ndecimal = ,",
        CSV "\nskip_lines = 1",
        CSV "\ncurrency = EUR",
        CSV "\nprice_basis = 100",
        CSV ", brand=brand",
        "columns = part_no=name, name=no, list_price=price",
        BARE,
        "format = fixed\ncolumns = part_no=1-3, list_price=4-9",
        "format = fixed\ncolumns = part_no=1-3, list_price=4-9/2",
        "format = pies\ncolumns = part_no=PartNumber, list_price=LST",
        "format = pies\ncolumns = part_no=PartNumber, list_price=RET",
    };
    enum { COUNT = sizeof differ / sizeof *differ };
    char hex[COUNT][HASH_HEX], same[HASH_HEX];
    for (int i = 0; i < COUNT; i++) {
        describe(differ[i], hex[i]);
        for (int k = 0; k < i; k++) {
            assert_string_not_equal(hex[i], hex[k]);
        }
    }
    describe(CSV "\nurl = http://example.com/x\nmax_bytes = 1000\ngate_jump_percent = 7\ntimeout_s = 5",
             same);
    assert_string_equal(same, hex[0]);
}

/* Of the prices of a PIES list the day says which is in force: tomorrow it is another list. */
static void describes_the_day(void **state)
{
    (void)state;
    const char *pies = "format = pies\ncolumns = part_no=PartNumber, list_price=LST";
    char east[HASH_HEX], west[HASH_HEX];
    setenv("TZ", "<+14>-14", 1); /* there it is always another day than 26 hours west of it */
    tzset();
    describe(pies, east);
    describe(CSV, west);
    char csv[HASH_HEX];
    setenv("TZ", "<-12>12", 1);
    tzset();
    describe(CSV, csv);
    assert_string_equal(csv, west);
    describe(pies, west);
    assert_string_not_equal(east, west);
    setenv("TZ", "Asia/Shanghai", 1);
}

/* Numbers as they are really written stay as they are, and are found by letters and digits alone. */
static void keeps_part_numbers(void **state)
{
    (void)state;
    const char *shared = getenv("CLEARBAY_SHARED");
    char path[1000], line[400];
    snprintf(path, sizeof path, "%s/parts/part-number-cases.tsv", shared != NULL ? shared : "../shared/data");
    FILE *cases = fopen(path, "r");
    if (cases == NULL) {
        skip();
    }
    int count = 0;
    assert_non_null(fgets(line, sizeof line, cases));
    while (fgets(line, sizeof line, cases) != NULL) {
        char *key = strchr(line, '\t'), *yes = key != NULL ? strchr(key + 1, '\t') : NULL;
        if (yes == NULL || strncmp(yes, "\tyes\t", 5) != 0) {
            continue; /* what is no number, or has a brand glued to it, only a person can tell */
        }
        char list[500], expected[500];
        struct buf found;
        *key++ = *yes = '\0';
        snprintf(list, sizeof list, "%s|name|1\n", line);
        char *comma = strchr(line, ','); /* two spellings in one cell: the first stays */
        snprintf(expected, sizeof expected, "+1 %.*s 1.00 CNY name=name\n#1\n",
                 (int)(comma != NULL ? comma - line : (ptrdiff_t)strlen(line)), line);
        expect("delimiter = |\n" BARE, list, expected);
        line[comma != NULL ? (size_t)(comma - line) : strlen(line)] = '\0';
        buf_init(&found, 200);
        text_key(line, &found);
        assert_string_equal(found.data, key);
        buf_free(&found);
        count++;
    }
    fclose(cases);
    assert_true(count >= 20);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_line_ends_and_marks),
        cmocka_unit_test(reads_headers),
        cmocka_unit_test(reads_quotes),
        cmocka_unit_test(refuses_rows),
        cmocka_unit_test(reads_every_column),
        cmocka_unit_test(reads_encodings),
        cmocka_unit_test(asks_for_known_lines),
        cmocka_unit_test(tells_shapes_apart),
        cmocka_unit_test(reads_fixed_columns),
        cmocka_unit_test(counts_characters),
        cmocka_unit_test(asks_for_known_fixed_lines),
        cmocka_unit_test(refuses_settings),
        cmocka_unit_test(describes_how_it_reads),
        cmocka_unit_test(describes_the_day),
        cmocka_unit_test(keeps_part_numbers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
