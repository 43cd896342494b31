/* Values between Lua and JSON. A Lua table with [1], or marked as a list, is an array; others are
 * objects with text keys, sent in the order that their metatable's `order` gives and else sorted. Whole numbers stay whole; NaN, infinity and functions are refused. */
#ifndef GUIZE_WORKER_CONVERT_H
#define GUIZE_WORKER_CONVERT_H

#include <jansson.h>
#include <lua.h>

/* Pushes the Lua value of a JSON document; null becomes nil. May raise. */
void convert_push(lua_State *L, const json_t *value);

/* Makes a JSON document of the value at `index`; raises when it holds what JSON cannot. The result
 * belongs to the caller. */
json_t *convert_take(lua_State *L, int index);

/* Pushes the function `list(t)`, which marks a table so that it is an array even when empty. */
void convert_push_list(lua_State *L);

#endif
