/* shapes.h: the shapes that the tables of the format share. */
#ifndef BK_SERVERS_SHAPES_H
#define BK_SERVERS_SHAPES_H

#include "servers/format.h"

G_BEGIN_DECLS

#define BK_NAME_PATTERN "^[A-Za-z_][A-Za-z0-9_]*$"
#define BK_POINTER_PATTERN "^(/([^~/]|~[01])*)*$"

extern const BkShape bk_shape_text, bk_shape_short_text, bk_shape_any_text, bk_shape_some_text,
    bk_shape_template_text, bk_shape_template_line, bk_shape_template_path, bk_shape_pointer,
    bk_shape_value_name, bk_shape_step_name, bk_shape_provider_name, bk_shape_page, bk_shape_base_url,
    bk_shape_date, bk_shape_domain, bk_shape_host, bk_shape_header_name, bk_shape_answer_header,
    bk_shape_flag, bk_shape_only_true, bk_shape_seconds, bk_shape_few_seconds, bk_shape_count,
    bk_shape_any_json, bk_shape_domains, bk_shape_hosts, bk_shape_some_texts, bk_shape_pointer_list,
    bk_shape_pointers, bk_shape_label_pointers, bk_shape_name_list, bk_shape_names, bk_shape_template_map,
    bk_shape_template_line_map, bk_shape_header_map, bk_shape_value_map, bk_shape_url_map;

/* Of format_step.c, for the actions and the server. */
extern const BkShape bk_shape_steps, bk_shape_auth, bk_shape_session_update;

/* Rows of a table. */
#define BK_AT(type, field) .offset = G_STRUCT_OFFSET(type, field)
#define BK_END                                                                                               \
  { .key = NULL }
/* Shapes made of others. */
#define BK_OBJECT(table, how)                                                                                \
  { .kind = BK_SHAPE_OBJECT, .object = &(table), .store = (how) }
#define BK_LIST_OF(shape, how)                                                                               \
  { .kind = BK_SHAPE_LIST, .of = &(shape), .store = (how) }
#define BK_NAMED(shape, how)                                                                                 \
  { .kind = BK_SHAPE_MAP, .check = bk_check_name, .pattern = BK_NAME_PATTERN, .of = &(shape), .store = (how) }
#define BK_WORDS(list)                                                                                       \
  { .kind = BK_SHAPE_WORD, .words = (list), .store = bk_fill_word }

G_END_DECLS

#endif
