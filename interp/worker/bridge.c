/* Cases and results between shared memory and plain Lua values. */
#include "worker/bridge.h"

#include <lauxlib.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

enum { MOST_FIELDS = 64, MOST_PAID = 31, UP_ROWS = 1, UP_KEYS = 2, UP_NAMES = 3 };

typedef enum FieldKind { KIND_DOUBLE, KIND_INT32, KIND_UINT16, KIND_UINT8, KIND_BOOL } FieldKind;

typedef struct RowField {
  FieldKind kind;
  size_t offset;
  bool named;
} RowField;

/* Where things lie; `fields` are parallel to the lists of keys and of names. */
typedef struct Rows {
  const char *cases;
  char *results;
  Progress *progress;
  size_t case_size, result_size;
  RowField fields[MOST_FIELDS];
  int field_count, paid_count;
  size_t paid[MOST_PAID], self_pay, reimbursed, assumed, clamped, error, status;
} Rows;

static lua_Number number_at(const char *row, const RowField *field) {
  const char *at = row + field->offset;
  switch (field->kind) {
    case KIND_DOUBLE: {
      double value;
      memcpy(&value, at, sizeof value);
      return value;
    }
    case KIND_INT32: {
      int32_t value;
      memcpy(&value, at, sizeof value);
      return value;
    }
    case KIND_UINT16: {
      uint16_t value;
      memcpy(&value, at, sizeof value);
      return value;
    }
    case KIND_UINT8:
    case KIND_BOOL: return *(const uint8_t *)at;
  }
  return 0;
}

static int read_row(lua_State *L) {
  const Rows *rows = lua_touserdata(L, lua_upvalueindex(UP_ROWS));
  int64_t row = (int64_t)lua_tonumber(L, 1);
  const char *bytes = rows->cases + (size_t)row * rows->case_size;
  rows->progress->position = row;
  for (int i = 0; i < rows->field_count; i++) {
    const RowField *field = &rows->fields[i];
    lua_Number value = number_at(bytes, field);
    lua_rawgeti(L, lua_upvalueindex(UP_KEYS), i + 1);
    if (field->named) {
      lua_rawgeti(L, lua_upvalueindex(UP_NAMES), i + 1);
      lua_rawgeti(L, -1, (int)value);
      lua_remove(L, -2);
    } else if (field->kind == KIND_BOOL) {
      lua_pushboolean(L, value != 0);
    } else {
      lua_pushnumber(L, value);
    }
    lua_rawset(L, 2);
  }
  return 0;
}

static void put_double(char *at, lua_Number value) {
  double number = value;
  memcpy(at, &number, sizeof number);
}

static void put_uint32(char *at, lua_Number value) {
  uint32_t number = (uint32_t)value;
  memcpy(at, &number, sizeof number);
}

static int store_row(lua_State *L) {
  const Rows *rows = lua_touserdata(L, lua_upvalueindex(UP_ROWS));
  size_t window = (size_t)lua_tonumber(L, 1);
  size_t place = (size_t)(lua_tonumber(L, 3) - lua_tonumber(L, 2));
  char *out = rows->results + window + place * rows->result_size;
  put_uint32(out + rows->status, lua_tonumber(L, 4));
  put_uint32(out + rows->error, lua_tonumber(L, 5));
  put_uint32(out + rows->assumed, lua_tonumber(L, 6));
  put_uint32(out + rows->clamped, lua_tonumber(L, 7));
  put_double(out + rows->self_pay, lua_tonumber(L, 8));
  put_double(out + rows->reimbursed, lua_tonumber(L, 9));
  for (int i = 0; i < rows->paid_count; i++)
    put_double(out + rows->paid[i], lua_tonumber(L, 10 + i));
  return 0;
}

static size_t take_offset(lua_State *L, const char *name) {
  lua_getfield(L, 1, name);
  size_t value = (size_t)lua_tonumber(L, -1);
  lua_pop(L, 1);
  return value;
}

static FieldKind kind_of(lua_State *L, const char *type) {
  static const char *const names[] = {"double", "int32_t", "uint16_t", "uint8_t", "bool"};
  for (int i = 0; i < 5; i++)
    if (strcmp(names[i], type) == 0) return (FieldKind)i;
  luaL_error(L, "there is no type %s in a case", type);
  return KIND_DOUBLE;
}

/* Takes the list of fields; leaves the lists of keys and of names on the stack. */
static void take_fields(lua_State *L, Rows *rows) {
  lua_newtable(L);
  lua_newtable(L);
  int keys = lua_gettop(L) - 1, names = lua_gettop(L);
  lua_getfield(L, 1, "fields");
  int list = lua_gettop(L);
  rows->field_count = (int)lua_objlen(L, list);
  if (rows->field_count > MOST_FIELDS) luaL_error(L, "a case has too many fields");
  for (int i = 0; i < rows->field_count; i++) {
    lua_rawgeti(L, list, i + 1);
    lua_rawgeti(L, -1, 1);
    lua_rawseti(L, keys, i + 1);
    lua_rawgeti(L, -1, 2);
    rows->fields[i].kind = kind_of(L, luaL_checkstring(L, -1));
    lua_rawgeti(L, -2, 3);
    rows->fields[i].offset = (size_t)lua_tonumber(L, -1);
    lua_rawgeti(L, -3, 4);
    rows->fields[i].named = lua_istable(L, -1);
    lua_rawseti(L, names, i + 1);
    lua_pop(L, 3);
  }
  lua_pop(L, 1);
}

static void take_results(lua_State *L, Rows *rows) {
  lua_getfield(L, 1, "paid");
  rows->paid_count = (int)lua_objlen(L, -1);
  if (rows->paid_count > MOST_PAID) luaL_error(L, "there are too many layers");
  for (int i = 0; i < rows->paid_count; i++) {
    lua_rawgeti(L, -1, i + 1);
    rows->paid[i] = (size_t)lua_tonumber(L, -1);
    lua_pop(L, 1);
  }
  lua_pop(L, 1);
  rows->case_size = take_offset(L, "case_size");
  rows->result_size = take_offset(L, "result_size");
  rows->self_pay = take_offset(L, "self_pay");
  rows->reimbursed = take_offset(L, "reimbursed");
  rows->assumed = take_offset(L, "assumed");
  rows->clamped = take_offset(L, "clamped");
  rows->error = take_offset(L, "error");
  rows->status = take_offset(L, "status");
}

static int open_rows(lua_State *L) {
  luaL_checktype(L, 1, LUA_TTABLE);
  lua_settop(L, 1);
  Rows *rows = lua_newuserdata(L, sizeof *rows);
  memset(rows, 0, sizeof *rows);
  rows->cases = lua_touserdata(L, lua_upvalueindex(1));
  rows->results = lua_touserdata(L, lua_upvalueindex(2));
  rows->progress = (Progress *)rows->results + lua_tointeger(L, lua_upvalueindex(3));
  take_results(L, rows);
  take_fields(L, rows);
  lua_pushvalue(L, 2);
  lua_pushvalue(L, 3);
  lua_pushvalue(L, 4);
  lua_pushcclosure(L, read_row, 3);
  lua_pushvalue(L, 2);
  lua_pushcclosure(L, store_row, 1);
  return 2;
}

void bridge_push(lua_State *L, const Region *snapshot, const Region *results, int cell) {
  lua_pushlightuserdata(L, snapshot ? snapshot->data : NULL);
  lua_pushlightuserdata(L, results ? results->data : NULL);
  lua_pushinteger(L, cell);
  lua_pushcclosure(L, open_rows, 3);
}
