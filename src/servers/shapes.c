#include "servers/shapes.h"

#include "servers/fill.h"
#include "servers/texts.h"

#define DATE_PATTERN "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
#define URL_PATTERN "^[Hh][Tt][Tt][Pp][Ss]?://[^/?#@]+"
#define HOST_PATTERN "^[^\\s/@?#]+$"
#define HEADER_PATTERN "^[!#$%&'*+.^_`|~0-9A-Za-z-]+$"

#define SENTENCE(most)                                                                                       \
  { .kind = BK_SHAPE_TEXT, .check = bk_check_sentence, .min = 1, .max = (most), .store = bk_fill_text }
#define CHECKED(name, how, regex)                                                                            \
  { .kind = BK_SHAPE_TEXT, .what = name, .check = how, .pattern = regex, .min = 1, .store = bk_fill_text }
#define NUMBER(low, high)                                                                                    \
  { .kind = BK_SHAPE_NUMBER, .min = (low), .max = (high), .store = bk_fill_number }

const BkShape bk_shape_text = SENTENCE(0);
const BkShape bk_shape_short_text = SENTENCE(60);
const BkShape bk_shape_any_text = {.kind = BK_SHAPE_TEXT, .store = bk_fill_text};
const BkShape bk_shape_some_text = {.kind = BK_SHAPE_TEXT, .min = 1, .store = bk_fill_text};
const BkShape bk_shape_template_text = {
    .kind = BK_SHAPE_TEXT, .what = "a template", .check = bk_check_template, .store = bk_fill_text};
const BkShape bk_shape_template_line = {
    .kind = BK_SHAPE_TEXT, .what = "a template", .check = bk_check_line, .store = bk_fill_text};
const BkShape bk_shape_template_path = {.kind = BK_SHAPE_TEXT,
                                        .what = "a template",
                                        .note = "begins with `/`, or is empty",
                                        .check = bk_check_path,
                                        .pattern = "^(/.*)?$",
                                        .store = bk_fill_text};
const BkShape bk_shape_pointer = {.kind = BK_SHAPE_TEXT,
                                  .what = "a JSON Pointer",
                                  .check = bk_check_pointer,
                                  .pattern = BK_POINTER_PATTERN,
                                  .store = bk_fill_text};
const BkShape bk_shape_value_name = CHECKED("a name", bk_check_name, BK_NAME_PATTERN);
const BkShape bk_shape_step_name = CHECKED("the name of a step", bk_check_step_name, "^[A-Za-z0-9_-]+$");
const BkShape bk_shape_provider_name =
    CHECKED("the name of a provider", bk_check_provider_name, "^[A-Za-z0-9_-][A-Za-z0-9._-]*$");
const BkShape bk_shape_page = CHECKED("a URL", bk_check_page, URL_PATTERN);
const BkShape bk_shape_base_url = {.kind = BK_SHAPE_TEXT,
                                   .what = "a base URL",
                                   .note = "https, or http on loopback; no user, query or fragment",
                                   .check = bk_check_url,
                                   .pattern = URL_PATTERN "(/[^?#]*)?$",
                                   .min = 1,
                                   .store = bk_fill_base};
const BkShape bk_shape_date = CHECKED("a date", bk_check_date, DATE_PATTERN);
const BkShape bk_shape_domain = {
    .kind = BK_SHAPE_TEXT, .what = "a domain", .check = bk_check_domain, .pattern = HOST_PATTERN, .min = 1};
const BkShape bk_shape_host = {
    .kind = BK_SHAPE_TEXT, .what = "a host", .check = bk_check_host, .pattern = HOST_PATTERN, .min = 1};
const BkShape bk_shape_header_name = CHECKED("a header name", bk_check_header, HEADER_PATTERN);
const BkShape bk_shape_answer_header = CHECKED("a header name", bk_check_answer_header, HEADER_PATTERN);
const BkShape bk_shape_flag = {.kind = BK_SHAPE_FLAG, .store = bk_fill_flag};
const BkShape bk_shape_only_true = {.kind = BK_SHAPE_TRUE};
const BkShape bk_shape_seconds = NUMBER(1, 31536000);
const BkShape bk_shape_few_seconds = NUMBER(1, 3600);
const BkShape bk_shape_count = NUMBER(1, 1000);
const BkShape bk_shape_any_json = {.kind = BK_SHAPE_ANY, .what = "a JSON template", .store = bk_fill_json};

const BkShape bk_shape_domains = {.kind = BK_SHAPE_LIST, .of = &bk_shape_domain, .store = bk_fill_hosts};
const BkShape bk_shape_hosts = {.kind = BK_SHAPE_LIST, .of = &bk_shape_host, .store = bk_fill_hosts};
const BkShape bk_shape_some_texts = {
    .kind = BK_SHAPE_LIST, .of = &bk_shape_some_text, .min = 1, .store = bk_fill_strv};
const BkShape bk_shape_pointer_list = {.kind = BK_SHAPE_LIST, .of = &bk_shape_pointer, .min = 1};
static const BkShape *const pointer_or_list[] = {&bk_shape_pointer, &bk_shape_pointer_list, NULL};
const BkShape bk_shape_pointers = {.kind = BK_SHAPE_EITHER,
                                   .note = "a JSON Pointer, or a list of them",
                                   .either = pointer_or_list,
                                   .store = bk_fill_strv};
const BkShape bk_shape_label_pointers = {.kind = BK_SHAPE_EITHER,
                                         .note = "a JSON Pointer, or a list of them",
                                         .either = pointer_or_list,
                                         .store = bk_fill_texts};
const BkShape bk_shape_name_list = {.kind = BK_SHAPE_LIST, .of = &bk_shape_value_name, .min = 1};
static const BkShape *const name_or_list[] = {&bk_shape_value_name, &bk_shape_name_list, NULL};
const BkShape bk_shape_names = {.kind = BK_SHAPE_EITHER,
                                .note = "a name, or a list of names",
                                .either = name_or_list,
                                .store = bk_fill_texts};

/* Maps from names of the author's own. Query and form names are the vendor's: any text. */
const BkShape bk_shape_template_map = {
    .kind = BK_SHAPE_MAP, .of = &bk_shape_template_text, .store = bk_fill_pairs};
const BkShape bk_shape_template_line_map = {
    .kind = BK_SHAPE_MAP, .of = &bk_shape_template_line, .store = bk_fill_pairs};
const BkShape bk_shape_header_map = {.kind = BK_SHAPE_MAP,
                                     .check = bk_check_header,
                                     .pattern = HEADER_PATTERN,
                                     .of = &bk_shape_template_line,
                                     .store = bk_fill_pairs};
const BkShape bk_shape_value_map = {.kind = BK_SHAPE_MAP,
                                    .check = bk_check_name,
                                    .pattern = BK_NAME_PATTERN,
                                    .of = &bk_shape_template_text,
                                    .store = bk_fill_pairs};
const BkShape bk_shape_url_map = {.kind = BK_SHAPE_MAP,
                                  .check = bk_check_name,
                                  .pattern = BK_NAME_PATTERN,
                                  .of = &bk_shape_base_url,
                                  .store = bk_fill_pairs};
