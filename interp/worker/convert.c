/* Values between Lua and JSON. Recursion is bounded, so no depth of nesting can end the stack. */
#include "worker/convert.h"

#include <lauxlib.h>
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { DEPTH_LIMIT = 40 };

static const char list_mark[] = "guize.list";

static void push(lua_State *L, const json_t *value, int depth) {
  if (depth > DEPTH_LIMIT) luaL_error(L, "a message is nested too deeply");
  luaL_checkstack(L, 4, "message");
  switch (json_typeof(value)) {
    case JSON_OBJECT: {
      const char *key;
      json_t *item;
      lua_createtable(L, 0, (int)json_object_size(value));
      json_object_foreach((json_t *)(uintptr_t)value, key, item) {
        push(L, item, depth + 1);
        lua_setfield(L, -2, key);
      }
      break;
    }
    case JSON_ARRAY: {
      size_t size = json_array_size(value);
      lua_createtable(L, (int)size, 0);
      for (size_t i = 0; i < size; i++) {
        push(L, json_array_get(value, i), depth + 1);
        lua_rawseti(L, -2, (int)i + 1);
      }
      break;
    }
    case JSON_STRING:
      lua_pushlstring(L, json_string_value(value), json_string_length(value));
      break;
    case JSON_INTEGER: lua_pushnumber(L, (lua_Number)json_integer_value(value)); break;
    case JSON_REAL: lua_pushnumber(L, json_real_value(value)); break;
    case JSON_TRUE: lua_pushboolean(L, 1); break;
    case JSON_FALSE: lua_pushboolean(L, 0); break;
    case JSON_NULL: lua_pushnil(L); break;
  }
}

void convert_push(lua_State *L, const json_t *value) {
  push(L, value, 0);
}

static bool is_list(lua_State *L, int index) {
  if (lua_objlen(L, index) > 0) return true;
  if (!lua_getmetatable(L, index)) return false;
  luaL_getmetatable(L, list_mark);
  bool same = lua_rawequal(L, -1, -2);
  lua_pop(L, 2);
  return same;
}

static json_t *take(lua_State *L, int index, int depth);

/* A half-made document must not leak when something below raises: each container is kept in a
 * userdata that the collector releases. */
typedef struct Holder {
  json_t *value;
} Holder;

static int holder_collect(lua_State *L) {
  Holder *holder = lua_touserdata(L, 1);
  json_decref(holder->value);
  holder->value = NULL;
  return 0;
}

static Holder *hold(lua_State *L, json_t *value) {
  Holder *holder = lua_newuserdata(L, sizeof *holder);
  holder->value = value;
  if (luaL_newmetatable(L, "guize.holder")) {
    lua_pushcfunction(L, holder_collect);
    lua_setfield(L, -2, "__gc");
  }
  lua_setmetatable(L, -2);
  return holder;
}

static json_t *release(lua_State *L, Holder *holder) {
  json_t *value = holder->value;
  holder->value = NULL;
  lua_pop(L, 1);
  return value;
}

static json_t *take_list(lua_State *L, int index, int depth) {
  Holder *holder = hold(L, json_array());
  size_t size = lua_objlen(L, index);
  for (size_t i = 1; i <= size; i++) {
    lua_rawgeti(L, index, (int)i);
    json_array_append_new(holder->value, take(L, lua_gettop(L), depth + 1));
    lua_pop(L, 1);
  }
  return release(L, holder);
}

static void move(json_t *from, json_t *to, const char *key) {
  json_t *item = json_object_get(from, key);
  if (item) json_object_set(to, key, item);
}

/* By heaps, in place: the C library's qsort asks the system for its memory, which a worker may not. */
static void sink(const char **keys, size_t at, size_t count) {
  for (size_t below; (below = 2 * at + 1) < count; at = below) {
    if (below + 1 < count && strcmp(keys[below], keys[below + 1]) < 0) below++;
    if (strcmp(keys[at], keys[below]) >= 0) return;
    const char *swap = keys[at];
    keys[at] = keys[below];
    keys[below] = swap;
  }
}

static void sort_keys(const char **keys, size_t count) {
  for (size_t i = count / 2; i-- > 0;)
    sink(keys, i, count);
  for (size_t i = count; i-- > 1;) {
    const char *swap = keys[0];
    keys[0] = keys[i];
    keys[i] = swap;
    sink(keys, 0, i);
  }
}

static void move_sorted(json_t *from, json_t *to) {
  size_t count = 0;
  const char *key, **keys = malloc((json_object_size(from) + 1) * sizeof *keys);
  json_t *item;
  if (!keys) return;
  json_object_foreach(from, key, item) keys[count++] = key;
  sort_keys(keys, count);
  for (size_t i = 0; i < count; i++)
    move(from, to, keys[i]);
  free(keys);
}

/* Puts the keys in order: first those that the table's metatable lists as `order`, then the others sorted. The
 * order of Lua's own tables differs from one process to the next. */
static void put_in_order(lua_State *L, int index, Holder *holder) {
  if (json_object_size(holder->value) < 2) return;
  Holder *sorted = hold(L, json_object());
  if (luaL_getmetafield(L, index, "order")) {
    for (int i = 1; lua_rawgeti(L, -1, i), lua_type(L, -1) == LUA_TSTRING; i++, lua_pop(L, 1))
      move(holder->value, sorted->value, lua_tostring(L, -1));
    lua_pop(L, 2);
  }
  move_sorted(holder->value, sorted->value);
  json_decref(holder->value);
  holder->value = release(L, sorted);
}

static json_t *take_object(lua_State *L, int index, int depth) {
  Holder *holder = hold(L, json_object());
  lua_pushnil(L);
  while (lua_next(L, index)) {
    if (lua_type(L, -2) != LUA_TSTRING) luaL_error(L, "a key of a message is not text");
    json_t *item = take(L, lua_gettop(L), depth + 1);
    if (json_object_set_new(holder->value, lua_tostring(L, -2), item) != 0)
      luaL_error(L, "a key of a message is not UTF-8");
    lua_pop(L, 1);
  }
  put_in_order(L, index, holder);
  return release(L, holder);
}

static json_t *take_number(lua_State *L, lua_Number x) {
  if (x != x || isinf(x)) luaL_error(L, "a number in a message is not finite");
  if (x == floor(x) && fabs(x) < 9007199254740992.0) return json_integer((json_int_t)x);
  return json_real(x);
}

static json_t *take(lua_State *L, int index, int depth) {
  if (depth > DEPTH_LIMIT) luaL_error(L, "a message is nested too deeply");
  luaL_checkstack(L, 8, "message");
  switch (lua_type(L, index)) {
    case LUA_TNIL: return json_null();
    case LUA_TBOOLEAN: return json_boolean(lua_toboolean(L, index));
    case LUA_TNUMBER: return take_number(L, lua_tonumber(L, index));
    case LUA_TSTRING: {
      size_t size;
      const char *text = lua_tolstring(L, index, &size);
      json_t *value = json_stringn(text, size);
      if (!value) luaL_error(L, "a text in a message is not UTF-8");
      return value;
    }
    case LUA_TTABLE:
      return is_list(L, index) ? take_list(L, index, depth) : take_object(L, index, depth);
    default: luaL_error(L, "a message cannot hold a %s", luaL_typename(L, index)); return NULL;
  }
}

json_t *convert_take(lua_State *L, int index) {
  if (index < 0) index = lua_gettop(L) + 1 + index;
  return take(L, index, 0);
}

static int mark_list(lua_State *L) {
  luaL_checktype(L, 1, LUA_TTABLE);
  luaL_newmetatable(L, list_mark);
  lua_setmetatable(L, 1);
  lua_settop(L, 1);
  return 1;
}

void convert_push_list(lua_State *L) {
  lua_pushcfunction(L, mark_list);
}
